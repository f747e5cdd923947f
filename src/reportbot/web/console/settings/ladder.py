"""The ladder: who is reminded, and told next, when nobody answers; and how urgent each matter is."""

from datetime import date, timedelta
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.core.urgency import Urgency
from reportbot.web.console.settings import deadline_words, ladder_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    categories_of,
    checked,
    checks_field,
    choice_field,
    count_in,
    kept,
    offices_of,
    spoken,
    text_field,
    ticks,
    urgencies_of,
)
from reportbot.web.console.settings.ladder_said import (
    length_of,
    matter_said,
    number_and_unit,
    rung_said,
    urgency_said,
)


class Ladder:
    path, title, help = "ladder", ladder_words.LADDER, ladder_words.LADDER_HELP
    kinds = (Kind.LADDER, Kind.URGENCY)

    def groups(self, at: At) -> list[Group]:
        rungs = list(enumerate(at.rows("ladder")))
        found = []
        for urgency in sorted(Urgency, reverse=True):
            lines = tuple(_line(at, number, row) for number, row in rungs if row.get("urgency") == urgency.word)
            found.append(Group(words.URGENCIES[urgency], lines))
        found[0] = Group(found[0].title, found[0].lines, None, ladder_words.RUNGS_HELP)
        found[-1] = Group(found[-1].title, found[-1].lines, (ladder_words.NEW_RUNG, Wanted(Kind.LADDER)))
        matters = tuple(_matter(at, code) for code in CATEGORIES)
        return [*found, Group(ladder_words.URGENCIES, matters, None, ladder_words.URGENCIES_HELP)]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        if wanted.kind == Kind.URGENCY:
            return {"urgency": str(_urgency_of(at, wanted)["urgency"])}
        row = _row_of(at, wanted) or {"urgency": "normal"}
        flat = {"urgency": str(row.get("urgency", "")), "because": spoken(str(row.get("because", "")), at)}
        flat["after"], flat["after_in"] = number_and_unit(str(row.get("after", "")))
        return flat | ticks("to", row.get("to", [])) | ticks("categories", row.get("categories", []))

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        urgency = choice_field(flat, "urgency", words.URGENCY, urgencies_of())
        if wanted.kind == Kind.URGENCY:
            return [FieldSet(None, (urgency,))]
        after = Field("after", ladder_words.AFTER, "number", flat.get("after", ""), required=True)
        unit = choice_field(flat, "after_in", deadline_words.IN_UNITS, deadline_words.UNITS.items())
        why = text_field(flat, "because", ladder_words.WHY, help=ladder_words.WHY_HELP, required=True)
        whom = checks_field(flat, "to", ladder_words.WHOM, _told(at))
        matters = checks_field(flat, "categories", words.MATTERS, categories_of(), ladder_words.MATTERS_HELP)
        return [
            FieldSet(None, (urgency, after, unit, why)),
            FieldSet(None, (whom,)),
            FieldSet(None, (matters,), folded=True),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        if wanted.kind == Kind.URGENCY:
            _urgency_of(at, wanted)
            return (Kind.URGENCY, wanted.of), {"urgency": flat.get("urgency", "")}
        old, rows, number = _row_of(at, wanted), at.rows("ladder"), count_in(wanted.of)
        others = [row for place, row in enumerate(rows) if old is None or place != number]
        if old is not None and flat.get("remove") == ON:
            return (Kind.LADDER, ""), others or None
        row = _with_said(dict(old or {}), flat, at)
        if old is not None and number is not None and _stands(row) == _stands(old):
            return (Kind.LADDER, ""), [row if place == number else each for place, each in enumerate(rows)]
        return (Kind.LADDER, ""), _in_order(others, row)


def _with_said(row: dict[str, Any], flat: Flat, at: At) -> dict[str, Any]:
    """Raises FieldsWrong."""
    count, unit = flat.get("after", "").strip(), flat.get("after_in", "days")
    if count_in(count) is None or unit not in deadline_words.UNITS:
        raise FieldsWrong(words.NO_LENGTH)
    said = f"{int(count)} {unit[:-1] if int(count) == 1 else unit}"
    row["urgency"] = flat.get("urgency", "")
    if length_of(str(row.get("after", ""))) != length_of(said):
        row["after"] = said
    row["to"] = _as_before(checked(flat, "to", [key for key, _ in _told(at)]), row.get("to"))
    row["because"] = kept(flat.get("because", "").strip(), row.get("because"), at)
    if categories := _as_before(checked(flat, "categories", CATEGORIES), row.get("categories")):
        row["categories"] = categories
    else:
        row.pop("categories", None)
    return row


def _in_order(others: list[dict[str, Any]], row: dict[str, Any]) -> list[dict[str, Any]]:
    """Behind those of its urgency that come before it in time."""
    alike = [place for place, each in enumerate(others) if each.get("urgency") == row["urgency"]]
    later = [place for place in alike if _stands(others[place])[1] > _stands(row)[1]]
    place = later[0] if later else alike[-1] + 1 if alike else len(others)
    return [*others[:place], row, *others[place:]]


def _stands(row: dict[str, Any]) -> tuple[str, timedelta]:
    return str(row.get("urgency", "")), length_of(str(row.get("after", ""))) or timedelta(0)


def _as_before(chosen: list[str], before: Any) -> list[str]:
    return before if isinstance(before, list) and set(before) == set(chosen) else chosen


def _told(at: At) -> list[tuple[str, Text]]:
    return [*ladder_words.ROLES.items(), *offices_of(at)]


def _row_of(at: At, wanted: Wanted) -> dict[str, Any] | None:
    """None for a new one. Raises UnknownCode."""
    if not wanted.of:
        return None
    number, rows = count_in(wanted.of), at.rows("ladder")
    if number is None or number >= len(rows):
        raise UnknownCode("no such rung")
    return rows[number]


def _urgency_of(at: At, wanted: Wanted) -> dict[str, Any]:
    """Raises UnknownCode."""
    found = value_of(at.tables, (Kind.URGENCY, wanted.of))
    if found is None or wanted.of not in CATEGORIES:
        raise UnknownCode("no such matter")
    return dict(found)


def _line(at: At, number: int, row: dict[str, Any]) -> Line:
    return Line(rung_said(row, at.town), (), Wanted(Kind.LADDER, str(number)))


def _matter(at: At, code: str) -> Line:
    value = value_of(at.tables, (Kind.URGENCY, code)) or {}
    return Line(matter_said(code), (urgency_said(value),), Wanted(Kind.URGENCY, code))
