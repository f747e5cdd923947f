"""Load deploy/municipalities/*.toml. Either all is right, or every problem is told at once, with file and line."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from reportbot.core.categories import CATEGORIES
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.urgency import Urgency
from reportbot.core.wrong import Key, Meant, category, wrong
from reportbot.municipality.corroboration import corroboration_from
from reportbot.municipality.duty import roster_from
from reportbot.municipality.ground import desk_phone_of, exit_page_of, gazetteer_of, hours_of, languages_of, zone_of
from reportbot.municipality.hotlines import hotline_from
from reportbot.municipality.institutions import institution_from
from reportbot.municipality.nearest import with_nearest
from reportbot.municipality.offices import Institution, TransportTarget
from reportbot.municipality.open311 import open311_from
from reportbot.municipality.parts import (
    Hours,
    key_of,
    named,
    quiet_hours_from,
)
from reportbot.municipality.promises import promises_from
from reportbot.municipality.replies import links_from, replies_from
from reportbot.municipality.retention import keeping_from
from reportbot.municipality.retired import check_retired
from reportbot.municipality.routing import coordinator_of, rules_of
from reportbot.municipality.sms import budget_from
from reportbot.municipality.staff import staff_from
from reportbot.municipality.toml import Source, Table
from reportbot.municipality.triage import triage_from
from reportbot.municipality.twice import by_key, twice_hotline, twice_office
from reportbot.municipality.values import COUNTRIES, Municipality, with_contacts

__all__ = [
    "Institution",
    "Municipality",
    "TransportTarget",
    "load",
    "load_file",
    "messages",
    "with_contacts",
]


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


def load_file(path: Path, today: date | None = None, text: str | None = None) -> Municipality:
    """One municipality. `today` (default: the clock) chooses the years of public holidays: last year to three ahead.

    `text` is read in place of what stands in the file. Raises BadSetup with every problem of it.
    """
    source = Source(path, text)
    municipality = replace(_municipality(source.top, today or datetime.now(UTC).date()), text=source.text)
    if source.problems:
        raise BadSetup(*with_nearest(sorted(source.problems, key=lambda problem: problem.line), _keys(municipality)))
    return municipality


def _keys(municipality: Municipality) -> Mapping[Meant, Collection[str]]:
    return {
        "office": municipality.institutions.keys(),
        "place": municipality.gazetteer.by_key.keys(),
        "hotline": [entry.key for entry in municipality.directory],
        "category": CATEGORIES.keys(),
    }


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """Line and English msgid of every text of the file that is shown to people. Raises BadSetup if it is not TOML."""
    source = Source(path)
    for kind, shown in _MESSAGES.items():
        for number, table in enumerate(source.data.get(kind, [])):
            for key in shown:
                if isinstance(table.get(key), str) and table[key]:
                    yield source.lines.get((kind, number, key), 0), table[key]


def _municipality(top: Table, today: date) -> Municipality:
    key, name = key_of(top), named(top, "name")
    country = top.choice("country", COUNTRIES)
    zone, languages = zone_of(top), languages_of(top, country)
    hours = hours_of(top, country, zone, today)
    gazetteer = gazetteer_of(top, languages)
    institutions = by_key(
        twice_office, [(t, institution_from(t, hours, languages)) for t in top.tables("institutions")]
    )
    coordinator = coordinator_of(top, institutions)
    promises = promises_from(top, institutions)
    links = links_from(top.table("replies", needed=False))
    gate, learn_from_sensitive = triage_from(top.table("triage", needed=False))
    directory = _directory(top, hours)
    _check_hotlines(top.source, institutions, directory)
    check_retired(top.source, institutions, coordinator)
    municipality = Municipality(
        key=key,
        name=name,
        country=country,
        zone=zone,
        languages=languages,
        gazetteer=gazetteer,
        urgencies=_urgencies(top.table("urgencies")),
        institutions=institutions,
        rules=rules_of(top, institutions, gazetteer, coordinator, hours),
        promises=promises.usual,
        promises_for=promises.special,
        ladder=promises.ladder,
        roster=roster_from(top, institutions, hours),
        directory=directory,
        coordinator=coordinator,
        keeping=keeping_from(top.table("retention", needed=False)),
        credits=top.texts("credits"),
        open_questions=top.texts("to_be_supplied"),
        quiet_hours=quiet_hours_from(top.table("quiet_hours", needed=False)),
        sms=budget_from(top.table("sms", needed=False)),
        corroboration=corroboration_from(top.table("corroboration", needed=False)),
        exit_page=exit_page_of(top),
        desk_phone=desk_phone_of(top),
        gate=gate,
        learn_from_sensitive=learn_from_sensitive,
        staff=staff_from(top, institutions, hours),
        open311=open311_from(top.table("open311", needed=False)),
        replies=replies_from(top, languages, links),
        allowed_links=links,
    )
    top.finish()
    return municipality


def _check_hotlines(source: Source, institutions: Mapping[str, Institution], directory: Sequence[ServiceEntry]) -> None:
    known = {entry.key for entry in directory}
    for number, each in enumerate(institutions.values()):
        if each.hotline and each.hotline not in known:
            problem = wrong("unknown hotline {hotline}", hotline=Key("hotline", each.hotline))
            source.problem(("institutions", number, "hotline"), problem)


def _urgencies(table: Table) -> Mapping[str, Urgency]:
    urgencies: dict[str, Urgency] = {}
    words = tuple(urgency.word for urgency in Urgency)
    for code in CATEGORIES:
        if table.has(code):
            urgencies[code] = Urgency.from_word(table.choice(code, words))
        else:
            table.problem(wrong("category {category} has no urgency", category=category(code)))
    table.finish()
    return urgencies


def _directory(top: Table, hours: Hours) -> tuple[ServiceEntry, ...]:
    zone, days_off, _ = hours
    rows = [(table, hotline_from(table, zone, days_off)) for table in top.tables("hotlines")]
    entries = tuple(by_key(twice_hotline, rows).values())
    if sum(entry.general and entry.may_be_shown for entry in entries) != 1:
        top.problem(wrong("exactly one hotline must be general and enabled: the number for every emergency"))
    return entries
