"""One row of the duty roster in a form: who, in turns or alone, on which days and at which hours."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.web.console.settings import duty_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Wanted,
    choice_field,
    count_in,
    day_in,
    offices_of,
    without_empty,
)
from reportbot.web.console.settings.hours import WORDS
from reportbot.web.console.settings.roster_said import ALWAYS

TURNS = 8  # roles that can take turns in one row
_SPECIAL = ("every day", "holidays")


def row_of(at: At, wanted: Wanted) -> dict[str, Any] | None:
    """None for a new one. Raises UnknownCode."""
    if not wanted.of:
        return None
    number, rows = count_in(wanted.of), at.rows("duty")
    if number is None or number >= len(rows):
        raise UnknownCode("no such row of the roster")
    return rows[number]


def row_flat(row: Mapping[str, Any] | None) -> Flat:
    """As the form has it; None is a new row: every day, at all hours."""
    row = row or {"days": "every day", "hours": ALWAYS}
    flat = {"deputy": str(row.get("deputy", ""))}
    flat["day"], _, flat["until_day"] = str(row.get("days", "")).partition("-")
    hours = str(row.get("hours", ALWAYS))
    flat["from_clock"], _, flat["until_clock"] = ("", "", "") if hours == ALWAYS else hours.partition("-")
    flat |= {f"role{number}": role for number, role in enumerate(row.get("rotation", [row.get("role", "")]))}
    flat["changes_on"], _, flat["changes_at"] = str(row.get("changes", "")).partition(" ")
    return flat | {key: str(row.get(key, "")) for key in ("since", "first", "last")}


def row_fields(at: At, flat: Flat) -> list[FieldSet]:
    offices = offices_of(at, nobody=True)
    weekdays = [("", words.NOTHING), *duty_words.WEEKDAYS.items()]
    special = [(word, WORDS[word]) for word in _SPECIAL]
    until = [("", duty_words.ONE_DAY_ALONE), *duty_words.WEEKDAYS.items()]
    roles = tuple(
        choice_field(flat, f"role{number}", Text(duty_words.ROLE.msgid, {"count": number + 1}), offices)
        for number in range(1, TURNS)
    )
    return [
        FieldSet(None, (choice_field(flat, "role0", duty_words.WHO, offices),)),
        FieldSet(
            duty_words.ROLES_HELP,
            (
                *roles,
                choice_field(flat, "changes_on", duty_words.TURNS_CHANGE, weekdays),
                Field("changes_at", duty_words.TURNS_AT, "time", flat.get("changes_at", "")),
                Field("since", duty_words.SINCE_DAY, "date", flat.get("since", "")),
            ),
            folded=True,
        ),
        FieldSet(
            None,
            (
                choice_field(flat, "day", duty_words.DAYS, [*special, *duty_words.WEEKDAYS.items()]),
                choice_field(flat, "until_day", duty_words.UNTIL_WEEKDAY, until),
                Field(
                    "from_clock", duty_words.FROM_CLOCK, "time", flat.get("from_clock", ""), help=duty_words.CLOCK_HELP
                ),
                Field("until_clock", duty_words.UNTIL_CLOCK, "time", flat.get("until_clock", "")),
                choice_field(flat, "deputy", duty_words.DEPUTY, offices),
                Field("first", duty_words.FIRST_DAY, "date", flat.get("first", "")),
                Field("last", duty_words.LAST_DAY, "date", flat.get("last", "")),
            ),
        ),
    ]


def rows_with(at: At, wanted: Wanted, flat: Flat, today: date) -> list[dict[str, Any]]:
    """All rows of the roster, with this one as the form has it, without it, or after them. Raises FieldsWrong."""
    rows, old = list(at.rows("duty")), row_of(at, wanted)
    number = count_in(wanted.of)
    if old is not None and number is not None and flat.get("remove") == ON:
        return [row for place, row in enumerate(rows) if place != number]
    roles = [role for each in range(TURNS) if (role := flat.get(f"role{each}", ""))]
    row: dict[str, Any] = {"role": roles[0]} if len(roles) == 1 else {"rotation": roles} if roles else {}
    if len(roles) > 1:
        row["changes"] = f"{flat.get('changes_on', '')} {time_in(flat, 'changes_at')}".strip()
        row["since"] = day_in(flat, "since", today)
    row |= {"days": _days(flat), "hours": _hours(flat), "deputy": flat.get("deputy", "")}
    row |= {key: day_in(flat, key, today) for key in ("first", "last")}
    row = without_empty(row)
    if old is None:
        return [*rows, row]
    same_order = {key: row[key] for key in old if key in row} | row
    return [same_order if place == number else each for place, each in enumerate(rows)]


def _days(flat: Flat) -> str:
    """A weekday, two of them, or what is said of all."""
    day, until = flat.get("day", ""), flat.get("until_day", "")
    return f"{day}-{until}" if until and until != day and day not in _SPECIAL else day


def _hours(flat: Flat) -> str:
    """Raises FieldsWrong."""
    since, until = time_in(flat, "from_clock"), time_in(flat, "until_clock")
    if bool(since) != bool(until):
        raise FieldsWrong(duty_words.BOTH_TIMES, "until_clock" if since else "from_clock")
    return f"{since}-{until}" if since else ALWAYS


def time_in(flat: Flat, name: str) -> str:
    """ "8:00" as "08:00"; empty stays so. Raises FieldsWrong."""
    said = flat.get(name, "").strip()
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", said, re.ASCII)
    if not said:
        return ""
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise FieldsWrong(words.NO_TIME, name)
    return f"{int(found[1]):02}:{found[2]}"
