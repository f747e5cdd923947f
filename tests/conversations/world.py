"""The real flows, catalogues, lexicon and towns, read once; and one person who talks to the pure engine.

The session is written to JSON and read again between every two messages, as if the service had been restarted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from reportbot import paths
from reportbot.channels.sms_twilio import request
from reportbot.channels.terminal import shown
from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import FlowBook, Step
from reportbot.core.conversation.questions.tongues import other_letters
from reportbot.core.conversation.turns.session import DRAFT_LIVES, LAST_FOUR, SENT, Session
from reportbot.core.conversation.turns.turn import LookUp, Submission, Turn
from reportbot.core.conversation.walking.walk import resume
from reportbot.core.messages import Address, Fill, InboundMessage, Named, OutboundMessage, Text
from reportbot.core.receipt import in_fours, with_check_digit
from reportbot.i18n import Catalogues
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.destination import Destination, destination, place_of
from reportbot.service.towns import Town
from reportbot.service.turns.speaking import Speaker
from reportbot.surroundings import load_book, load_sentences, load_words, town_of
from tests import shipped
from tests.conversations.ending import Ending

CODE = with_check_digit("123456789012345")
OTHER_CODE = with_check_digit("999999999999999")  # well made, and of no report
TRIES = 5  # codes in one hour, as service/turns/lookups.py allows
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


class _Watched(dict[str, Step]):
    """The steps of a flow; remembers which were visited."""

    def __init__(self, name: str, steps: Mapping[str, Step], visited: set[tuple[str, str]]) -> None:
        super().__init__(steps)
        self._name, self._visited = name, visited

    def __getitem__(self, step: str) -> Step:
        self._visited.add((self._name, step))
        return super().__getitem__(step)


@dataclass
class World:
    book: FlowBook
    towns: Mapping[str, Town]
    translator: Catalogues
    sentences: Sentences
    visited: set[tuple[str, str]] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)


@cache
def the_world() -> World:
    folder = paths.conversations()
    visited: set[tuple[str, str]] = set()
    book = load_book(folder)
    watched = {key: replace(flow, steps=_Watched(flow.name, flow.steps, visited)) for key, flow in book.flows.items()}
    translator, words = shipped.catalogues(), load_words(folder)
    listening = Listening(load_lexicon)
    towns = {
        key: town_of(replace(municipality, gate=0.0), words, translator, listening)  # every guess is sure enough
        for key, municipality in shipped.towns().items()
    }
    return World(FlowBook(watched, book.start), towns, translator, load_sentences(folder), visited)


@cache
def refused_by(key: str, office: str, hotline: str) -> Town:
    """The same town, whose office takes no reports from us."""
    known = shipped.towns()[key]
    refusing = replace(known.institutions[office], refuses=True, hotline=hotline)
    town = replace(known, gate=0.0, institutions={**known.institutions, office: refusing})
    return town_of(town, load_words(paths.conversations()), the_world().translator, Listening(load_lexicon))


def with_desk_phone(key: str, phone: str) -> Town:
    """The same town, whose reporting desk has a telephone."""
    town = replace(shipped.towns()[key], gate=0.0, desk_phone=phone)
    return town_of(town, load_words(paths.conversations()), the_world().translator, Listening(load_lexicon))


@dataclass
class Person:
    """One person in one town on one channel. `seen` is all that they were sent, `heard` what the last turn was."""

    town: Town
    channel: str
    session: Session
    now: datetime = MONDAY
    seen: list[OutboundMessage] = field(default_factory=list)
    submitted: list[Submission] = field(default_factory=list)
    case: int | None = None
    tries: int = 0
    asked: list[str] = field(default_factory=list)
    may_push: bool | None = None
    spoke: datetime | None = None
    linked: bool = False
    book: FlowBook = field(default_factory=lambda: the_world().book)
    ending: Ending = field(default_factory=Ending)
    others: int = 0

    @classmethod
    def in_(cls, town: str, language: str = "", channel: str = "telegram", now: datetime = MONDAY) -> "Person":
        """`language` "" is somebody whom nobody knows yet."""
        there = the_world().towns[town]
        session = Session(language or there.rules.languages[0], language_known=bool(language))
        return cls(there, channel, session, now)

    @property
    def address(self) -> Address:
        return Address(self.town.key, self.channel, "+38349000000" if self.channel == "sms" else "7")

    def says(self, text: str = "", **brought: Any) -> Turn:
        """One message and the turn it led to; the service's part is played here."""
        world = the_world()
        message = InboundMessage(self.address, self.now, ("key",), text, **brought)
        stored = Session.from_json(self.session.to_json())
        turn = advance(self.book, stored, message, self.town.around, self.now)
        fill: dict[str, Fill] = {}
        asked, before = turn.look_up, stored
        if asked and turn.answered and self.asked:
            self.asked.pop(0)
        while asked:
            outcome, filled, found = self._looked_up(asked)
            fill |= filled
            stored = Session.from_json(turn.session.to_json())
            later = resume(self.book, stored, outcome, self.town.around, self.now, found)
            turn = replace(turn, session=later.session, replies=(*turn.replies, *later.replies))
            asked = later.look_up
        if turn.look_up:
            turn = other_letters(before, turn, self.channel)
        if turn.feedback:
            outcome, fill, found = self.ending.heard(turn.feedback, self._lead_now, self._due)
            stored = Session.from_json(turn.session.to_json())
            later = resume(self.book, stored, outcome, self.town.around, self.now, found)
            turn = replace(turn, session=later.session, replies=(*turn.replies, *later.replies))
        if turn.alarm:
            self.case = 1
            if SENT not in stored.answers:
                turn = replace(turn, session=replace(turn.session, case=self.case))
        if turn.submitted:
            self.submitted.append(turn.submitted)
            self.linked = True
            goes = self._destination(turn.submitted)
            fill |= {"code": in_fours(CODE), "institution": self._lead(turn.submitted), "due": self._due}
            fill |= {"not_to": self.town.names_of(goes.unwanted)} if goes.unwanted else {}
            if self.channel != "sms":
                turn = replace(turn, session=turn.session.with_answer(LAST_FOUR, CODE[-4:]))
        self._remember(turn)
        self.seen += self._spoken(turn, fill)
        world.offered |= {offer.value for reply in turn.replies for offer in (*reply.choices, *reply.commands)}
        return turn

    def waits(self, time: timedelta) -> None:
        self.now += time

    def button(self, label: str) -> str:
        """What the newest button with this label sends. Raises LookupError."""
        for message in reversed(self.seen):
            for choice in (*message.choices, *message.commands):
                if choice.label == label:
                    return choice.value
        raise LookupError(f"nobody offered [{label}]")

    @property
    def _due(self) -> datetime:
        return self.now + timedelta(days=1)

    def _remember(self, turn: Turn) -> None:
        if turn.begins and self.may_push:
            self.may_push = None
        self.may_push = self.may_push if turn.may_push is None else turn.may_push
        self.session, self.spoke = turn.session, self.now
        if turn.forget:  # whoever writes next is a stranger
            self.session, self.may_push = Session(self.town.rules.languages[0]), None
            self.linked, self.case = False, None

    def _looked_up(self, look_up: LookUp) -> tuple[str, dict[str, Fill], dict[str, Any]]:
        """As service/turns/lookups.py does it."""
        asks = {"about": 1} | ({"question": self.asked[0], "question_id": "5"} if self.asked else {})
        if look_up.what == "question":
            return ("found" if self.asked else "none"), {}, asks
        if look_up.what == "alike":
            return ("found" if self.others else "none"), {}, {"alike": 1, "others": self.others} if self.others else {}
        if look_up.what == "place":
            mine = self.linked and self.submitted and self.may_push is not False
            key = place_of(self.submitted[-1].answers) if mine else ""
            return ("found" if key else "none"), {}, {"last_place": key} if key else {}
        if look_up.what == "last":
            return ("question" if self.asked else "found" if self.linked else "none"), {}, asks
        self.tries += bool(look_up.code)
        if look_up.code and self.tries > TRIES:
            return "wait", {}, {}
        if look_up.code != CODE and (look_up.code or not self.linked):
            return ("unknown" if look_up.code else "none"), {}, {}
        late = self.spoke is not None and self.now - self.spoke > DRAFT_LIVES
        if self.may_push is None or late or not self.linked:
            asks |= {"ask_safe": "yes"}
        self.linked = True
        fill: dict[str, Fill] = {"opened": self.now.date(), "institution": self._lead_now, "due": self._due}
        status = the_world().sentences.reporter(self.ending.status, fill)
        asks |= {"over": self.ending.asks}
        said = the_world().translator.say(status, self.session.language, zone=self.town.rules.zone)
        return "found", {"status": said}, asks

    @property
    def _lead_now(self) -> Text:
        return self._lead(self.submitted[-1]) if self.submitted else Text("Reporting desk of the municipality")

    def _lead(self, submitted: Submission) -> Text:
        return Text(self.town.office(self._destination(submitted).route.lead).name)

    def _destination(self, submitted: Submission) -> Destination:
        """As service/reports/opening.py decides it."""
        said = submitted.answers
        category = said.get("category") or self.town.around.listen(str(said.get("description", ""))).category or "other"
        known_as = the_world().translator.known_as
        return destination(self.town.rules, str(category), place_of(said), said, known_as, submitted.voice, self.now)

    def _spoken(self, turn: Turn, fill: Mapping[str, Fill]) -> list[OutboundMessage]:
        who = Who(self.town.key, self.channel, b"")
        conversation = Conversation(1, who, b"", turn.session.language, None, b"", None, self.now)
        speaker = Speaker(the_world().translator, cast(Any, None), cast(Any, None))
        return speaker.messages(self.town, conversation, self.address, turn.replies, fill)


def on_screen(message: OutboundMessage) -> str:
    """As the person reads it: an SMS to the letter, otherwise as the terminal shows it."""
    return request(message, "+38300000000")["Body"] if message.address.channel == "sms" else shown(message)


def place_name(answers: Mapping[str, Any], around_places: Mapping[str, Any]) -> str:
    place = answers.get("place", {})
    known = around_places.get(str(place.get("key", "")))
    name: Named | None = known.name if known else None
    parts = [name.in_("sq") if name else "", f"“{place['text']}”" if place.get("text") else ""]
    parts += [f"({place['lat']}, {place['lon']})"] if "lat" in place else []
    return " ".join(filter(None, parts)) or "nowhere"
