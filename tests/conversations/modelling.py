"""A model of the engine: one person who does anything at all, and what must hold after every step (issue 4).

`test_model.py` runs it a little, `tests/benchmarks/model_runs.py` a thousand times.
"""

import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reportbot.core.conversation.flows.flow import Flow, FlowBook
from reportbot.core.conversation.turns.session import SENT, Session, is_told
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import Attachment, Location, Text
from reportbot.core.receipt import with_check_digit
from reportbot.core.text import fold
from tests.conversations.reference import Reference
from tests.conversations.world import CODE, OTHER_CODE, Person, the_world

WORLD = the_world()
LANGUAGES = ["", *WORLD.translator.languages]
PLACES = ["Komoran", "Fushticë", "Bathore", "Stanoc", "te shkolla", "Drenas", "asgjëkund"]
PLAIN = ["tre qen te porta", "drita nuk punon te sheshi", "the lamp does not work", "klupa je slomljena u parku"]
STORIES = [
    "ka nje pus pa kapak te shkolla",
    "the rubbish is not collected in Komoran",
    "nuk vjen ne shkolle prej tetorit",
]
DANGER = [
    "burri po me rreh tani", "dua te vdes", "muž me tuče sada", "туче ме сада", "he is beating me right now",
    "ka zjarr ne shkolle", "dete je upalo u šaht", "kocam beni dövüyor", "thik te shkolla", "femija ka humbur",
    "BURRI   PO ME RREH!!!", "burripomerreh tani po me rreh",
]  # fmt: skip
IDIOMS = ["më vret uria", "ubij me dosada", "po vdes nga të qeshurit", "umirem od smeha", "fire alarm sign is broken"]
THANKS = ["faleminderit", "hvala puno", "thanks a lot", "flm", "teşekkürler", "ok", "👍"]
SHORT = ["1", "2", "3.", "5)", "7", "0", "1-PO", "2-JO", "po", "jo", "da", "ne", "yes", "no", "n", "një", "1 2", "STOP"]
CODES = [
    CODE,
    OTHER_CODE,
    CODE[:-1] + "0",
    "9" * 16,
    CODE[-4:],
    "3450",
    "1234 5678 9012 3450",
    with_check_digit("1" * 15),
]
RUBBISH = [
    "", " ", "\x00", "\x00\x00po\x00", "\u202eop", "מה", "١٢٣", "🙂" * 30, "a" * 10_000, "1 " * 5_000, "\ud83d",
    "{code}", "%s{place}", "<b>", "'; drop", "\n\n\n", "\u200b", "é" * 10_000, "!danger:no",
    "report_hazard.summary:send",
]  # fmt: skip
WAITS = [1, 5, 20, 31, 119, 300, 24 * 60 - 1, 24 * 60 + 1, 2 * 24 * 60]  # minutes
KINDS = ["photo", "large_photo", "picture", "voice", "video", "file", "contact", "other"]
DONE: Counter[str] = Counter()
"""What all runs together have done, for the figures."""


