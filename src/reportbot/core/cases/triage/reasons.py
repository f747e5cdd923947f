"""Why a case is taken for what it is, as plain values, so that it can be kept sealed and read again in any language.

A sentence without fills is its msgid alone, which is also how reasons were kept before they had fills. Raises nothing:
what has another shape than ours is shown as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.wording import chosen_reason
from reportbot.core.messages import Fill, Named, Text, TextList

Shares = tuple[tuple[str, float], ...]
"""Categories with their share of what speaks for them, the likeliest first."""

_CHOSE_ONCE = "the person chose "  # how triage began that reason while reasons were plain English
_HOLE = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Grounds:
    """The reasons, and how sure triage was the last time it looked: None where nobody knows any more."""

    because: tuple[Text, ...] = ()
    confidence: float | None = None
    alternatives: Shares = ()

    def with_more(self, because: Iterable[Text]) -> "Grounds":
        """Each reason once, in their order."""
        told: list[Text] = []
        for reason in (*self.because, *because):
            told += [] if reason in told else [reason]
        return replace(self, because=tuple(told))

    def to_plain(self) -> Any:
        """For JSON."""
        return {
            "because": [to_plain(reason) for reason in self.because],
            "confidence": self.confidence,
            "alternatives": [list(each) for each in self.alternatives],
        }

    @classmethod
    def from_plain(cls, value: Any) -> "Grounds":
        """A list is what was kept before shares were: the reasons alone."""
        if isinstance(value, list):
            return cls(tuple(map(from_plain, value)))
        if not isinstance(value, dict):
            return cls()
        because, confidence = value.get("because", ()), value.get("confidence")
        return cls(
            tuple(map(from_plain, because if isinstance(because, list) else ())),
            float(confidence) if isinstance(confidence, int | float) else None,
            tuple(_shares(value.get("alternatives", ()))),
        )


def to_plain(reason: Text) -> Any:
    """For JSON."""
    return _plain(reason) if reason.fill else reason.msgid


def from_plain(value: Any) -> Text:
    """What `to_plain` made of it, or an older reason in plain English."""
    if isinstance(value, str):
        code = value.removeprefix(_CHOSE_ONCE)
        return chosen_reason(code) if code != value and code in CATEGORIES else Text(value)
    found = _fill(value)
    return found if isinstance(found, Text) else Text("{said}", {"said": str(value)})


def in_english(reason: Fill) -> str:
    """As `reportbot triage` prints it."""
    match reason:
        case Text():
            fill = reason.fill
            return _HOLE.sub(lambda hole: in_english(fill.get(hole[1], "")), reason.msgid)
        case TextList():
            return reason.between.join(map(in_english, reason.items))
        case Named():
            return reason.in_("en")
        case _:
            return str(reason)


def _plain(fill: Fill) -> Any:
    """Inside of a sentence a bare string is a word to be shown as it is, so that a sentence is told by its key."""
    match fill:
        case Text():
            return {"say": fill.msgid, "with": {name: _plain(value) for name, value in fill.fill.items()}}
        case TextList():
            return {"all": [_plain(each) for each in fill.items], "between": fill.between}
        case int():
            return fill
        case _:
            return in_english(fill)


def _fill(value: Any) -> Fill:
    match value:
        case {"say": str(msgid), "with": Mapping() as filled}:
            return Text(msgid, {str(name): _fill(each) for name, each in filled.items()})
        case {"all": list(items), "between": str(between)}:
            found = tuple(each for each in map(_fill, items) if isinstance(each, Text))
            return TextList(found, between)
        case int():
            return value
        case _:
            return str(value)


def _shares(value: Any) -> Iterator[tuple[str, float]]:
    for each in value if isinstance(value, list) else ():
        match each:
            case [str(category), int() | float() as share] if category in CATEGORIES:
                yield category, float(share)
