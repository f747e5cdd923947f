"""Read who must act: the rules of a municipality file, with the places, voices and hours that they ask for."""

import re
from collections.abc import Mapping

from reportbot.core.cases.routing.rules import VOICES, RoutingRule
from reportbot.core.cases.routing.when import OfficeTime, When
from reportbot.core.categories import CATEGORIES
from reportbot.core.places import Gazetteer
from reportbot.core.wrong import Key, category, field_named, keys, office, place, said, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.parts import Hours
from reportbot.municipality.times import window_from
from reportbot.municipality.toml import Table

ANY_SCHOOL = "@school"
RULE_TIMES = wrong(
    "{field} must be such as {example}",
    field=field_named("when"),
    example='"open", "closed", "police is closed", "20:00-06:00", "saturday-sunday 08:00-12:00"',
)


def rule_from(table: Table, institutions: Mapping[str, Institution], gazetteer: Gazetteer, hours: Hours) -> RoutingRule:
    """A rule for a place holds for all that lies in it, a unit's villages with their schools, say; "@school" stands for
    every school. Without hours of another office named, "open" and "closed" are the lead's."""
    categories, voices = table.texts("categories"), table.texts("voices")
    for code in categories:
        if code not in CATEGORIES:
            table.problem(wrong("unknown category {category}", category=category(code)), "categories")
    for voice in voices:
        if voice not in VOICES:
            table.problem(
                wrong("unknown voice {said}: {voices}", said=said(voice), voices=keys("voice", VOICES)), "voices"
            )
    places = _places(table, gazetteer)
    lead, copies, together = table.text("lead"), table.texts("copies"), table.texts("together")
    named = [(lead, "lead"), *((key, "copies") for key in copies), *((key, "together") for key in together)]
    for key, field in named:
        if key and key not in institutions:
            table.problem(wrong("unknown institution {office}", office=office(key)), field)
        elif key and not institutions[key].takes_reports and not institutions[key].retired:
            table.problem(wrong("institution {office} takes no reports", office=office(key)), field)
    if lead in copies:
        table.problem(wrong("{office} is the lead and a copy", office=office(lead)), "copies")
    for key in together:
        if key == lead or key in copies:
            table.problem(
                wrong("{office} acts together with the lead and is the lead or a copy", office=office(key)), "together"
            )
    instead = table.texts("instead")
    for key in instead:
        if key not in institutions or key == lead:
            table.problem(
                wrong("unknown way round {office}: {other}", office=office(lead), other=office(key)), "instead"
            )
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
        together=together,
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
            table.problem(wrong("unknown place {place}", place=place(spot)), "places")
    return places


def _when(table: Table, institutions: Mapping[str, Institution], lead: str, hours: Hours) -> When | None:
    if not table.has("when"):
        return None
    text = table.text("when")
    found = re.fullmatch(r"(?:([a-z][a-z0-9_]*) is )?(open|closed)", text)
    if found is None:
        return window_from(table, "when", text, hours, RULE_TIMES)
    key = found[1] or lead
    if key not in institutions:
        table.problem(
            wrong("unknown institution {office} in {field}", office=office(key), field=field_named("when")), "when"
        )
        return None
    if institutions[key].hours.always:
        table.problem(
            wrong(
                "institution {office} is open day and night: {field} says nothing",
                field=field_named("when"),
                office=office(key),
            ),
            "when",
        )
        return None
    return OfficeTime(institutions[key].hours, found[2] == "open")


def _by(table: Table, lead: Institution | None) -> str:
    by = table.text("by", "")
    if by and lead is not None and by not in {target.kind for target in lead.transports if target.address}:
        table.problem(wrong("{office} has no contact by '{way}'", office=office(lead.key), way=Key("way", by)), "by")
    return by
