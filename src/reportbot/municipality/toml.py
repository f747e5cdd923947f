"""Read a TOML file that an operator wrote: every value checked, every problem kept with its file and line."""

import re
import tomllib
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.wrong import Wrong, field_named, fields_in, said, wrong
from reportbot.municipality.lines import Where, lines_of

Choice = TypeVar("Choice", bound=str)

LARGEST_FILE = 1_000_000
"""Bytes. The three files that ship are below 50 kB."""
LONGEST_TEXT = 500  # letters
LONGEST_TIME = timedelta(days=366)


class Source:
    """One file: its tables, the line of every key, and the problems found so far."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        """`text`: in place of what stands in the file. Raises BadSetup when it cannot be read as TOML at all."""
        self.file = str(path)
        self.problems: list[Problem] = []
        self.text = text = self._text(path) if text is None else text
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            found = re.search(r"\(at line (\d+)", str(error))
            what = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "brackets or numbers without end"
            raise _bad(self.file, int(found[1]) if found else 0, wrong("is not TOML: {why}", why=what)) from None
        self.lines = lines_of(text)

    @property
    def top(self) -> "Table":
        return Table(self, (), self.data)

    def problem(self, where: Where, what: Wrong) -> None:
        about, whole = self._thing(where), where if len(where) > 2 else (*where, *fields_in(what)[:1])
        while where and where not in self.lines:
            where = where[:-1]
        self.problems.append(Problem(self.file, self.lines.get(where, 0), str(what), what, about, whole))

    def _thing(self, where: Where) -> tuple[str, str]:
        """Which row of which list it is about; ("", "") where it is about none that has a name."""
        if len(where) < 2 or not isinstance(where[1], int):
            return "", ""
        row = self.data[str(where[0])][where[1]]
        name = row.get("key", row.get("name", "")) if isinstance(row, dict) else ""
        return str(where[0]), str(name) if isinstance(name, str) else ""

    def _text(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise _bad(self.file, 0, wrong("cannot be read: {why}", why=str(error.strerror))) from None
        if len(raw) > LARGEST_FILE:
            raise _bad(self.file, 0, wrong("is bigger than {most} kB", most=LARGEST_FILE // 1000))
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise _bad(self.file, line, wrong("is not UTF-8 text")) from None


class Table:
    """One table of the file. What is asked for is marked as known; `finish` reports the rest."""

    def __init__(self, source: Source, where: Where, data: dict[str, Any]) -> None:
        self.source, self.where, self.data = source, where, data
        self._known: set[str] = set()

    def problem(self, what: Wrong, key: str | None = None) -> None:
        self.source.problem(self.where if key is None else (*self.where, key), what)

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """Without a default the text is needed. A wrong one is reported and reads as the default."""
        value = self._value(
            key, str, default is None, wrong("{field} must be a text in quotes", field=field_named(key))
        )
        if value is not None and len(value) > LONGEST_TEXT:
            self.problem(wrong("{field} is longer than {most} letters", field=field_named(key), most=LONGEST_TEXT), key)
            value = None
        if value is not None and default is None and not value.strip():
            self.problem(wrong("{field} is empty", field=field_named(key)), key)
        return value if value is not None else default or ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key, list, False, wrong("{field} must be a list of texts", field=field_named(key)))
        if value is None:
            return ()
        if not all(isinstance(item, str) and 0 < len(item.strip()) <= LONGEST_TEXT for item in value):
            self.problem(wrong("{field} must be a list of texts, none of them empty", field=field_named(key)), key)
            return ()
        return tuple(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(
            key, bool, False, wrong("{field} must be {yes} or {no}", yes="true", no="false", field=field_named(key))
        )
        return default if value is None else bool(value)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`; anything else is reported and reads as the default."""
        value = self._value(key, int, False, wrong("{field} must be a whole number", field=field_named(key)))
        if value is None:
            return default
        if isinstance(value, bool) or not least <= value <= most:
            self.problem(
                wrong(
                    "{field} must be a whole number from {least} to {most}",
                    field=field_named(key),
                    least=least,
                    most=most,
                ),
                key,
            )
            return default
        return int(value)

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1; anything else is reported and reads as the default."""
        value = self._value(key, (int, float), False, self._no_share(key))
        if value is None:
            return default
        if isinstance(value, bool) or not 0 <= value <= 1:
            self.problem(self._no_share(key), key)
            return default
        return float(value)

    def date(self, key: str) -> date | None:
        value = self._value(
            key,
            date,
            False,
            wrong("{field} must be a date such as {example}", field=field_named(key), example="2026-11-22"),
        )
        return value if type(value) is date else None

    def choice(self, key: str, allowed: tuple[Choice, ...], default: Choice | None = None) -> Choice:
        """One of `allowed`; anything else is reported and reads as the default, or the first."""
        value = self.text(key, default)
        if (found := next((each for each in allowed if each == value), None)) is not None:
            return found
        if value:
            self.problem(
                wrong(
                    "{field} cannot be {said}: one of {allowed}",
                    field=field_named(key),
                    said=said(value),
                    allowed=", ".join(allowed),
                ),
                key,
            )
        return default or allowed[0]

    def duration(self, key: str) -> timedelta:
        """ "10 minutes", "2 hours", "3 days". Reported: anything else, less than nothing, more than a year."""
        value = self.text(key)
        found = re.fullmatch(r"\s*(-?)(\d{1,6})\s*(minute|hour|day)s?\s*", value)
        if not found:
            if value:
                self.problem(
                    wrong(
                        "{field} is no length of time: write {example}",
                        field=field_named(key),
                        example='"10 minutes", "2 hours", "3 days"',
                    ),
                    key,
                )
            return timedelta(0)
        length = timedelta(**{f"{found[3]}s": int(found[2])})
        if found[1] and length:
            self.problem(wrong("{field} is negative", field=field_named(key)), key)
        elif length > LONGEST_TIME:
            self.problem(wrong("{field} is longer than a year", field=field_named(key)), key)
        return length

    def table(self, key: str, *, needed: bool = True) -> "Table":
        value = self._value(key, dict, needed, wrong("{field} must be a table", field=field_named(key)))
        return Table(self.source, (*self.where, key), value or {})

    def tables(self, key: str) -> list["Table"]:
        value = self._value(key, list, False, self._no_tables(key)) or []
        if not all(isinstance(item, dict) for item in value):
            self.problem(self._no_tables(key), key)
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
                self.problem(_unknown(key, near), key)

    def _no_share(self, key: str) -> Wrong:
        return wrong("{field} must be a number from 0 to 1", field=field_named(key))

    def _no_tables(self, key: str) -> Wrong:
        return wrong("{field} must be tables, each headed {tables}", field=field_named(key), tables=f"[[{key}]]")

    def _value(self, key: str, kind: type | tuple[type, ...], needed: bool, otherwise: Wrong) -> Any:
        value = self.raw(key)
        if value is None:
            if needed:
                self.problem(wrong("{field} is missing", field=field_named(key)))
            return None
        if not isinstance(value, kind):
            self.problem(otherwise, key)
            return None
        return value


def _bad(file: str, line: int, what: Wrong) -> BadSetup:
    return BadSetup(Problem(file, line, str(what), what))


def _unknown(key: str, near: list[str]) -> Wrong:
    if near:
        return wrong("unknown key {said}: did you mean {near}?", said=said(key), near=said(near[0]))
    return wrong("unknown key {said}", said=said(key))
