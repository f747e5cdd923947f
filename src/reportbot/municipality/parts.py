"""Turn the tables of a municipality file into values, one function per kind of table. Problems go to the table."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from reportbot.core.calendar import NIGHT, OfficeHours, QuietHours
from reportbot.core.hours import Span
from reportbot.core.languages import CYRILLIC, nearest, on_pages
from reportbot.core.messages import Location, Named
from reportbot.core.places import CONFIDENCES, Kind, Place
from reportbot.core.wrong import field_named, place, said, wrong
from reportbot.municipality.toml import Table

Hours = tuple[str, frozenset[date], OfficeHours]
"""The municipality's zone, its holidays, and its usual office hours."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFFICE_HOURS = '"monday-friday 08:00-16:00; saturday 09:00-12:00"'
KINDS: tuple[Kind, ...] = ("municipality", "unit", "town", "neighbourhood", "village", "landmark", "street")
SCHOOL_IN = {
    "sq": 'Shkolla "{}", {}',
    "sr": 'Škola "{}", {}',
    CYRILLIC: 'Школа "{}", {}',  # the school's own name keeps its letters
    "bs": 'Škola "{}", {}',
    "tr": '"{}" Okulu, {}',
    "en": '"{}" School, {}',
}


def place_from(table: Table) -> Place:
    key, kind = key_of(table), table.choice("kind", KINDS)
    name = named(table, "name")
    confidence, removed = table.choice("confidence", CONFIDENCES), table.flag("removed", False)
    place = Place(
        key=key,
        name=name,
        kind=kind,
        location=_point(table),
        variants=table.texts("variants"),
        alternatives=table.texts("alternatives"),
        confidence=confidence,
        in_place=table.text("in_place", "") or None,
        offered=table.flag("offered", confidence != "C") and confidence != "C" and not removed,
        removed=removed,
    )
    table.finish()
    return place


def school_from(table: Table, places: Mapping[str, Place], languages: Sequence[str]) -> Place:
    """A school is shown with its place, so that two of one name can be told apart."""
    key, name, at = key_of(table), table.text("name"), table.text("place")
    confidence, removed = table.choice("confidence", CONFIDENCES), table.flag("removed", False)
    if at and at not in places:
        table.problem(wrong("unknown place {place}", place=place(at)), "place")
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
        offered=table.flag("offered", confidence != "C") and confidence != "C" and not removed,
        removed=removed,
    )
    table.finish()
    return school


def office_hours_from(table: Table, key: str, hours: Hours) -> OfficeHours | None:
    """None, with a problem, where the text is no office hours."""
    zone, holidays, _ = hours
    spans = weekly_from(table.text(key))
    try:
        if any(len(of_day) != 1 for of_day in (spans or {}).values()):
            raise ValueError("one opening a day")
        return OfficeHours({day: of_day[0] for day, of_day in (spans or {}).items()}, holidays, zone)
    except ValueError:
        table.problem(wrong("{field} must be such as {example}", field=field_named(key), example=_OFFICE_HOURS), key)
        return None


def quiet_hours_from(table: Table) -> QuietHours:
    hours = QuietHours(_clock(table, "from", NIGHT.since), _clock(table, "until", NIGHT.until))
    table.finish()
    return hours


def key_of(table: Table) -> str:
    key = table.text("key")
    if key and not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key):
        table.problem(wrong("key {said} must be small letters, digits and _", said=said(key)), "key")
    return key


def named(table: Table, key: str) -> Named:
    if not table.has(key):
        table.problem(wrong("{field} is missing", field=field_named(key)))
    names = table.table(key, needed=False).texts_by_key()
    if table.has(key) and not names:
        table.problem(wrong("{field} is empty", field=field_named(key)), key)
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
    table.problem(
        wrong("{field} must be a time such as {example}", field=field_named(key), example=f'"{default:%H:%M}"'), key
    )
    return default


def span_from(text: str) -> Span | None:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", text)
    return (time(int(found[1]), int(found[2])), time(int(found[3] or 0), int(found[4] or 0))) if found else None


def _point(table: Table) -> Location | None:
    at = table.raw("at")
    if at is None:
        return None
    if not (isinstance(at, list) and len(at) == 2 and all(type(n) in (int, float) for n in at)):
        table.problem(wrong("{field} must be [latitude, longitude]", field=field_named("at")), "at")
    elif not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
        table.problem(
            wrong("{field} is no point on earth: [latitude, longitude] in degrees", field=field_named("at")), "at"
        )
    else:
        return Location(float(at[0]), float(at[1]))
    return None
