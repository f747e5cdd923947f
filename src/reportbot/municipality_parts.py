"""Turn the tables of a municipality file into values, one function per kind of table. Problems go to the table."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Literal, cast

from reportbot.core.calendar import NIGHT, OfficeHours, QuietHours
from reportbot.core.cases.deadlines import LADDER_ROLES, Promise, Rung
from reportbot.core.hours import Span
from reportbot.core.languages import CYRILLIC, nearest, of_offices, on_pages
from reportbot.core.messages import Location, Named
from reportbot.core.places import Kind, Place
from reportbot.core.urgency import Urgency
from reportbot.municipality_toml import Table
from reportbot.municipality_values import DutyRow, Institution, TransportKind, TransportTarget

Hours = tuple[str, frozenset[date], OfficeHours]
"""The municipality's zone, its holidays, and its usual office hours."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS: tuple[Kind, ...] = ("municipality", "unit", "town", "neighbourhood", "village", "landmark", "street")
SCHOOL_IN = {
    "sq": 'Shkolla "{}", {}',
    "sr": 'Škola "{}", {}',
    CYRILLIC: 'Школа "{}", {}',  # the school's own name keeps its letters
    "bs": 'Škola "{}", {}',
    "tr": '"{}" Okulu, {}',
    "en": '"{}" School, {}',
}
_ADDRESSES: dict[TransportKind, str] = {
    "email": r"[^@\s\"<>,;:]+@[a-z0-9-]+(\.[a-z0-9-]+)+",
    "telegram": r"-?\d{4,20}|@\w{5,32}",
    "sms": r"\+\d{8,15}",
}


def place_from(table: Table) -> Place:
    key, kind = key_of(table), table.choice("kind", KINDS)
    name = named(table, "name")
    confidence = cast(Literal["A", "B", "C"], table.choice("confidence", ("A", "B", "C")))
    place = Place(
        key=key,
        name=name,
        kind=cast(Kind, kind),
        location=_point(table),
        variants=table.texts("variants"),
        alternatives=table.texts("alternatives"),
        confidence=confidence,
        in_place=table.text("in_place", "") or None,
        offered=table.flag("offered", confidence != "C") and confidence != "C",
    )
    table.finish()
    return place


def school_from(table: Table, places: Mapping[str, Place], languages: Sequence[str]) -> Place:
    """A school is shown with its place, so that two of one name can be told apart."""
    key, name, at = key_of(table), table.text("name"), table.text("place")
    confidence = cast(Literal["A", "B", "C"], table.choice("confidence", ("A", "B", "C")))
    if at and at not in places:
        table.problem(f"unknown place {at!r}", "place")
    village = places[at].name if at in places else Named({"sq": at})
    shown = {
        lang: SCHOOL_IN[pattern].format(name, village.in_(lang))
        for lang in on_pages(languages)
        if (pattern := next((code for code in nearest(lang) if code in SCHOOL_IN), ""))
    }
    school = Place(
        key=key,
        name=Named(shown or {"sq": SCHOOL_IN["sq"].format(name, village.in_("sq"))}),
        kind="school",
        variants=(name, *table.texts("variants")),
        alternatives=table.texts("alternatives"),
        confidence=confidence,
        in_place=at or None,
        offered=table.flag("offered", confidence != "C") and confidence != "C",
    )
    table.finish()
    return school


def institution_from(table: Table, hours: Hours, languages: tuple[str, ...]) -> Institution:
    zone, _, usual = hours
    key, name, role = key_of(table), table.text("name"), table.text("role")
    if table.flag("around_the_clock", False):
        usual = OfficeHours({}, frozenset(), zone, always=True)
    elif table.has("hours"):
        usual = office_hours_from(table, "hours", hours) or usual
    institution = Institution(
        key=key,
        name=name,
        role=role,
        hours=usual,
        transports=_transports(table),
        languages=of_offices(table.texts("languages") or languages),
        takes_reports=table.flag("takes_reports", True),
        boss=table.text("boss", "") or None,
        instead=table.texts("instead"),
        people_of=table.texts("people_of"),
        also=table.texts("also"),
    )
    table.finish()
    return institution


def promise_from(table: Table, rungs: Sequence[Rung]) -> Promise:
    promise = Promise(
        acknowledge=table.duration("acknowledge"),
        act=table.duration("act"),
        close=table.duration("close"),
        reminders=tuple(rung.after for rung in rungs),
        around_the_clock=table.flag("around_the_clock", False),
    )
    if not promise.acknowledge <= promise.act <= promise.close:
        table.problem("a promise runs in order: acknowledge, act, close", "act")
    table.finish()
    return promise


