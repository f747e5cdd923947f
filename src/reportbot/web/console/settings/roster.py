"""The duty roster: its rows (roster_row.py), swaps and absences."""

from datetime import date
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.townfile.subjects import Kind, subject_of, value_of
from reportbot.web.console.settings import duty_words, words
from reportbot.web.console.settings.fields import (
    At,
    Change,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    choice_field,
    day_in,
    offices_of,
    without_empty,
)
from reportbot.web.console.settings.roster_row import row_fields, row_flat, row_of, rows_with, time_in
from reportbot.web.console.settings.roster_said import period_said, row_said

_TABLES = {Kind.SWAP: "duty_swaps", Kind.ABSENCE: "duty_away"}


class Roster:
    path, title, help = "duty", duty_words.DUTY, duty_words.DUTY_HELP
    kinds = (Kind.DUTY, Kind.SWAP, Kind.ABSENCE)

    def groups(self, at: At) -> list[Group]:
        rows = tuple(_row_line(at, number, row) for number, row in enumerate(at.rows("duty")))
        return [
            Group(duty_words.ROWS, rows, (duty_words.ADD_ROW, Wanted(Kind.DUTY)), duty_words.ROWS_HELP),
            Group(
                duty_words.ABSENCES,
                _periods(at, Kind.ABSENCE),
                (duty_words.ADD_ABSENCE, Wanted(Kind.ABSENCE)),
                duty_words.ABSENCES_HELP,
            ),
            Group(
                duty_words.SWAPS,
                _periods(at, Kind.SWAP),
                (duty_words.ADD_SWAP, Wanted(Kind.SWAP)),
                duty_words.SWAPS_HELP,
            ),
        ]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        if wanted.kind != Kind.DUTY:
            if wanted.of and value_of(at.tables, (Kind(wanted.kind), wanted.of)) is None:
                raise UnknownCode("no such row of the roster")
            return {}
        return row_flat(row_of(at, wanted))

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        if wanted.kind == Kind.DUTY:
            return row_fields(at, flat)
        if wanted.of:
            return []
        offices = offices_of(at)
        other = [choice_field(flat, "with", duty_words.WITH_WHOM, offices)] if wanted.kind == Kind.SWAP else []
        return [
            FieldSet(None, (choice_field(flat, "role", duty_words.WHO, offices), *other)),
            FieldSet(
                None,
                (
                    Field("from_day", duty_words.FROM_DAY, "date", flat.get("from_day", ""), required=True),
                    Field(
                        "from_time", duty_words.FROM_TIME, "time", flat.get("from_time", ""), help=duty_words.TIME_HELP
                    ),
                    Field("to_day", duty_words.TO_DAY, "date", flat.get("to_day", ""), required=True),
                    Field("to_time", duty_words.TO_TIME, "time", flat.get("to_time", "")),
                ),
            ),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        kind = Kind(wanted.kind)
        if kind is Kind.DUTY:
            return (kind, ""), rows_with(at, wanted, flat, today)
        if wanted.of:
            return (kind, wanted.of), None
        row = {"role": flat.get("role", "")} | ({"with": flat.get("with", "")} if kind is Kind.SWAP else {})
        period = {end: _moment(flat, end, today) for end in ("from", "to")}
        found = without_empty({**row, **period})
        return (kind, subject_of(kind, found)), found


def _row_line(at: At, number: int, row: dict[str, Any]) -> Line:
    return Line(row_said(row, at.town), (), Wanted(Kind.DUTY, str(number)))


def _periods(at: At, kind: Kind) -> tuple[Line, ...]:
    wanted = [(row, Wanted(kind, subject_of(kind, row))) for row in at.rows(_TABLES[kind])]
    return tuple(Line(period_said(kind, row, at.town), (), one, ((words.REMOVE, one),)) for row, one in wanted)


def _moment(flat: Flat, end: str, today: date) -> date | str | None:
    """A whole day, or a day and a time as the file has them. Raises FieldsWrong."""
    day, at = day_in(flat, f"{end}_day", today), time_in(flat, f"{end}_time")
    if day is None:
        raise FieldsWrong(words.NO_DAY, f"{end}_day")
    return f"{day.isoformat()} {at}" if at else day
