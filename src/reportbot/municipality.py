"""Load deploy/municipalities/*.toml. Either all is right, or every problem is told at once, with file and line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays

from reportbot.core.calendar import MONDAY_TO_FRIDAY, OfficeHours
from reportbot.core.cases.deadlines import Promise, Rung
from reportbot.core.cases.routing import RoutingRule, route
from reportbot.core.cases.shadows import Shadow, cells, shadows
from reportbot.core.cases.wayround import without_way
from reportbot.core.categories import CATEGORIES
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.languages import MOST_OFFERED, NAMES, base, of_country
from reportbot.core.places import Gazetteer, Place
from reportbot.core.urgency import Urgency
from reportbot.municipality_corroboration import corroboration_from
from reportbot.municipality_hotlines import hotline_from
from reportbot.municipality_parts import (
    Hours,
    duty_from,
    institution_from,
    key_of,
    named,
    office_hours_from,
    place_from,
    promise_from,
    quiet_hours_from,
    rung_from,
    school_from,
)
from reportbot.municipality_retention import keeping_from
from reportbot.municipality_rules import rule_from
from reportbot.municipality_sms import budget_from
from reportbot.municipality_staff import staff_from
from reportbot.municipality_toml import Source, Table
from reportbot.municipality_triage import triage_from
from reportbot.municipality_values import (
    DutyRow,
    Institution,
    Municipality,
    Roster,
    TransportTarget,
    with_contacts,
)

__all__ = [
    "DutyRow",
    "Institution",
    "Municipality",
    "Roster",
    "TransportTarget",
    "load",
    "load_file",
    "messages",
    "with_contacts",
]

Row = TypeVar("Row", Place, Institution, ServiceEntry, RoutingRule)

_MESSAGES: Mapping[str, tuple[str, ...]] = {
    "institutions": ("name", "role"),
    "rules": ("name", "because"),
    "ladder": ("because",),
    "hotlines": ("name", "short", "audience", "cost", "note"),
}


def load(folder: Path, today: date | None = None) -> dict[str, Municipality]:
    """Every *.toml of the folder, by key. Raises BadSetup with the problems of all files."""
    paths = sorted(folder.glob("*.toml"))
    problems = [] if paths else [Problem(str(folder), 0, "holds no municipality file (*.toml)")]
    municipalities: dict[str, Municipality] = {}
    for path in paths:
        try:
            municipality = load_file(path, today)
        except BadSetup as setup:
            problems += setup.problems
            continue
        if municipality.key in municipalities:
            problems.append(Problem(str(path), 0, f"municipality {municipality.key!r} stands in two files"))
        municipalities[municipality.key] = municipality
    if problems:
        raise BadSetup(*problems)
    return municipalities


def load_file(path: Path, today: date | None = None) -> Municipality:
    """One municipality. `today` (default: the clock) chooses the years of public holidays: last year to three ahead.

    Raises BadSetup with every problem of the file.
    """
    source = Source(path)
    municipality = _municipality(source.top, today or datetime.now(UTC).date())
    if source.problems:
        raise BadSetup(*sorted(source.problems, key=lambda problem: problem.line))
    return municipality


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """Line and English msgid of every text of the file that is shown to people. Raises BadSetup if it is not TOML."""
    source = Source(path)
    for kind, keys in _MESSAGES.items():
        for number, table in enumerate(source.data.get(kind, [])):
            for key in keys:
                if table.get(key):
                    yield source.lines.get((kind, number, key), 0), table[key]


def _municipality(top: Table, today: date) -> Municipality:
    key, name = key_of(top), named(top, "name")
    country = cast(Literal["XK", "AL"], top.choice("country", ("XK", "AL")))
    zone, languages = _zone(top), _languages(top, country)
    hours = _hours(top, country, zone, today)
    gazetteer = _gazetteer(top, languages)
    institutions = _by_key(
        "institution", [(t, institution_from(t, hours, languages)) for t in top.tables("institutions")]
    )
    coordinator = _coordinator(top, institutions)
    ladder, promises = _promises(top, institutions)
    gate, learn_from_sensitive = triage_from(top.table("triage", needed=False))
    municipality = Municipality(
        key=key,
        name=name,
        country=country,
        zone=zone,
        languages=languages,
        gazetteer=gazetteer,
        urgencies=_urgencies(top.table("urgencies")),
        institutions=institutions,
        rules=_rules(top, institutions, gazetteer, coordinator, hours),
        promises=promises,
        ladder=ladder,
        roster=_roster(top, institutions, zone),
        directory=_directory(top, hours),
        coordinator=coordinator,
        keeping=keeping_from(top.table("retention", needed=False)),
        credits=top.texts("credits"),
        open_questions=top.texts("to_be_supplied"),
        quiet_hours=quiet_hours_from(top.table("quiet_hours", needed=False)),
        sms=budget_from(top.table("sms", needed=False)),
        corroboration=corroboration_from(top.table("corroboration", needed=False)),
        exit_page=_exit_page(top),
        gate=gate,
        learn_from_sensitive=learn_from_sensitive,
        staff=staff_from(top, institutions, hours),
    )
    top.finish()
    return municipality


def _exit_page(top: Table) -> str:
    address = top.text("exit_page", "")
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or not address.isascii() or " " in address):
        top.problem("exit_page is an address that begins with https://", "exit_page")
        return ""
    return address


def _zone(top: Table) -> str:
    zone = top.text("zone")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        if zone:
            top.problem(f"unknown time zone {zone!r}", "zone")
        return "UTC"
    return zone


def _languages(top: Table, country: str) -> tuple[str, ...]:
    """Those that people may choose from, in the wording of the country."""
    languages = top.texts("languages")
    if not languages:
        top.problem("languages is missing: at least one")
    for code in languages:
        if code not in NAMES or base(code) != code:
            top.problem(
                f"unknown language {code!r}: there are {', '.join(c for c in NAMES if base(c) == c)}", "languages"
            )
    if len(set(languages)) < len(languages):
        top.problem("a language stands there twice", "languages")
    if len(languages) > MOST_OFFERED:
        top.problem(f"at most {MOST_OFFERED} languages can be chosen from", "languages")
    return tuple(of_country(code, country) for code in languages)


def _hours(top: Table, country: str, zone: str, today: date) -> Hours:
    years = range(today.year - 1, today.year + 4)
    days_off = frozenset(holidays.country_holidays(country, years=years))
    usual = OfficeHours(dict.fromkeys(MONDAY_TO_FRIDAY, (time(8), time(16))), days_off, zone)
    return zone, days_off, office_hours_from(top, "office_hours", (zone, days_off, usual)) or usual


def _gazetteer(top: Table, languages: Sequence[str]) -> Gazetteer:
    rows = [(table, place_from(table)) for table in top.tables("places")]
    if not rows:
        top.problem("places is missing: at least one")
    places = {place.key: place for _, place in rows}
    for table, place in rows:
        if place.in_place is not None and place.in_place not in places:
            table.problem(f"unknown place {place.in_place!r}", "in_place")
    rows += [(table, school_from(table, places, languages)) for table in top.tables("schools")]
    everywhere = _by_key("place", rows)
    groups: dict[str, tuple[str, ...]] = {}
    for table in top.tables("ambiguous"):
        keys = table.texts("places")
        for key in keys:
            if key not in everywhere:
                table.problem(f"unknown place {key!r}", "places")
        if len(keys) < 2:
            table.problem("an ambiguous name fits at least two places", "places")
        groups.update(dict.fromkeys(table.texts("names"), tuple(key for key in keys if key in everywhere)))
        table.finish()
    return Gazetteer(everywhere.values(), groups)


def _coordinator(top: Table, institutions: Mapping[str, Institution]) -> str:
    coordinator = top.text("coordinator")
    if coordinator and coordinator not in institutions:
        top.problem(f"unknown institution {coordinator!r}", "coordinator")
    for number, institution in enumerate(institutions.values()):
        if institution.boss is not None and (
            institution.boss not in institutions or institution.boss == institution.key
        ):
            top.source.problem(("institutions", number, "boss"), f"unknown boss {institution.boss!r}")
        for field in ("instead", "people_of"):
            for key in getattr(institution, field):
                if key not in institutions or key == institution.key:
                    top.source.problem(("institutions", number, field), f"unknown institution {key!r} in {field}")
    if coordinator in institutions:
        _ways_round(top, institutions, coordinator)
    return coordinator


def _ways_round(top: Table, institutions: Mapping[str, Institution], coordinator: str) -> None:
    """Whoever complains of an office must have somewhere else to go (R15)."""
    keys = list(institutions)
    for key in without_way(institutions, coordinator):
        message = f"nothing leads round institution {key!r}: name who acts where it is complained of (instead = [...])"
        top.source.problem(("institutions", keys.index(key), "key"), message)


def _promises(
    top: Table, institutions: Mapping[str, Institution]
) -> tuple[Mapping[Urgency, tuple[Rung, ...]], Mapping[Urgency, Promise]]:
    ladder: dict[Urgency, tuple[Rung, ...]] = dict.fromkeys(Urgency, ())
    for table in top.tables("ladder"):
        urgency, rung = rung_from(table, institutions)
        if ladder[urgency] and rung.after <= ladder[urgency][-1].after:
            table.problem(f"the rungs of {urgency.word} must stand in order of time", "after")
        ladder[urgency] += (rung,)
    given = top.table("promises")
    promises = {urgency: promise_from(given.table(urgency.word), ladder[urgency]) for urgency in Urgency}
    if given.has("emergency") and not promises[Urgency.EMERGENCY].around_the_clock:
        given.problem("emergencies count around the clock", "emergency")
    given.finish()
    return ladder, promises


def _urgencies(table: Table) -> Mapping[str, Urgency]:
    urgencies: dict[str, Urgency] = {}
    words = tuple(urgency.word for urgency in Urgency)
    for code in CATEGORIES:
        if table.has(code):
            urgencies[code] = Urgency.from_word(table.choice(code, words))
        else:
            table.problem(f"category {code!r} has no urgency")
    table.finish()
    return urgencies


def _rules(
    top: Table, institutions: Mapping[str, Institution], gazetteer: Gazetteer, coordinator: str, hours: Hours
) -> tuple[RoutingRule, ...]:
    tables = top.tables("rules")
    rules = tuple(rule_from(table, institutions, gazetteer, hours) for table in tables)
    _by_key("rule", zip(tables, rules, strict=True))
    if not rules or not rules[-1].is_for_everything or rules[-1].lead != coordinator:
        (tables[-1] if tables else top).problem(
            "the last rule must be the coordinator, for every category, place, voice and time"
        )
        return rules
    for shadow in shadows(rules, CATEGORIES, gazetteer.by_key):
        tables[rules.index(shadow.rule)].problem(_said(shadow))
    alone = {cell.category for cell in cells(rules, CATEGORIES, ()) if route(rules, *cell).rule_name == rules[-1].name}
    for category in CATEGORIES.values():
        if category.group != "none" and category.code in alone:
            always = all(rules[-1] is rule or not rule.is_about(category.code) for rule in rules)
            which = "" if always else " for some places, voices or hours"
            tables[-1].problem(f"category {category.code!r} has no institution{which}: only the last rule takes it")
    return rules


def _said(shadow: Shadow) -> str:
    name = f"rule {shadow.rule.name!r}"
    named = [f"{rule.name!r} (line {rule.line})" for rule in shadow.by]
    if shadow.is_twin:
        return f"{name} can never match: {named[0]} asks for the same, only their order decides between them"
    return f"{name} can never match" + (f": earlier rules take all of it, {' and '.join(named)}" if named else "")


def _roster(top: Table, institutions: Mapping[str, Institution], zone: str) -> Roster:
    rows = tuple(duty_from(table, institutions) for table in top.tables("duty"))
    if not rows:
        top.problem("duty is missing: somebody must be on call")
    return Roster(rows, zone)


def _directory(top: Table, hours: Hours) -> tuple[ServiceEntry, ...]:
    zone, days_off, _ = hours
    rows = [(table, hotline_from(table, zone, days_off)) for table in top.tables("hotlines")]
    entries = tuple(_by_key("hotline", rows).values())
    if sum(entry.general and entry.may_be_shown for entry in entries) != 1:
        top.problem("exactly one hotline must be general and enabled: the number for every emergency")
    return entries


def _by_key(what: str, rows: Iterable[tuple[Table, Row]]) -> dict[str, Row]:
    kept: dict[str, Row] = {}
    for table, row in rows:
        key = row.name if isinstance(row, RoutingRule) else row.key
        if key in kept:
            table.problem(f"{what} {key!r} stands twice", "name" if isinstance(row, RoutingRule) else "key")
        kept.setdefault(key, row)
    return kept
