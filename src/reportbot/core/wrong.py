"""What is wrong in a town's file, as data: a sentence with holes, and what fills them.

`str()` says it in English, with the words of the file, for whoever edits the file. The console says it in the reader's
language, with the names of the things meant (web/console/settings/wrongs.py). Only `wrong("…")` makes one, so that
i18n/extract.py finds every sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

Filling: TypeAlias = "Key | tuple[Key, ...] | str | int | datetime | Wrong"
"""What fills a hole. A text fills it as it is; moments are told by the clock that they carry."""
Meant = Literal[
    # things of a town, or of ours
    "office",
    "category",
    "place",
    "hotline",
    "rule",
    "reply",
    # what somebody wrote
    "said",
    # words of the file, told without quotes
    "need",
    "voice",
    "field",
    "urgency",
    "way",
    "language",
    "weekday",
]
_BARE = frozenset({"need", "voice", "field", "urgency", "way", "language", "weekday"})
_LONGEST = 100  # letters of what somebody wrote
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Key:
    """One word of a file, and what it means there; at which `line`, where that helps whoever edits the file."""

    meant: Meant
    word: str
    line: int = 0

    def __str__(self) -> str:
        said = self.word if self.meant in _BARE else repr(self.word[:_LONGEST])
        return f"{said} (line {self.line})" if self.line else said


@dataclass(frozen=True)
class Wrong:
    """`msgid` begins small and has no full stop: on a page both are added."""

    msgid: str
    fill: Mapping[str, Filling] = field(default_factory=dict)

    def __str__(self) -> str:
        said = {name: _english(value) for name, value in self.fill.items()}
        return re.sub(r"\{(\w+)\}", lambda hole: said.get(hole[1], hole[0]), self.msgid)


def wrong(msgid: str, **fill: Filling) -> Wrong:
    return Wrong(msgid, fill)


def fields_in(what: Wrong) -> tuple[str, ...]:
    """The keys of the file that the sentence names."""
    return tuple(value.word for value in what.fill.values() if isinstance(value, Key) and value.meant == "field")


def office(key: str) -> Key:
    return Key("office", key)


def category(code: str) -> Key:
    return Key("category", code)


def place(key: str) -> Key:
    return Key("place", key)


def said(word: object) -> Key:
    """What somebody wrote that means nothing to us."""
    return Key("said", str(word))


def field_named(key: str) -> Key:
    """A key of the file, which a form calls by its label."""
    return Key("field", key)


def keys(meant: Meant, words: Iterable[str]) -> tuple[Key, ...]:
    return tuple(Key(meant, word) for word in words)


def in_words(at: datetime) -> str:
    """ "Saturday 28 November 2026 08:00", by its own clock"""
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M}"


def _english(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return in_words(value) if isinstance(value, datetime) else str(value)
