"""Where a town lies, by the top of its file: its clock, languages, office hours, places, and the page to leave to."""

import re
from collections.abc import Sequence
from datetime import date, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays

from reportbot.core.calendar import MONDAY_TO_FRIDAY, OfficeHours
from reportbot.core.languages import MOST_OFFERED, NAMES, base, of_country
from reportbot.core.places import Gazetteer
from reportbot.core.wrong import field_named, keys, place, said, wrong
from reportbot.municipality.hotlines import A_NUMBER
from reportbot.municipality.parts import (
    Hours,
    office_hours_from,
    place_from,
    school_from,
)
from reportbot.municipality.toml import Table
from reportbot.municipality.twice import by_key, twice_place


def exit_page_of(top: Table) -> str:
    address = top.text("exit_page", "")
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or not address.isascii() or " " in address):
        top.problem(
            wrong(
                "{field} is an address that begins with {example}", field=field_named("exit_page"), example="https://"
            ),
            "exit_page",
        )
        return ""
    return address


def desk_phone_of(top: Table) -> str:
    called = top.text("desk_phone", "")
    if called and not re.fullmatch(A_NUMBER, called, re.ASCII):
        top.problem(wrong("{said} is no telephone number: digits and spaces only", said=said(called)), "desk_phone")
        return ""
    return called


def zone_of(top: Table) -> str:
    zone = top.text("zone")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        if zone:
            top.problem(wrong("unknown time zone {said}", said=said(zone)), "zone")
        return "UTC"
    return zone


def languages_of(top: Table, country: str) -> tuple[str, ...]:
    """Those that people may choose from, in the wording of the country."""
    languages = top.texts("languages")
    if not languages:
        top.problem(wrong("{field} is missing: at least one", field=field_named("languages")))
    for code in languages:
        if code not in NAMES or base(code) != code:
            known = keys("language", (each for each in NAMES if base(each) == each))
            top.problem(
                wrong("unknown language {said}: there are {languages}", said=said(code), languages=known), "languages"
            )
    if len(set(languages)) < len(languages):
        top.problem(wrong("a language stands there twice"), "languages")
    if len(languages) > MOST_OFFERED:
        top.problem(wrong("at most {most} languages can be chosen from", most=MOST_OFFERED), "languages")
    return tuple(of_country(code, country) for code in languages)


def hours_of(top: Table, country: str, zone: str, today: date) -> Hours:
    years = range(today.year - 1, today.year + 4)
    days_off = frozenset(holidays.country_holidays(country, years=years))
    usual = OfficeHours(dict.fromkeys(MONDAY_TO_FRIDAY, (time(8), time(16))), days_off, zone)
    return zone, days_off, office_hours_from(top, "office_hours", (zone, days_off, usual)) or usual


def gazetteer_of(top: Table, languages: Sequence[str]) -> Gazetteer:
    rows = [(table, place_from(table)) for table in top.tables("places")]
    if not rows:
        top.problem(wrong("{field} is missing: at least one", field=field_named("places")))
    places = {each.key: each for _, each in rows}
    for table, each in rows:
        if each.in_place is not None and each.in_place not in places:
            table.problem(wrong("unknown place {place}", place=place(each.in_place)), "in_place")
    rows += [(table, school_from(table, places, languages)) for table in top.tables("schools")]
    everywhere = by_key(twice_place, rows)
    groups: dict[str, tuple[str, ...]] = {}
    for table in top.tables("ambiguous"):
        keys = table.texts("places")
        for key in keys:
            if key not in everywhere:
                table.problem(wrong("unknown place {place}", place=place(key)), "places")
        if len(keys) < 2:
            table.problem(wrong("an ambiguous name fits at least two places"), "places")
        groups.update(dict.fromkeys(table.texts("names"), tuple(key for key in keys if key in everywhere)))
        table.finish()
    return Gazetteer(everywhere.values(), groups)