class Conversation(RuleBasedStateMachine):
    """Whoever writes, wherever they stand: a reply, a way on, a way out, and nothing sent that was not said."""

    def __init__(self) -> None:
        super().__init__()
        DONE["runs"] += 1
        self.log: list[str] = []
        self.reference = Reference()
        self.last_press = ""
        self.drafted = True
        self.heard_danger = False

    @initialize(
        town=st.sampled_from(sorted(WORLD.towns)),
        language=st.sampled_from(LANGUAGES),
        channel=st.sampled_from(["telegram", "sms", "web"]),
    )
    def somebody_comes(self, town: str, language: str, channel: str) -> None:
        spoken = language if language in WORLD.towns[town].rules.languages else ""
        self.person = Person.in_(town, spoken, channel)
        self.commands = sorted(self.person.town.around.words.commands)
        self.does("hello")

    @rule(text=st.sampled_from(PLACES + PLAIN + STORIES))
    def tells(self, text: str) -> None:
        self.does(text)

    @rule(text=st.one_of(st.sampled_from(RUBBISH), st.text(max_size=40)))
    def writes_rubbish(self, text: str) -> None:
        self.does(text)

    @rule(text=st.sampled_from(SHORT))
    def writes_something_short(self, text: str) -> None:
        self.does(text)

    @rule(data=st.data(), form=st.sampled_from(["number", "dot", "dash", "label", "start"]))
    def types_an_answer(self, data: st.DataObject, form: str) -> None:
        choices = self.person.seen[-1].choices if self.person.seen else ()
        if choices:
            number = data.draw(st.integers(1, len(choices)))
            label = choices[number - 1].label
            typed = {"number": f"{number}", "dot": f"{number}.", "dash": f"{number}-{label}", "label": label}
            self.does(typed.get(form, label[:12]), choices[number - 1].value)

    @rule(number=st.integers(0, 4))
    def presses_an_answer(self, number: int) -> None:
        choices = self.person.seen[-1].choices if self.person.seen else ()
        if choices:
            self.does(pressed=choices[number % len(choices)].value)

    @rule()
    def sends_what_is_there(self) -> None:
        for choice in self.person.seen[-1].choices if self.person.seen else ():
            if choice.value.endswith(":send"):
                self.does(pressed=choice.value)
                return

    @precondition(lambda self: any(message.choices or message.commands for message in self.person.seen))
    @rule(data=st.data())
    def presses_any_button_ever_seen(self, data: st.DataObject) -> None:
        seen = dict.fromkeys(choice.value for m in self.person.seen for choice in (*m.choices, *m.commands))
        self.does(pressed=data.draw(st.sampled_from(list(seen))))

    @precondition(lambda self: bool(self.last_press))
    @rule()
    def taps_once_more(self) -> None:
        """An answer is heard once; a command may be meant twice, and a danger is never met with silence."""
        before, button = self.person.session, self.last_press
        turn = self.does(pressed=button)
        assert turn.submitted is None
        if ":" in button and not button.startswith(("!danger", "!forget")) and not before.quiet:
            assert (turn.replies, turn.alarm, turn.added) == ((), None, None)
            assert replace(turn.session, at=before.at) == before

    @rule(data=st.data())
    def gives_a_command(self, data: st.DataObject) -> None:
        self.does(data.draw(st.sampled_from(self.commands)))

    @rule(kind=st.sampled_from(KINDS), text=st.sampled_from(["", "", "shih", "burri po me rreh"]))
    def sends_a_file(self, kind: Any, text: str) -> None:
        self.does(text, attachments=(Attachment(kind),))

    @rule(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
    def sends_a_point(self, latitude: float, longitude: float) -> None:
        self.does(location=Location(latitude, longitude))

    @rule(text=st.sampled_from(CODES))
    def sends_a_code(self, text: str) -> None:
        self.does(text)

    @rule(text=st.sampled_from(DANGER))
    def tells_of_danger(self, text: str) -> None:
        DONE["danger sentences"] += 1
        self.does(text)

    @rule(text=st.sampled_from(IDIOMS + THANKS))
    def says_what_only_sounds_so(self, text: str) -> None:
        self.does(text)

    @rule(first=st.sampled_from(PLAIN + SHORT), second=st.sampled_from(PLAIN + STORIES + DANGER + SHORT))
    def writes_two_at_once(self, first: str, second: str) -> None:
        self.does(first)
        self.does(second)

    @rule(data=st.data())
    def speaks_another_language(self, data: st.DataObject) -> None:
        self.does(pressed="!language")
        around = self.person.town.around
        self.does(around.language_names[data.draw(st.sampled_from(around.languages))])

    @rule(minutes=st.sampled_from(WAITS))
    def waits(self, minutes: int) -> None:
        self.person.waits(timedelta(minutes=minutes))
        self.log.append(f"@ {minutes} minutes pass")

    @rule(keep_old=st.booleans())
    def newer_flows_are_served(self, keep_old: bool) -> None:
        self.person.book = newer(self.person.book, keep_old)
        self.log.append(f"@ newer flows, the old ones {'stay' if keep_old else 'go'}")

    @rule(question=st.sampled_from(["How deep is it?", "Since when?"]))
    def an_office_asks(self, question: str) -> None:
        if self.person.linked:
            self.person.asked.append(question)

    def does(self, text: str = "", label: str = "", **brought: Any) -> Turn:
        """One message; what it should mean is kept beside, and compared with what is sent.

        `label`: the button whose number or words were typed.
        """
        person, before, seen = self.person, self.person.session, len(self.person.seen)
        self.log.append(f"> {text[:60]!r} {brought or ''} at {before.flow}.{before.step} {before.waiting_for}")
        unheard = (
            before.quiet
            or before.is_stale(person.now)
            or not person.book.step(before.flow, before.version, before.step)
        )
        pressed = str(brought.get("pressed", ""))
        if pressed and not unheard:
            self.reference.pressed(person.book, before, pressed)
        if text:
            self.reference.typed(person.book, before)
        if label and not unheard:
            self.reference.pressed(person.book, before, label)
        told = text if text in (*PLAIN, *STORIES) and self._is_asked_for_words(before) and not unheard else ""
        if told:
            self.reference.told = told
        turn = person.says(text, **brought)
        self.log += [f"< {message.text!r}" for message in person.seen[seen:]]
        if turn.alarm and before.waiting_for == "danger" and "now" in turn.session.answers:
            self.reference.said["now"] = "yes"
        if brought.get("location") is not None:
            self.reference.said.pop("place", None)
        self._compare(before, turn, pressed)
        self.reference.after(person.book, turn)
        self._follow(turn, "" if label else text, pressed, seen)
        return turn

    def _is_asked_for_words(self, before: Session) -> bool:
        step = self.person.book.step(before.flow, before.version, before.step)
        return step is not None and step.save == "description" and not before.waiting_for

    def _compare(self, before: Session, turn: Turn, pressed: str) -> None:
        """What was submitted is what was last said, and no report is sent twice."""
        if turn.added and pressed.partition(".")[0] == before.flow and not before.waiting_for and before.flow:
            DONE["additions"] += 1
            chosen, added = pressed.partition(":")[2], list(turn.added.answers.values())
            came = [before.answers.get(name) for name in ("first_words", "place", "photos")]
            assert chosen in added or {"key": chosen} in added or any(came)
            assert all(each in added for each in came[:2] if each and chosen == "add")
        if turn.submitted is None:
            return
        DONE["reports"] += 1
        assert self.drafted, "a report was sent twice"
        answers = turn.submitted.answers
        for name, value in self.reference.said.items():
            if is_told(name):
                assert answers[name] == value or (name == "place" and answers[name].get("key") == value["key"]), name
        assert self.reference.told in str(answers.get("description", ""))
        assert answers.keys() & {"category", "description"}
        assert SENT in turn.session.answers or turn.session.is_idle

    def _follow(self, turn: Turn, text: str, pressed: str, seen: int) -> None:
        DONE["messages"] += 1
        DONE["alarms"] += turn.alarm is not None
        twice = bool(pressed) and pressed == self.last_press
        self.drafted = turn.submitted is None and (self.drafted or SENT not in turn.session.answers)
        self.last_press = pressed
        self.turn, self.twice = turn, twice
        heard = self.person.town.around.danger_in(text[:4000]) if text else ""
        if heard and fold(text) not in self.person.town.around.words.commands:
            told = " ".join(message.text for message in self.person.seen[seen:])
            assert any(number in told for number in ("112", "194", "193", "192")), text

    def teardown(self) -> None:
        """What was said stands below whatever broke."""
        if isinstance(sys.exc_info()[1], Exception):  # hypothesis itself ends a run with something less
            print("\n".join(self.log[-40:]))

    @invariant()
    def there_is_always_a_reply(self) -> None:
        assert self.turn.replies or self.twice
        assert all(message.text.strip() for message in self.person.seen[-3:])

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        assert leads_on(self.turn, self.person.book) or self.twice

    @invariant()
    def there_is_always_a_way_out(self) -> None:
        for command in ("start", "cancel", "help") if not self.person.session.quiet else ("start",):
            other = replace(self.person, seen=[], submitted=[], asked=[])
            turn = other.says(pressed=f"!{command}")
            assert turn.replies
            assert command != "cancel" or (turn.session.is_idle and not turn.session.answers)
            assert command != "start" or turn.session.flow == self.person.book.start

    @invariant()
    def the_session_can_always_be_reloaded(self) -> None:
        written = self.person.session.to_json()
        assert Session.from_json(written.encode()) == self.person.session
        assert len(written) < 60_000


def leads_on(turn: Turn, book: FlowBook) -> bool:
    """A question that can be answered, or words that say how to begin again."""
    session = turn.session
    if turn.forget or session.quiet or session.waiting_for:  # a quiet chat tells nothing: the safe word is known
        return True
    if not session.is_idle:
        step = book.step(session.flow, session.version, session.step)
        return step is not None and step.is_asking
    offered = {offer.value for reply in turn.replies for offer in reply.commands}
    return "!start" in offered or any(says_how_to_begin(reply.text) for reply in turn.replies)


def says_how_to_begin(text: Text) -> bool:
    return "START" in text.msgid


def newer(book: FlowBook, keep_old: bool) -> FlowBook:
    """The next version of every flow, its answers in another order; with or without the versions before."""
    flows = [book.newest(name) for name in book.names()]
    changed = {(flow.name, flow.version + 1): _turned(flow) for flow in flows}
    return FlowBook({**book.flows, **changed} if keep_old else changed, book.start)


def _turned(flow: Flow) -> Flow:
    steps = {name: replace(step, options=step.options[::-1]) for name, step in flow.steps.items()}
    return replace(flow, version=flow.version + 1, steps=steps)