def rung_from(table: Table, institutions: Mapping[str, Institution]) -> tuple[Urgency, Rung]:
    urgency = Urgency.from_word(table.choice("urgency", tuple(u.word for u in Urgency)))
    to = table.texts("to")
    for whom in to:
        if whom not in institutions and whom not in LADDER_ROLES:
            table.problem(f"unknown institution or role {whom!r}", "to")
    if not to:
        table.problem("a rung tells somebody: to is missing")
    rung = Rung(table.duration("after"), to, table.text("because"))
    table.finish()
    return urgency, rung


def duty_from(table: Table, institutions: Mapping[str, Institution]) -> DutyRow:
    role = table.text("role")
    if role and role not in institutions:
        table.problem(f"unknown institution {role!r}", "role")
    days = days_from(table.text("days"))
    if not days:
        table.problem('days are "every day", "monday" or "monday-friday"', "days")
    clock = table.text("hours", "24/7")
    span = (time(0), time(0)) if clock == "24/7" else span_from(clock)
    if span is None:
        table.problem('hours are "24/7" or "16:00-08:00"', "hours")
    since, until = span or (time(0), time(0))
    row = DutyRow(role, frozenset(days), since, until, table.date("first"), table.date("last"))
    if row.first and row.last and row.last < row.first:
        table.problem("last comes before first", "last")
    table.finish()
    return row


def office_hours_from(table: Table, key: str, hours: Hours) -> OfficeHours | None:
    """None, with a problem, where the text is no office hours."""
    zone, holidays, _ = hours
    spans = weekly_from(table.text(key))
    try:
        if any(len(of_day) != 1 for of_day in (spans or {}).values()):
            raise ValueError("one opening a day")
        return OfficeHours({day: of_day[0] for day, of_day in (spans or {}).items()}, holidays, zone)
    except ValueError:
        table.problem(f'{key} must be such as "monday-friday 08:00-16:00; saturday 09:00-12:00"', key)
        return None


def quiet_hours_from(table: Table) -> QuietHours:
    hours = QuietHours(_clock(table, "from", NIGHT.since), _clock(table, "until", NIGHT.until))
    table.finish()
    return hours


def key_of(table: Table) -> str:
    key = table.text("key")
    if key and not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key):
        table.problem(f"key {key!r} must be small letters, digits and _", "key")
    return key


def named(table: Table, key: str) -> Named:
    if not table.has(key):
        table.problem(f"{key} is missing")
    names = table.table(key, needed=False).texts_by_key()
    if table.has(key) and not names:
        table.problem(f"{key} is empty", key)
    return Named(names or {"sq": ""})


def weekly_from(text: str) -> Mapping[int, tuple[Span, ...]] | None:
    """ "monday-friday 08:00-12:00 13:00-16:00; saturday 09:00-12:00"; None when it cannot be read."""
    weekly: dict[int, tuple[Span, ...]] = {}
    for part in text.split(";"):
        found = re.fullmatch(r"\s*(every day|[a-z]+(?:-[a-z]+)?)((?:\s+\d\d:\d\d-\d\d:\d\d)+)\s*", part)
        days = days_from(found[1]) if found else ()
        spans = tuple(span_from(span) for span in found[2].split()) if found else ()
        if not days or None in spans or any(day in weekly for day in days):
            return None
        weekly.update(dict.fromkeys(days, tuple(span for span in spans if span)))
    return weekly


def days_from(text: str) -> tuple[int, ...]:
    """ "every day", "monday", "monday-friday", "saturday-monday"; empty when it cannot be read."""
    if text == "every day":
        return tuple(range(7))
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        return ()
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _clock(table: Table, key: str, default: time) -> time:
    text = table.text(key, f"{default:%H:%M}")
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return time.fromisoformat(text)
    table.problem(f'{key} must be a time such as "{default:%H:%M}"', key)
    return default


def span_from(text: str) -> Span | None:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", text)
    return (time(int(found[1]), int(found[2])), time(int(found[3] or 0), int(found[4] or 0))) if found else None


def _point(table: Table) -> Location | None:
    at = table.raw("at")
    if at is None:
        return None
    if not (isinstance(at, list) and len(at) == 2 and all(type(n) in (int, float) for n in at)):
        table.problem("at must be [latitude, longitude]", "at")
    elif not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
        table.problem("at is no point on earth: [latitude, longitude] in degrees", "at")
    else:
        return Location(float(at[0]), float(at[1]))
    return None


def _transports(table: Table) -> tuple[TransportTarget, ...]:
    targets = []
    for kind, pattern in _ADDRESSES.items():
        address = table.text(kind, "")
        if address and not re.fullmatch(pattern, address, re.IGNORECASE):
            table.problem(f"{kind} is no {'e-mail' if kind == 'email' else kind} address", kind)
        elif address:
            targets.append(TransportTarget(kind, address))
    if table.flag("nowhere", False):
        targets.append(TransportTarget("nowhere"))
    return tuple(targets)
