"""As how many SMS each message of the flows is billed, with the longest words that can fill it.

Limits of issue 4, item 8: one for what keeps somebody safe, two for anything else. A message is measured as it was
written, with its numbered answers; how messages leave, joined or alone, is measured by commands/sms_walk.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.flows.flow import FlowBook, Sentence, Step
from reportbot.core.conversation.questions.asking import NO, NO_PHOTO, YES, named
from reportbot.core.errors import Problem
from reportbot.core.languages import NAMES
from reportbot.core.messages import Fill, Named, Text
from reportbot.core.outgoing.as_sms import body, is_safety
from reportbot.core.sms import number_within, segments
from reportbot.i18n.extract import Message
from reportbot.i18n.holes import holes_in
from reportbot.service.ports import Translator

MOST, MOST_IF_SAFETY = 2, 1
FIRST = 70  # letters that every phone shows at once
OPEN = frozenset({"description", "first_words", "question", "status", "note", "typed", "numbers", "told"})
"""Holes for somebody's own words, or for a list: as long as they are. They are left empty here."""
_SENTENCE_ENDS = (".", "?", "!", ":", "}")
_ENGINE = "core/conversation/"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message: its text, and the answers that are numbered below it.

    `every_language`: said in all languages of a town at once; `names_them`: and these are the answers.
    """

    file: str
    line: int
    text: Text
    labels: tuple[Text, ...] = ()
    every_language: bool = False
    names_them: bool = False
    beside: tuple[Text, ...] = ()
    """All bubbles of its step, itself among them: a variant is written for all of them or none."""

    @property
    def is_safety(self) -> bool:
        return is_safety(self.text) and not self.labels and not self.names_them

    @property
    def says_their_words(self) -> bool:
        """It repeats what somebody wrote, or a list: nobody knows how long that is."""
        return bool(holes_in(self.text.sms or self.text.msgid) & OPEN)


@dataclass(frozen=True, slots=True)
class Length:
    bubble: Bubble
    language: str
    body: str

    @property
    def segments(self) -> int:
        return segments(self.body)

    @property
    def most(self) -> int:
        return MOST_IF_SAFETY if self.bubble.is_safety else MOST

    @property
    def problem(self) -> Problem | None:
        """Too long, or the number to call stands too far behind."""
        said = (self.bubble.text.sms or self.bubble.text.msgid).replace("\n", " ")
        if self.segments > self.most:
            text = f"{self.segments} SMS in {self.language}, at most {self.most}: “{said}”"
        elif self.bubble.is_safety and not self.bubble.says_their_words and not number_within(self.body):
            text = f"the number comes after {FIRST} letters in {self.language}: “{said}”"
        else:
            return None
        return Problem(self.bubble.file, self.bubble.line, text)


def lengths(
    bubbles: Iterable[Bubble],
    translator: Translator,
    languages: Sequence[str],
    filling: Mapping[str, Sequence[Fill]],
    together: Iterable[Sequence[str]] = (),
) -> list[Length]:
    """`filling` has what may fill a hole (town, place, institution); in each language the longest is taken.

    `together` are the languages of each town, for what is said in all of them at once.
    """
    found: list[Length] = []
    known = list(bubbles)
    rounds: list[tuple[tuple[str, ...], bool]] = [((language,), False) for language in languages]
    rounds += [(tuple(offered), True) for offered in dict.fromkeys(map(tuple, together))]
    for said_in, at_once in rounds:
        fill = longest(translator, said_in[0], filling)
        for bubble in known:
            if bubble.every_language != at_once:
                continue
            said = as_sent(bubble, translator, said_in, fill)
            if said:  # a message that is one open hole cannot be measured
                found.append(Length(bubble, " ".join(said_in), said))
    return found


class Billed(Protocol):
    @property
    def segments(self) -> int: ...


def mean(found: Sequence[Billed]) -> float:
    """SMS per message; 0 of none."""
    return sum(each.segments for each in found) / len(found) if found else 0.0


def bubbles_of(book: FlowBook) -> Iterator[Bubble]:
    """What the newest flows say and ask."""
    for flow in map(book.newest, sorted(book.names())):
        for step in flow.steps.values():
            labels, said = _labels(step), tuple(map(_text, step.ask))
            for at, text in enumerate(said, 1):
                last = at == len(said)
                under, names_them = labels if last else (), last and bool(step.options_from)
                yield Bubble(flow.file, step.line, text, under, step.every_language, names_them, said)
            if step.again:
                yield Bubble(flow.file, step.line, Text(step.again))


def bubbles_of_engine(messages: Iterable[Message]) -> Iterator[Bubble]:
    """What the engine itself says: whole sentences, no labels of buttons."""
    for message in messages:
        if _ENGINE in message.file and message.msgid.rstrip().endswith(_SENTENCE_ENDS) and " " in message.msgid:
            yield Bubble(message.file, message.line, Text(message.msgid))


def bubbles_of_notices(file: str, spoken: Mapping[str, Text]) -> Iterator[Bubble]:
    """What is said to the person outside a flow."""
    for key, text in spoken.items():
        if key.startswith("reporter."):
            yield Bubble(file, 0, text)


def longest(translator: Translator, language: str, filling: Mapping[str, Sequence[Fill]]) -> dict[str, Fill]:
    """What fills the holes at the longest, in that language."""
    year = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    usual: dict[str, Sequence[Fill]] = {
        "category": [Text(category.label) for category in CATEGORIES.values()],
        "due": year,
        "reminded": year,
        "then": year,
        "told": filling.get("institution", ()),
        "opened": [day.date() for day in year],
        "code": ["1234 5678 9012 3456"],
        "url": ["https://reports.municipality.example/chat/vushtrri"],
        "kept": [4000],
        "most": [4000],
    }
    return {
        hole: max(values, key=lambda value: len(_said(value, translator, language)))
        for hole, values in {**usual, **filling}.items()
        if values
    }


def as_sent(bubble: Bubble, translator: Translator, said_in: Sequence[str], fill: Mapping[str, Fill]) -> str:
    """The SMS, letter by letter. `said_in`: all languages in which it is said at once; its answers in the first."""
    text = Text(bubble.text.msgid, fill, bubble.text.sms)
    lines = dict.fromkeys(translator.say(text, each, sms=True) for each in said_in)
    names = [named(NAMES[code]) for code in said_in] if bubble.names_them else []
    labels = [translator.say(label, said_in[0], sms=True) for label in (*bubble.labels, *names)]
    return body("\n".join(lines), labels)


def _said(value: Fill, translator: Translator, language: str) -> str:
    if isinstance(value, Text | Named | date):
        return translator.say(Text("{value}", {"value": value}), language, sms=True)
    return str(value)


def _text(sentence: Sentence) -> Text:
    return Text(sentence.msgid, {}, sentence.sms)


def _labels(step: Step) -> tuple[Text, ...]:
    """A place is asked without its list here: that is cut to what fits. Languages are those of each town."""
    if step.kind == "yes_no":
        return YES, NO
    return (NO_PHOTO,) if step.kind == "photo" else tuple(Text(option.label) for option in step.options)
