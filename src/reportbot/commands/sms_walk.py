"""Every message that a phone gets: each turn of each flow, what can come at any time, and every reply to danger.

It says them as the service does (service/outgoing/wording.py), with the longest words that can fill them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import Flow, FlowBook, Step
from reportbot.core.conversation.questions import places
from reportbot.core.conversation.questions.asking import ask
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import ABOUT, OTHERS, QUESTION_ID, REPLY, Session
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.conversation.walking.walk import go
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.messages import Address, Attachment, Fill, InboundMessage, Text
from reportbot.core.outgoing.as_sms import body, is_safety
from reportbot.core.sms import number_within, segments
from reportbot.i18n.lengths import FIRST, MOST, MOST_IF_SAFETY
from reportbot.service.outgoing.wording import SMS, Wording
from reportbot.service.towns import Town

AT_ANY_TIME, DANGER = "at any time", "danger"
_WEB = re.compile(r"\w\.[a-z]{2,}")  # raportodiskriminimin.org
_MONDAY = datetime(2026, 1, 5, 11, tzinfo=UTC)
_A_WEEK = [_MONDAY + timedelta(hours=hour) for hour in range(7 * 24)]
_ANSWERS = {
    "first_words": "-", "category": "other", "place": {"text": "-"}, "place_typed": "x" * 40, "description": "-",
    "now": "no", "need": "emergency", "language": "-", ABOUT: 1, QUESTION_ID: 1, REPLY: "-",
    OTHERS: 99,
}  # fmt: skip
_PHOTO, _VOICE = (Attachment("photo", "handle"),), (Attachment("voice"),)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it leaves, from which step of which flow, or AT_ANY_TIME, or DANGER.

    `reply` is what it says, where it says one thing only; `texts` are all those of its turn; `at` is file and line.
    """

    flow: str
    step: str
    town: str
    language: str
    body: str
    is_safety: bool
    reply: Reply | None = None
    texts: tuple[Text, ...] = ()
    at: tuple[str, int] = ("", 0)

    @property
    def segments(self) -> int:
        return segments(self.body)

    @property
    def most(self) -> int:
        return MOST_IF_SAFETY if self.is_safety else MOST

    @property
    def is_too_long(self) -> bool:
        return self.segments > self.most

    @property
    def is_late(self) -> bool:
        """The number to call, or the address to go to, stands behind what every phone shows at once."""
        return self.is_safety and not number_within(self.body) and not _WEB.search(self.body[:FIRST])


