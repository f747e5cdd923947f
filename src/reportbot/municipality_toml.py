"""Read a TOML file that an operator wrote: every value checked, every problem kept with its file and line."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reportbot.core.errors import BadSetup, Problem

LARGEST_FILE = 1_000_000
"""Bytes. The three files that ship are below 50 kB."""
LONGEST_TEXT = 500
LONGEST_TIME = timedelta(days=366)

Where = tuple[str | int, ...]


class Source:
    """One file: its tables, the line of every key, and the problems found so far."""

    def __init__(self, path: Path) -> None:
        """Raises BadSetup when the file cannot be read as TOML at all."""
        self.file = str(path)
        self.problems: list[Problem] = []
        text = self._text(path)
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            found = re.search(r"\(at line (\d+)", str(error))
            what = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "brackets or numbers without end"
            raise BadSetup(Problem(self.file, int(found[1]) if found else 0, f"is not TOML: {what}")) from None
        self.lines = _lines_of(text)

    @property
    def top(self) -> "Table":
        return Table(self, (), self.data)

    def problem(self, where: Where, message: str) -> None:
        while where and where not in self.lines:
            where = where[:-1]
        self.problems.append(Problem(self.file, self.lines.get(where, 0), message))

    def _text(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise BadSetup(Problem(self.file, 0, f"cannot be read: {error.strerror}")) from None
        if len(raw) > LARGEST_FILE:
            raise BadSetup(Problem(self.file, 0, f"is bigger than {LARGEST_FILE // 1000} kB"))
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise BadSetup(Problem(self.file, line, "is not UTF-8 text")) from None


class Table:
    """One table of the file. What is asked for is marked as known; `finish` reports the rest."""

    def __init__(self, source: Source, where: Where, data: dict[str, Any]) -> None:
        self.source, self.where, self.data = source, where, data
        self._known: set[str] = set()

    def problem(self, message: str, key: str | None = None) -> None:
        self.source.problem(self.where if key is None else (*self.where, key), message)

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """Without a default the text is needed. A wrong one is reported and reads as the default."""
        value = self._value(key, str, default is None, "a text in quotes")
        if value is not None and len(value) > LONGEST_TEXT:
            self.problem(f"{key} is longer than {LONGEST_TEXT} letters", key)
            value = None
        if value is not None and default is None and not value.strip():
            self.problem(f"{key} is empty", key)
        return value if value is not None else default or ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key, list, False, "a list of texts")
        if value is None:
            return ()
        if not all(isinstance(item, str) and 0 < len(item.strip()) <= LONGEST_TEXT for item in value):
            self.problem(f"{key} must be a list of texts, none of them empty", key)
            return ()
        return tuple(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(key, bool, False, "true or false")
        return default if value is None else bool(value)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`; anything else is reported and reads as the default."""
        value = self._value(key, int, False, "a whole number")
        if value is None:
            return default
        if isinstance(value, bool) or not least <= value <= most:
            self.problem(f"{key} must be a whole number from {least} to {most}", key)
            return default
        return int(value)

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1; anything else is reported and reads as the default."""
        value = self._value(key, (int, float), False, "a number from 0 to 1")
        if value is None:
            return default
        if isinstance(value, bool) or not 0 <= value <= 1:
            self.problem(f"{key} must be a number from 0 to 1", key)
            return default
        return float(value)

    def date(self, key: str) -> date | None:
        value = self._value(key, date, False, "a date such as 2026-11-22")
        return value if type(value) is date else None

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of `allowed`; anything else is reported and reads as the default, or the first."""
        value = self.text(key, default)
        if value in allowed:
            return value
        if value:
            self.problem(f"{key} cannot be {value!r}: {_or(allowed)}", key)
        return default or allowed[0]

    def duration(self, key: str) -> timedelta:
        """ "10 minutes", "2 hours", "3 days". Reported: anything else, less than nothing, more than a year."""
        value = self.text(key)
        found = re.fullmatch(r"\s*(-?)(\d{1,6})\s*(minute|hour|day)s?\s*", value)
        if not found:
            if value:
                self.problem(f'{key} is no length of time: write "10 minutes", "2 hours" or "3 days"', key)
            return timedelta(0)
        length = timedelta(**{f"{found[3]}s": int(found[2])})
        if found[1] and length:
            self.problem(f"{key} is negative", key)
        elif length > LONGEST_TIME:
            self.problem(f"{key} is longer than a year", key)
        return length

    def table(self, key: str, *, needed: bool = True) -> "Table":
        value = self._value(key, dict, needed, "a table")
        return Table(self.source, (*self.where, key), value or {})

    def tables(self, key: str) -> list["Table"]:
        value = self._value(key, list, False, f"tables, each headed [[{key}]]") or []
        if not all(isinstance(item, dict) for item in value):
            self.problem(f"{key} must be tables, each headed [[{key}]]", key)
            return []
        return [Table(self.source, (*self.where, key, number), item) for number, item in enumerate(value)]

    def texts_by_key(self) -> dict[str, str]:
        """Every key of this table with its text."""
        return {key: self.text(key) for key in self.data}

    def raw(self, key: str) -> Any:
        self._known.add(key)
        return self.data.get(key)

    def finish(self) -> None:
        for key in self.data:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                self.problem(f"unknown key {key!r}" + (f": did you mean {near[0]!r}?" if near else ""), key)

    def _value(self, key: str, kind: type | tuple[type, ...], needed: bool, in_words: str) -> Any:
        value = self.raw(key)
        if value is None:
            if needed:
                self.problem(f"{key} is missing")
            return None
        if not isinstance(value, kind):
            self.problem(f"{key} must be {in_words}", key)
            return None
        return value


def _or(allowed: tuple[str, ...]) -> str:
    return "one of " + ", ".join(allowed)


def _lines_of(text: str) -> dict[Where, int]:
    """The line of every header and key. A light scan: it trusts that tomllib has taken the text."""
    lines: dict[Where, int] = {}
    counts: dict[Where, int] = {}
    here: Where = ()
    depth, quotes = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not depth and not quotes:
            if header := re.match(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]", line):
                here = _header(header[2], header[1] == "[[", counts)
                lines.setdefault(here, number)
                continue
            if key := re.match(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*[.=]", line):
                lines.setdefault((*here, key[1] or key[2] or key[3] or ""), number)
        depth, quotes = _still_open(line, depth, quotes)
    return lines


def _header(name: str, is_list: bool, counts: dict[Where, int]) -> Where:
    here: Where = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for place, part in enumerate(parts):
        here = (*here, part)
        if is_list and place == len(parts) - 1:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here


def _still_open(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """Brackets and long quotes that this line leaves open."""
    for mark in _marks(line, quotes):
        if quotes:
            quotes = "" if mark == quotes else quotes
        elif mark in ('"""', "'''"):
            quotes = mark
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
    return max(depth, 0), quotes


def _marks(line: str, quotes: str) -> Iterator[str]:
    at = 0
    while at < len(line):
        if line.startswith(('"""', "'''"), at):
            quotes = "" if quotes == line[at : at + 3] else quotes or line[at : at + 3]
            yield line[at : at + 3]
            at += 3
        elif quotes:
            at += 1
        elif line[at] in "\"'":
            end = re.compile(r'"(?:\\.|[^"\\])*"' if line[at] == '"' else r"'[^']*'").match(line, at)
            at = end.end() if end else at + 1
        elif line[at] == "#":
            return
        else:
            yield line[at]
            at += 1
