"""Read who must act: the rules of a municipality file, with the places, voices and hours that they ask for."""

import re
from collections.abc import Mapping

from reportbot.core.cases.routing import VOICES, RoutingRule
from reportbot.core.cases.when import HOLIDAY, OfficeTime, Span, When, Window
from reportbot.core.categories import CATEGORIES
from reportbot.core.places import Gazetteer
from reportbot.municipality_parts import Hours, days_from, span_from
from reportbot.municipality_toml import Table
from reportbot.municipality_values import Institution

ANY_SCHOOL = "@school"
_TIMES = 'when must be such as "open", "closed", "police is closed", "20:00-06:00" or "saturday-sunday 08:00-12:00"'


def rule_from(table: Table, institutions: Mapping[str, Institution], gazetteer: Gazetteer, hours: Hours) -> RoutingRule:
    """A rule for a place holds for all that lies in it, a unit's villages with their schools, say; "@school" stands for
    every school. Without hours of another office named, "open" and "closed" are the lead's."""
    categories, voices = table.texts("categories"), table.texts("voices")
    for category in categories:
        if category not in CATEGORIES:
            table.problem(f"unknown category {category!r}", "categories")
    for voice in voices:
        if voice not in VOICES:
            table.problem(f"unknown voice {voice!r}: {', '.join(VOICES)}", "voices")
    places = _places(table, gazetteer)
    lead, copies = table.text("lead"), table.texts("copies")
    for key, field in [(lead, "lead"), *((copy, "copies") for copy in copies)]:
        if key and key not in institutions:
            table.problem(f"unknown institution {key!r}", field)
        elif key and not institutions[key].takes_reports:
            table.problem(f"institution {key!r} takes no reports", field)
    if lead in copies:
        table.problem(f"{lead!r} is the lead and a copy", "copies")
    instead = table.texts("instead")
    for key in instead:
        if key not in institutions or key == lead:
            table.problem(f"unknown way round {lead!r}: {key!r}", "instead")
    rule = RoutingRule(
        name=table.text("name"),
        categories=frozenset(categories),
        places=places,
        lead=lead,
        copies=copies,
        because=table.text("because"),
        instead=instead,
        voices=frozenset(voices),
        when=_when(table, institutions, lead, hours),
        by=_by(table, institutions.get(lead)),
        line=table.source.lines.get((*table.where, "name"), table.source.lines.get(table.where, 0)),
    )
    table.finish()
    return rule


def _places(table: Table, gazetteer: Gazetteer) -> frozenset[str]:
    places: frozenset[str] = frozenset()
    for spot in table.texts("places"):
        if spot == ANY_SCHOOL:
            places |= {key for key, place in gazetteer.by_key.items() if place.kind == "school"}
        elif spot in gazetteer.by_key:
            places |= gazetteer.within(spot)
        else:
            table.problem(f"unknown place {spot!r}", "places")
    return places


def _when(table: Table, institutions: Mapping[str, Institution], lead: str, hours: Hours) -> When | None:
    if not table.has("when"):
        return None
    text = table.text("when")
    found = re.fullmatch(r"(?:([a-z][a-z0-9_]*) is )?(open|closed)", text)
    if found is None:
        return _window(table, text, hours)
    key = found[1] or lead
    if key not in institutions:
        table.problem(f"unknown institution {key!r} in when", "when")
        return None
    if institutions[key].hours.always:
        table.problem(f"institution {key!r} is open day and night: when says nothing", "when")
        return None
    return OfficeTime(institutions[key].hours, found[2] == "open")


def _window(table: Table, text: str, hours: Hours) -> Window | None:
    """Parts, each of days and hours; all of them add up. A part without days is for every day."""
    zone, days_off, _ = hours
    weekly: dict[int, tuple[Span, ...]] = {}
    for part in text.split(";"):
        found = re.fullmatch(r"\s*(every day|[a-z]+(?:-[a-z]+)?)?((?:\s*\b\d\d:\d\d-\d\d:\d\d)+)\s*", part)
        days = (HOLIDAY,) if found and found[1] == "holidays" else days_from((found and found[1]) or "every day")
        spans = [span for each in found[2].split() if (span := span_from(each))] if found else []
        if not found or not days or len(spans) != len(found[2].split()):
            if text:
                table.problem(_TIMES, "when")
            return None
        for day in days:
            weekly[day] = (*weekly.get(day, ()), *spans)
    return Window(weekly, days_off, zone)


def _by(table: Table, lead: Institution | None) -> str:
    by = table.text("by", "")
    if by and lead is not None and by not in {target.kind for target in lead.transports if target.address}:
        table.problem(f"{lead.key!r} has no contact by {by!r}", "by")
    return by
