"""Read what a person said as the answer to one step. A bad answer is not an error: it is asked again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportbot.core.conversation.flow import Option, Step
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.messages import InboundMessage
from reportbot.core.places import Place
from reportbot.core.receipt import read_code
from reportbot.core.text import fold

LONGEST_TEXT = 4000  # letters kept of one answer; Telegram itself splits at 4,096
PAGE = 5  # places offered at once
MORE = "+"
KEEP = "="
NEAR_KM = 5.0  # a pin farther than this from every known place is kept as a bare point
_NUMBER = re.compile(r"^(\d{1,2})(?: (.*))?$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood. `option` is the one chosen, where there was a choice."""

    value: Any
    option: Option | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not understood: ask again. `offered` are the values of a new list, `draft` what to keep meanwhile."""

    offered: tuple[str, ...] = ()
    draft: Mapping[str, Any] = field(default_factory=dict)


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
            code = read_code(message.text)
            return Answer(code) if code else Unclear()
        case "photo":
            if any(attachment.kind == "photo" for attachment in message.attachments):
                return Answer("yes")
            return Answer("no") if value or fold(message.text) in around.words.no | {"0"} else Unclear()
        case _:
            return _text(message)


def options_of(step: Step, around: Surroundings) -> tuple[Option, ...]:
    if step.options_from == "languages":
        return tuple(Option(code, around.language_names[code]) for code in around.languages)
    return step.options


def read_number(text: str, count: int, allowed_rest: Sequence[frozenset[str]] = ()) -> int | None:
    """The place in a list, from 0: "1", "1.", "1)", or "1-PO" where what follows is that very answer."""
    match = _NUMBER.match(fold(text))
    if match is None or not 1 <= int(match[1]) <= count:
        return None
    index = int(match[1]) - 1
    rest = match[2] or ""
    return index if not rest or (index < len(allowed_rest) and rest in allowed_rest[index]) else None


def _choice(options: tuple[Option, ...], text: str, value: str, around: Surroundings) -> Answer | Unclear:
    if value:
        pressed = next((option for option in options if option.value == value), None)
        return Answer(pressed.value, pressed) if pressed else Unclear()
    labels = [around.known_as(option.label) | {fold(option.value)} for option in options]
    number = read_number(text, len(options), labels)
    if number is not None:
        return Answer(options[number].value, options[number])
    said = fold(text)
    named = [option for option, known in zip(options, labels, strict=True) if said in known]
    if not named and len(said) >= 4:
        named = [
            option
            for option, known in zip(options, labels, strict=True)
            if any(label.startswith(said) for label in known)
        ]
    return Answer(named[0].value, named[0]) if len(named) == 1 else Unclear()


def _yes_no(text: str, value: str, around: Surroundings) -> Answer | Unclear:
    yes, no = around.words.yes, around.words.no
    if value in ("yes", "no"):
        return Answer(value)
    number = read_number(text, 2, (yes, no))
    if number is not None:
        return Answer(("yes", "no")[number])
    said = fold(text)
    if said in yes:
        return Answer("yes")
    return Answer("no") if said in no else Unclear()


def _place(session: Session, message: InboundMessage, value: str, around: Surroundings) -> Answer | Unclear:
    gazetteer = around.gazetteer
    if message.location is not None:
        near = gazetteer.nearest(message.location, NEAR_KM)
        point = {"lat": round(message.location.latitude, 5), "lon": round(message.location.longitude, 5)}
        return Answer({"key": near.key, **point} if near else point)
    chosen = value or _numbered(session.offered, message.text)
    if chosen.startswith(MORE):
        return Unclear(page_of_places(around, int(chosen[1:] or 0)))
    if chosen == KEEP:
        return Answer({"text": session.answers.get("place_typed", "")})
    if chosen:
        return Answer({"key": chosen}) if gazetteer.by_key.get(chosen) else Unclear(page_of_places(around, 0))
    typed = message.text.strip()[:200]
    found = gazetteer.find(typed) or gazetteer.mentioned_in(typed)
    if len(found) == 1:
        return Answer(_found(found[0], typed))
    if found:
        return Unclear(tuple(place.key for place in found[:PAGE]), {"place_typed": typed})
    if not fold(typed) or fold(typed).isdigit():
        return Unclear(page_of_places(around, 0))
    return Unclear((KEEP, *page_of_places(around, 0)), {"place_typed": typed})


def page_of_places(around: Surroundings, start: int) -> tuple[str, ...]:
    """A page of the list: keys of places, then "+6" which leads to the page that starts there."""
    keys = [place.key for place in around.gazetteer.listed()]
    start = start if 0 <= start < len(keys) else 0
    page = keys[start : start + PAGE]
    return (*page, f"{MORE}{start + PAGE}") if start + PAGE < len(keys) else tuple(page)


def _found(place: Place, typed: str) -> dict[str, str]:
    """The place, and the words around it where they say more than its name ("te shkolla në Komoran")."""
    return {"key": place.key, "text": typed} if len(typed.split()) > 2 else {"key": place.key}


def _numbered(offered: tuple[str, ...], text: str) -> str:
    number = read_number(text, len(offered))
    return offered[number] if number is not None else ""


def _text(message: InboundMessage) -> Answer | Unclear:
    text = message.text.strip()
    if not text and any(attachment.kind == "photo" for attachment in message.attachments):
        return Unclear()
    if not fold(text):
        return Unclear()
    return Answer(text[:LONGEST_TEXT], cut=len(text) > LONGEST_TEXT)
