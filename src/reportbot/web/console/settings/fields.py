"""Forms as data: what a form asks for, what stands in it, and how its answers are read back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadInput
from reportbot.core.messages import Text
from reportbot.core.outgoing.templates import Template
from reportbot.core.townfile.subjects import Subject, Tables
from reportbot.core.urgency import Urgency
from reportbot.service.ports import Translator
from reportbot.service.towns import Town
from reportbot.web.console.settings import words
from reportbot.web.days import day_of
from reportbot.web.forms import number_in

Flat = Mapping[str, str]
"""The fields of a form by name; a box that is ticked says "on"."""
ON = "on"


class FieldsWrong(BadInput):
    """What was typed cannot be read; `text` says what to do, at the fields of these names."""

    def __init__(self, text: Text, *names: str) -> None:
        super().__init__(text.msgid)
        self.text, self.names = text, names


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Text
    kind: Literal["text", "area", "check", "choice", "checks", "date", "time", "number"] = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    help: Text | None = None
    required: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is chosen of it."""
        return any(option.chosen and option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class FieldSet:
    """`folded`: behind a line that opens it."""

    title: Text | None
    fields: tuple[Field, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """The town as it is, and its tables as they will be built upon; the templates of replies that are shipped; in which
    language it is read."""

    town: Town
    tables: Tables
    translator: Translator
    language: str
    shipped: Sequence[Template] = ()

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = self.tables.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which thing a form is about: `of` "" is a new one; `part` one of several forms of a thing."""

    kind: str
    of: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody has filled it in: about what, having `seen` which version, and for which reason."""

    wanted: Wanted
    flat: Flat
    seen: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list. What nothing is `wanted` of is shown and not changed here."""

    title: Text
    about: tuple[Text, ...]
    wanted: Wanted | None
    links: tuple[tuple[Text, Wanted], ...] = ()
    warning: Text | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: Text
    lines: tuple[Line, ...]
    add: tuple[Text, Wanted] | None = None
    help: Text | None = None


Change = tuple[Subject, Any]


def plain(said: object) -> Text:
    """Words of the town's own, in no language of ours."""
    return Text("{own}", {"own": str(said)})


def known(said: str) -> Text:
    """A name or sentence of the town's file, translated where the catalogues know it: what is shipped is."""
    return plain(said) if "{" in said else Text(said)


def spoken(said: str, at: At) -> str:
    """The same for a field, to be typed over."""
    return at.translator.say(known(said), at.language) if said else ""


def kept(typed: str, before: Any, at: At) -> str:
    """What the file says stays as it is where nobody has typed over its translation."""
    return before if isinstance(before, str) and before and typed == spoken(before, at) else typed


def day_said(day: date) -> Text:
    """ "24.12.2026": with its year, for it may be long ago or far ahead"""
    return plain(f"{day.day}.{day.month}.{day.year}")


def text_field(flat: Flat, name: str, label: Text, **more: Any) -> Field:
    return Field(name, label, value=flat.get(name, ""), **more)


def check_field(flat: Flat, name: str, label: Text, help: Text | None = None) -> Field:
    return Field(name, label, "check", flat.get(name, ""), help=help)


def choice_field(
    flat: Flat, name: str, label: Text, options: Iterable[tuple[str, Text]], help: Text | None = None
) -> Field:
    value = flat.get(name, "")
    return Field(
        name, label, "choice", value, tuple(Option(key, said, key == value) for key, said in options), help=help
    )


def checks_field(
    flat: Flat, name: str, label: Text, options: Iterable[tuple[str, Text]], help: Text | None = None
) -> Field:
    chosen = tuple(Option(key, said, flat.get(f"{name}.{key}") == ON) for key, said in options)
    return Field(name, label, "checks", options=chosen, help=help)


def checked(flat: Flat, name: str, known: Iterable[str]) -> list[str]:
    """Those of `known` whose boxes are ticked, in their order."""
    return [key for key in known if flat.get(f"{name}.{key}") == ON]


def ticks(name: str, chosen: Iterable[str]) -> dict[str, str]:
    return {f"{name}.{key}": ON for key in chosen}


def listed(said: str) -> list[str]:
    """What is written one after another, with commas."""
    return [each.strip() for each in re.split(r"[,\n]", said) if each.strip()]


def day_in(flat: Flat, name: str, today: date) -> date | None:
    """None where nothing was typed. Raises FieldsWrong."""
    said = flat.get(name, "").strip()
    found = day_of(said, today) if said else None
    if said and found is None:
        raise FieldsWrong(words.NO_DAY, name)
    return found


def count_in(said: str) -> int | None:
    """How many, or which row: up to three digits."""
    return number_in(said, 999)


def offices_of(at: At, *, nobody: bool = False) -> list[tuple[str, Text]]:
    rows = [row for row in at.rows("institutions") if not row.get("retired")]
    every = [(str(row.get("key", "")), at.town.name_of(str(row.get("key", "")))) for row in rows]
    return [*([("", words.NOBODY)] if nobody else []), *every]


def categories_of() -> list[tuple[str, Text]]:
    return [(code, Text(each.label)) for code, each in CATEGORIES.items()]


def urgencies_of() -> list[tuple[str, Text]]:
    return [(urgency.word, words.URGENCIES[urgency]) for urgency in sorted(Urgency, reverse=True)]


def together(texts: Sequence[Text]) -> Text:
    """One after another, with commas."""
    holes = {f"part{number}": text for number, text in enumerate(texts)}
    return Text(", ".join(f"{{{name}}}" for name in holes), holes)


def without_empty(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in ("", [], None)}
