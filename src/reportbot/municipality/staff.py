"""The [[staff]] of a municipality file: who works in its offices, by role, so that cases can be shared out fairly."""

import re
from collections.abc import Mapping
from datetime import date

from reportbot.core.cases.offices.assignment import Staff, subjects_of
from reportbot.core.categories import CATEGORIES
from reportbot.core.hours import OpenPlan
from reportbot.core.languages import NAMES, base
from reportbot.core.wrong import field_named, office, said, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.parts import Hours, key_of, weekly_from
from reportbot.municipality.toml import Table

MOST = 200  # in one town
_GROUPS = frozenset(each.group for each in CATEGORIES.values())
_A_CONTACT = re.compile(r"@|\d{5}|\+\d")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")


def staff_from(top: Table, institutions: Mapping[str, Institution], hours: Hours) -> tuple[Staff, ...]:
    """All of them, in the order of the file; every problem goes to its table."""
    tables = top.tables("staff")
    if len(tables) > MOST:
        top.problem(wrong("at most {count} {tables}", count=MOST, tables="[[staff]]"), "staff")
    found: dict[str, Staff] = {}
    for table in tables[:MOST]:
        one = _one(table, institutions, hours)
        if one.key in found:
            table.problem(wrong("staff {said} stands twice", said=said(one.key)), "key")
        found.setdefault(one.key, one)
    return tuple(found.values())


def _one(table: Table, institutions: Mapping[str, Institution], hours: Hours) -> Staff:
    key, name, institution = key_of(table), table.text("name"), table.text("institution")
    if _A_CONTACT.search(name):
        table.problem(wrong("name is a role such as “First officer for children”, without address or number"), "name")
    if institution and institution not in institutions:
        table.problem(wrong("unknown institution {office}", office=office(institution)), "institution")
    staff = Staff(
        key,
        name,
        institution,
        _languages(table),
        _subjects(table),
        tuple(days for text in table.texts("away") if (days := _away(table, text))),
        _on_call(table, hours),
    )
    table.finish()
    return staff


def _languages(table: Table) -> tuple[str, ...]:
    languages = table.texts("languages")
    for code in languages:
        if code not in NAMES or base(code) != code:
            table.problem(wrong("unknown language {said}", said=said(code)), "languages")
    return languages


def _subjects(table: Table) -> frozenset[str]:
    subjects = table.texts("subjects")
    for name in subjects:
        if name not in CATEGORIES and name not in _GROUPS:
            table.problem(
                wrong(
                    "unknown subject {said}: a category, or one of {groups}",
                    said=said(name),
                    groups=", ".join(sorted(_GROUPS)),
                ),
                "subjects",
            )
    return subjects_of(subjects)


def _away(table: Table, text: str) -> tuple[date, date] | None:
    found = _DAYS.fullmatch(text.strip())
    try:
        first = date.fromisoformat(found[1]) if found else None
        last = date.fromisoformat(found[2]) if found and found[2] else first
    except ValueError:
        first = last = None
    if first is None or last is None or last < first:
        table.problem(
            wrong(
                "away is a day or two days such as {example}, not {said}",
                example='"2026-12-24/2027-01-03"',
                said=said(text[:30]),
            ),
            "away",
        )
        return None
    return first, last


def _on_call(table: Table, hours: Hours) -> OpenPlan:
    text = table.text("on_call", "")
    weekly = weekly_from(text) if text else {}
    if weekly is None:
        table.problem(
            wrong(
                "{field} must be such as {example}",
                field=field_named("on_call"),
                example='"monday-friday 16:00-24:00; saturday 00:00-24:00"',
            ),
            "on_call",
        )
    return OpenPlan(hours[0], weekly=weekly or {})
