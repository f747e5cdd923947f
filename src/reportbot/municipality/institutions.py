"""One [[institutions]] table of a municipality file: who it is, when it is open, and how it is reached."""

from dataclasses import replace
from datetime import datetime

from reportbot.core.calendar import OfficeHours
from reportbot.core.languages import NAMES, of_offices
from reportbot.core.messages import Named
from reportbot.core.secrets import MOST, SecretTurn
from reportbot.core.wrong import field_named, said, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.parts import Hours, key_of, office_hours_from
from reportbot.municipality.toml import Table
from reportbot.municipality.ways import list_from, ways_from

LONGEST_NAME = 120  # letters


def institution_from(table: Table, hours: Hours, languages: tuple[str, ...]) -> Institution:
    zone, holidays, usual = hours
    key, names, role = key_of(table), names_from(table), table.text("role")
    name = next(iter(names.names.values())) if names else table.text("name")
    if table.flag("around_the_clock", False):
        usual = OfficeHours({}, frozenset(), zone, always=True)
    elif table.has("hours"):
        usual = office_hours_from(table, "hours", hours) or usual
    own: Hours = (zone, holidays, usual)
    institution = Institution(
        key=key,
        name=name,
        role=role,
        hours=usual,
        transports=ways_from(table, own),
        languages=of_offices(table.texts("languages") or languages),
        takes_reports=table.flag("takes_reports", True),
        refuses=table.flag("refuses", False),
        hotline=table.text("hotline", ""),
        boss=table.text("boss", "") or None,
        instead=table.texts("instead"),
        people_of=table.texts("people_of"),
        also=(*table.texts("also"), *(names.names.values() if names else ())),
        second=list_from(table, "second", own),
        head=list_from(table, "head", own),
        names=names,
        secret=_secret(table),
    )
    if table.flag("retired", False):
        institution = _retired(institution)
    elif institution.refuses and not institution.takes_reports:
        table.problem(
            wrong(
                "{field} is for the natural addressee, which a rule leads to: leave out {other}",
                field=field_named("refuses"),
                other=field_named("takes_reports"),
            ),
            "refuses",
        )
    table.finish()
    return institution


def names_from(table: Table) -> Named | None:
    """Where the town names it by language, as it names places; None for one sentence in English, which the catalogues
    may know."""
    if not isinstance(table.data.get("name"), dict):
        return None
    given = table.table("name")
    names = given.texts_by_key()
    for code, said_ in names.items():
        if code not in NAMES:
            given.problem(wrong("unknown language {said}", said=said(code)), code)
        elif len(said_) > LONGEST_NAME or not said_.isprintable():
            given.problem(
                wrong("{field} is longer than {most} letters", field=field_named("name"), most=LONGEST_NAME), code
            )
    if not names:
        table.problem(wrong("{field} is empty", field=field_named("name")), "name")
    return Named(names or {"sq": ""})


def _secret(table: Table) -> SecretTurn:
    given = table.table("webhook_secret", needed=False)
    number, until = given.whole("number", 1, 1, MOST), given.text("former_until", "")
    given.finish()
    try:
        former = datetime.fromisoformat(until) if until else None
        if former is not None and former.tzinfo is None:
            raise ValueError("without its zone")
    except ValueError:
        what = wrong(
            "{field} must be such as {example}", field=field_named("former_until"), example="2026-12-01T10:00:00+00:00"
        )
        given.problem(what, "former_until")
        return SecretTurn(number)
    return SecretTurn(number, former)


def _retired(institution: Institution) -> Institution:
    """It keeps its name and its ways for what was passed to it; nothing is passed to it any more, and nobody finds it
    by another name."""
    return replace(institution, takes_reports=False, refuses=False, hotline="", also=(), retired=True)
