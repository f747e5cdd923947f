"""Read what a person said as the answer to one step. A bad answer is not an error: it is asked again."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reportbot.core.conversation.flows.flow import Option, Step
from reportbot.core.conversation.questions import places
from reportbot.core.conversation.turns.session import LAST_FOUR, Session
from reportbot.core.conversation.turns.surroundings import Surroundings, in_digits
from reportbot.core.languages import base
from reportbot.core.messages import InboundMessage
from reportbot.core.receipt import CODE_DIGITS, SHOWN_DIGITS, read_code
from reportbot.core.text import fold

LONGEST_TEXT = 4000  # letters kept of one answer; Telegram itself splits at 4,096
_SHORTEST_BEGINNING = 4  # letters of a label that stand for all of it
_NO_WORDS: Mapping[str, int] = {}
_NUMBER = re.compile(r"^(\d{1,2})(?: (.*))?$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood. `option` is the one chosen, where there was a choice."""

    value: Any
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not understood: ask again. `offered` are the values of a new list, `draft` what to keep meanwhile.

    `why` "turned": they only asked for another page of the list; "school": it is at a school of that place, and there
    are several; "some school": nobody knows where; "unknown": they do not know it; "yes": that was not the question.
    """

    offered: tuple[str, ...] = ()
    draft: Mapping[str, Any] = field(default_factory=dict)
    why: Literal["", "turned", "school", "some school", "unknown", "yes"] = ""


def read_answer(
    step: Step, session: Session, message: InboundMessage, value: str, around: Surroundings
) -> Answer | Unclear:
    """`value` is that of a pressed button of this very step, "" when something was typed or sent."""
    match step.kind:
        case "choice":
            return _choice(options_of(step, around), message.text, value, around)
        case "yes_no":
            return _yes_no(message.text, value, around)
        case "place":
            return _place(session, message, value, around)
        case "code":
            code = message.code or read_code(message.text)
            return Answer(code) if code else Unclear()
        case "digits":
            return _digits(session, message, around)
        case "photo":
            if any(attachment.kind == "photo" for attachment in message.attachments):
                return Answer("yes")
            return Answer("no") if value or fold(message.text) in around.words.no | {"0"} else Unclear()
        case _:
            text = message.text.strip()
            if step.save == "description" and _tells_nothing(text, around):
                return Unclear()
            return Answer(text[:LONGEST_TEXT]) if _says_something(text, around) else Unclear()


def options_of(step: Step, around: Surroundings) -> tuple[Option, ...]:
    if step.options_from == "languages":
        return tuple(Option(code, around.language_names[code]) for code in around.languages)
    return step.options


def names_an_answer(step: Step, text: str, around: Surroundings) -> bool:
    """Whether this is, word for word, one of the answers that the step offers."""
    said = around.words.plain(fold(text))
    if not said:
        return False
    match step.kind:
        case "choice":
            return any(said in known for known in _labels(options_of(step, around), around))
        case "yes_no":
            return said in around.words.yes | around.words.no | around.words.unknown
        case _:
            return False


def read_number(
    text: str, count: int, allowed_rest: Sequence[Collection[str]] = (), words: Mapping[str, int] = _NO_WORDS
) -> int | None:
    """The place in a list, from 0: "1", "1.", "1)", or "1-PO" where what follows is that very answer, or its start.

    `words` are numbers in words: "një", "dva"; an answer that is called so comes first.
    """
    said = fold(text[:200])
    match = _NUMBER.match(said if any(said in known for known in allowed_rest) else in_digits(said, words))
    if match is None or not 1 <= int(match[1]) <= count:
        return None
    index, rest = int(match[1]) - 1, match[2] or ""
    if not rest:
        return index
    known = allowed_rest[index] if index < len(allowed_rest) else ()
    return index if any(rest == label or (len(rest) > 2 and label.startswith(rest)) for label in known) else None


def _choice(options: tuple[Option, ...], text: str, value: str, around: Surroundings) -> Answer | Unclear:
    if value:
        pressed = next((option for option in options if option.value == value), None)
        return Answer(pressed.value, pressed) if pressed else Unclear()
    labels = _labels(options, around)
    number = read_number(text, len(options), labels, around.words.numbers)
    if number is not None:
        return Answer(options[number].value, options[number])
    said = around.words.plain(fold(text[:200]))
    named = [option for option, known in zip(options, labels, strict=True) if said in known]
    if not named and len(said) >= _SHORTEST_BEGINNING:
        named = [
            option
            for option, known in zip(options, labels, strict=True)
            if any(label.startswith(said) for label in known)
        ]
    return Answer(named[0].value, named[0]) if len(named) == 1 else Unclear()


def _labels(options: tuple[Option, ...], around: Surroundings) -> list[frozenset[str]]:
    plain = {"": frozenset[str](), "yes": around.words.yes, "no": around.words.no}
    other = {"unknown": around.words.unknown}
    named = around.words.languages
    return [
        around.known_as(option.label)
        | {fold(option.value)}
        | plain[option.means]
        | other.get(option.value, frozenset())
        | named.get(base(option.value), set())
        for option in options
    ]


def _yes_no(text: str, value: str, around: Surroundings) -> Answer | Unclear:
    yes, no = around.words.yes, around.words.no
    if value in ("yes", "no"):
        return Answer(value)
    number = read_number(text, 2, (yes, no), around.words.numbers)
    if number is not None:
        return Answer(("yes", "no")[number])
    said = around.words.plain(fold(text[:200]))
    if said in yes:
        return Answer("yes")
    return Answer("no") if said in no | around.words.unknown else Unclear()  # who is not sure is not written to


def _digits(session: Session, message: InboundMessage, around: Surroundings) -> Answer | Unclear:
    """Wrong once, it is asked again; wrong twice, that is their answer. Who types the whole code has it too."""
    if around.words.plain(fold(message.text[:200])) in around.words.yes:  # they have it, and have not typed it
        return Unclear(why="yes")
    digits = message.code or fold(message.text[:200]).replace(" ", "")
    if len(digits) in (SHOWN_DIGITS, CODE_DIGITS) and digits.endswith(str(session.answers.get(LAST_FOUR, "-"))):
        return Answer("yes")
    return Answer("wrong") if "digits_tried" in session.answers else Unclear(draft={"digits_tried": "yes"})


def _place(session: Session, message: InboundMessage, value: str, around: Surroundings) -> Answer | Unclear:
    if message.location is not None:
        return Answer(places.pinned(message.location, around.gazetteer))
    number = None if value else read_number(message.text, len(session.offered), (), around.words.numbers)
    chosen = value if number is None else session.offered[number]
    typed_before = str(session.answers.get("place_typed", ""))
    if chosen.startswith(places.MORE):
        return Unclear(places.page(around.gazetteer, chosen), why="turned")
    if chosen == places.KEEP and typed_before:
        return Answer(places.kept(typed_before, around.gazetteer))
    if chosen:
        known = around.gazetteer.by_key.get(chosen)
        if not known:
            return Unclear(places.page(around.gazetteer))
        return Answer(places.found(known, typed_before, around.gazetteer))  # a sentence about where it is stays with it
    typed = message.text.strip()[: places.LONGEST_TYPED]
    unknown = around.words.unknown
    if around.words.plain(fold(typed)) in unknown:  # said twice, they cannot say more
        twice = around.words.plain(fold(typed_before)) in unknown
        return (
            Answer({"text": typed})
            if twice
            else Unclear(places.page(around.gazetteer), {"place_typed": typed}, "unknown")
        )
    if not _says_something(typed, around) or fold(typed).isdigit() or fold(typed) in around.words.yes | around.words.no:
        return Unclear(places.page(around.gazetteer))
    found = places.meant(typed, around.gazetteer)
    is_said_twice = fold(typed) == fold(typed_before)
    if not is_said_twice and (schools := places.schools(found, typed, around.gazetteer)):
        is_there = bool(around.gazetteer.schools_meant(typed))
        return Unclear(schools, {"place_typed": typed}, why="school" if is_there else "some school")
    if len(found) == 1:
        return Answer(places.found(found[0], typed, around.gazetteer))
    if is_said_twice:  # they mean it
        return Answer({"text": typed})
    return Unclear(places.doubtful(found, around.gazetteer), {"place_typed": typed})


def _tells_nothing(text: str, around: Surroundings) -> bool:
    """The number of an answer to another question, a bare yes or no, "I do not know"."""
    words = around.words
    said = words.plain(fold(text))
    return said.isdigit() or said in words.yes | words.no | words.unknown


def _says_something(text: str, around: Surroundings) -> bool:
    """Not rubbish, and more than thanks."""
    return bool(fold(text)) and not around.listen(text).thanks
