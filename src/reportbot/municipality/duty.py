"""The roster of a municipality file: [[duty]], [[duty_swaps]], [[duty_away]]. Roles only, never a person's name."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from reportbot.core.duty.clock import moment
from reportbot.core.duty.roster import Roster
from reportbot.core.duty.rows import HOLIDAY, Absence, DutyRow, Period, Swap, Turns
from reportbot.core.wrong import Key, field_named, office, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.parts import DAYS, Hours, days_from, span_from
from reportbot.municipality.toml import LONGEST_TIME, Table

MOST = 60  # of each kind of table
LONGEST_ROTATION = 53  # weeks
_A_CONTACT = re.compile(r"@|\d{5}|\+\d")
_CHANGES = re.compile(rf"({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)")
_MOMENT = wrong(
    "a day such as {day}, or a day and a time of the town's clock such as {moment}",
    day="2026-12-24",
    moment='"2026-12-24 16:00"',
)
_DAY = timedelta(days=1)
_NO_TIME = Period(datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC))
Row = TypeVar("Row")


def roster_from(top: Table, institutions: Mapping[str, Institution], hours: Hours) -> Roster:
    """Every problem goes to its table."""
    zone, holidays, _ = hours
    rows = _each(top, "duty", lambda table: _row(table, institutions))
    if not top.has("duty") or not rows:
        top.problem(wrong("duty is missing: somebody must be on call"))
    known = frozenset(role for row in rows for role in row.everyone)
    swaps = _each(top, "duty_swaps", lambda table: _swap(table, institutions, known, zone))
    absences = _each(top, "duty_away", lambda table: _absence(table, institutions, known | _others(swaps), zone))
    return Roster(rows, zone, holidays, swaps, absences)


def _row(table: Table, institutions: Mapping[str, Institution]) -> DutyRow:
    roles, turns = _roles(table, institutions)
    text = table.text("days")
    days = frozenset({HOLIDAY}) if text == "holidays" else frozenset(days_from(text))
    if text and not days:
        table.problem(
            wrong(
                "{field} are {example}",
                field=field_named("days"),
                example='"every day", "monday", "monday-friday", "holidays"',
            ),
            "days",
        )
    clock = table.text("hours", "24/7")
    span = (time(0), time(0)) if clock == "24/7" else span_from(clock)
    if span is None:
        table.problem(
            wrong("{field} are {example}", field=field_named("hours"), example='"24/7", "16:00-08:00"'), "hours"
        )
    since, until = span or (time(0), time(0))
    first, last = _day(table, "first"), _day(table, "last")
    if first and last and last < first:
        table.problem(
            wrong("{last} comes before {first}", last=field_named("last"), first=field_named("first")), "last"
        )
    deputy = _role(table, "deputy", institutions, table.text("deputy", ""))
    if deputy and deputy in roles and len(set(roles)) == 1:
        table.problem(wrong("deputy is somebody else than who is on call"), "deputy")
    line = table.source.lines.get(table.where, 0)
    row = DutyRow(
        roles=roles, days=days, since=since, until=until, first=first, last=last, turns=turns, deputy=deputy, line=line
    )
    table.finish()
    return row


def _roles(table: Table, institutions: Mapping[str, Institution]) -> tuple[tuple[str, ...], Turns | None]:
    """Either one `role`, or a `rotation` with the day and hour at which it `changes` and the day of its first week."""
    if not table.has("rotation"):
        for key in ("changes", "since"):
            if table.has(key):
                table.raw(key)
                table.problem(wrong("{field} belongs to a rotation", field=field_named(key)), key)
        return (_role(table, "role", institutions, table.text("role")),), None
    if table.has("role"):
        table.raw("role")
        table.problem(wrong("a row has a role or a rotation, not both"), "role")
    given = table.texts("rotation")
    roles = tuple(_role(table, "rotation", institutions, role) for role in given)
    if len(set(given)) < 2 or len(given) > LONGEST_ROTATION:
        table.problem(wrong("a rotation has at least two roles, and at most {most}", most=LONGEST_ROTATION), "rotation")
    return roles or ("",), _turns(table)


def _turns(table: Table) -> Turns | None:
    text, begins = table.text("changes"), _day(table, "since")
    found = _CHANGES.fullmatch(text)
    if text and not found:
        table.problem(
            wrong(
                "{field} is a day and a time such as {example}", field=field_named("changes"), example='"monday 08:00"'
            ),
            "changes",
        )
    if not table.has("since"):
        table.problem(
            wrong("{field} is missing: the day on which the first of the rotation begins", field=field_named("since"))
        )
    if not found or begins is None:
        return None
    if begins.weekday() != DAYS.index(found[1]):
        table.problem(
            wrong(
                "{field} must be a {weekday}: the day on which the first of the rotation begins",
                field=field_named("since"),
                weekday=Key("weekday", found[1]),
            ),
            "since",
        )
    return Turns(begins, time(int(found[2]), int(found[3])))


def _swap(table: Table, institutions: Mapping[str, Institution], known: frozenset[str], zone: str) -> Swap:
    role = _role(table, "role", institutions, table.text("role"), known)
    other = _role(table, "with", institutions, table.text("with"))
    if role and role == other:
        table.problem(
            wrong(
                "two roles swap: {role} and {other} are the same", role=field_named("role"), other=field_named("with")
            ),
            "with",
        )
    swap = Swap(role, other, _period(table, zone))
    table.finish()
    return swap


def _absence(table: Table, institutions: Mapping[str, Institution], known: frozenset[str], zone: str) -> Absence:
    absence = Absence(_role(table, "role", institutions, table.text("role"), known), _period(table, zone))
    table.finish()
    return absence


def _role(
    table: Table, key: str, institutions: Mapping[str, Institution], role: str, known: frozenset[str] | None = None
) -> str:
    """The same role, with a problem where it is none. What looks like a contact is not repeated."""
    if _A_CONTACT.search(role) or (role in institutions and _A_CONTACT.search(institutions[role].name)):
        table.problem(
            wrong(
                "{field} is a role such as “Duty contact”, without a person's address or number", field=field_named(key)
            ),
            key,
        )
    elif role and role not in institutions:
        table.problem(
            wrong(
                "unknown institution {office}: on call are roles that stand under {tables}",
                office=office(role),
                tables="[[institutions]]",
            ),
            key,
        )
    elif role and known is not None and role not in known:
        table.problem(
            wrong("{office} stands in no [[duty]]: it would change nothing", office=office(role)),
            key,
        )
    return role


def _period(table: Table, zone: str) -> Period:
    """From the beginning of the day or that very time, to the end of the day or that very time."""
    since = _moment(table, "from", zone, timedelta(0))
    until = _moment(table, "to", zone, _DAY)
    if since is None or until is None:
        return _NO_TIME
    if until <= since:
        table.problem(wrong("{until} comes before {since}", until=field_named("to"), since=field_named("from")), "to")
    elif until - since > LONGEST_TIME:
        table.problem(
            wrong("{since} and {until} are more than a year apart", since=field_named("from"), until=field_named("to")),
            "to",
        )
    return Period(since, until)


def _moment(table: Table, key: str, zone: str, whole_day: timedelta) -> datetime | None:
    value = table.raw(key)
    if value is None:
        table.problem(wrong("{field} is missing: {why}", field=field_named(key), why=_MOMENT))
        return None
    try:
        if isinstance(value, str):
            value = datetime.strptime(value, "%Y-%m-%d %H:%M")
        if isinstance(value, datetime) and value.tzinfo is None:
            return moment(value.date(), value.time(), zone)
        if type(value) is date:
            return moment(value + whole_day, time(0), zone)
    except (ValueError, OverflowError):
        pass
    table.problem(wrong("{field} must be {why}", field=field_named(key), why=_MOMENT), key)
    return None


def _day(table: Table, key: str) -> date | None:
    value = table.raw(key)
    if value is None or (type(value) is date and 1970 <= value.year <= 2200):
        return value
    table.problem(wrong("{field} must be a date such as {example}", field=field_named(key), example="2026-11-22"), key)
    return None


def _each(top: Table, name: str, read: Callable[[Table], Row]) -> tuple[Row, ...]:
    tables = top.tables(name)
    if len(tables) > MOST:
        tables[MOST].problem(wrong("at most {count} {tables}", count=MOST, tables=f"[[{name}]]"))
    return tuple(read(table) for table in tables[:MOST])


def _others(swaps: tuple[Swap, ...]) -> frozenset[str]:
    return frozenset(role for swap in swaps for role in (swap.role, swap.other))