class SmsWalk:
    """`fill`: what stands in the holes, at its longest, by language. Somebody's own words are not counted."""

    def __init__(
        self, book: FlowBook, wording: Wording, fill: Mapping[str, Mapping[str, Fill]], now: datetime = _MONDAY
    ) -> None:
        self._book, self._wording, self._fill, self._now = book, wording, fill, now

    def through(self, town: Town) -> Iterator[Outgoing]:
        """In each of its languages: every turn of every flow, then what can be said at any time, and to danger."""
        for language in town.rules.languages:
            for name in sorted(self._book.names()):
                flow = self._book.newest(name)
                for target in _beginnings(flow):
                    yield from self._turn(town, language, flow, target)
                for step in flow.steps.values():
                    if step.kind == "place":
                        yield from self._place(town, language, flow, step)
            yield from self._at_any_time(town, language)
            yield from self._danger(town, language)

    def _turn(self, town: Town, language: str, flow: Flow, target: str) -> Iterator[Outgoing]:
        """What is said from this step to the next question."""
        scene = Scene(self._book, town.around, self._now, SMS)
        turn = go(scene, flow, target, _answered(language, flow, target), asks_again=True)
        at = (flow.file, flow.steps[target].line)
        yield from self._said(town, language, flow.name, target, turn.replies, at)

    def _place(self, town: Town, language: str, flow: Flow, step: Step) -> Iterator[Outgoing]:
        """With the longest names of the list, which may stand on any of its pages."""
        session = replace(_answered(language, flow, step.id), offered=_longest_places(town, language))
        _, replies = ask(flow, step, session, Scene(self._book, town.around, self._now, SMS))
        yield from self._said(town, language, flow.name, step.id, replies, (flow.file, step.line))

    def _at_any_time(self, town: Town, language: str) -> Iterator[Outgoing]:
        """Words that work everywhere, and what nobody expected, at every question."""
        for name in sorted(self._book.names()):
            flow = self._book.newest(name)
            for step in flow.steps.values():
                if step.is_asking:
                    for message in self._unexpected(town):
                        session = replace(_answered(language, flow, step.id), at=self._now)
                        turn = advance(self._book, session, message, town.around, self._now)
                        yield from self._said(town, language, AT_ANY_TIME, f"{name}.{step.id}", turn.replies)

    def _unexpected(self, town: Town) -> Iterator[InboundMessage]:
        address = Address(town.key, SMS, "+38300000000")
        commands = sorted(set(town.around.words.commands.values()))
        for command in commands:
            yield InboundMessage(address, self._now, ("walk",), pressed=f"!{command}")
        for text in ("qwxz", "1" * 12, "x" * 5_000):
            yield InboundMessage(address, self._now, ("walk",), text)
        for brought in (_PHOTO, _VOICE):
            yield InboundMessage(address, self._now, ("walk",), attachments=brought)

    def _danger(self, town: Town, language: str) -> Iterator[Outgoing]:
        """What is said to every kind of danger at every hour of a week, and to their yes."""
        for kind in DangerKind:
            known: list[tuple[Reply, ...]] = []  # the numbers change a few times a week
            for now in _A_WEEK:
                blank = Session(language, True)
                session, replies = safeguarding.interrupt(blank, "", kind, town.around, now)
                _, told, _ = safeguarding.alarm(session, town.around, now)
                if (*replies, *told) not in known:
                    known.append((*replies, *told))
                    yield from self._said(town, language, DANGER, kind, replies)
                    yield from self._said(town, language, DANGER, kind, told)

    def _said(
        self,
        town: Town,
        language: str,
        flow: str,
        step: str,
        replies: Sequence[Reply],
        at: tuple[str, int] = ("", 0),
    ) -> Iterator[Outgoing]:
        texts = tuple(reply.text for reply in replies)
        alone = {said: reply for reply in replies for said in self._bodies(town, language, [reply])}
        for said in self._bodies(town, language, replies):
            reply = alone.get(said)
            safety = reply is not None and is_safety(reply.text) and not reply.choices
            if said:
                yield Outgoing(
                    flow=flow,
                    step=step,
                    town=town.key,
                    language=language,
                    body=said,
                    is_safety=safety,
                    reply=reply,
                    texts=texts,
                    at=at,
                )

    def _bodies(self, town: Town, language: str, replies: Sequence[Reply]) -> list[str]:
        messages = self._wording.messages(town, language, Address(town.key, SMS, ""), replies, self._fill[language])
        return [body(message.text, [choice.label for choice in message.choices]) for message in messages]


def _beginnings(flow: Flow) -> list[str]:
    """Every step at which a turn, or a part of one, can begin: the first, and wherever an answer leads."""
    targets = [target for step in flow.steps.values() if step.is_asking or step.cases for target in step.targets]
    return [name for name in dict.fromkeys([flow.first, *targets]) if name in flow.steps]


def _answered(language: str, flow: Flow, step: str) -> Session:
    """Somebody at this step who has answered everything; what they answered is filled in with the longest words."""
    return Session(language, True, flow.name, flow.version, step, _ANSWERS, ((flow.name, flow.version, flow.first),))


def _longest_places(town: Town, language: str) -> tuple[str, ...]:
    """A page of the list, and of what is offered where a place is in doubt: the longest names."""
    by_length = sorted(town.around.gazetteer.listed(), key=lambda place: -len(place.name.in_(language)))
    return (*(place.key for place in by_length[: len(places.page(town.around.gazetteer)) - 1]), f"{places.MORE}0")
