"""One [[hotlines]] table of a municipality file: whom it reaches, how sure we are of it, and when somebody answers."""

import re
from collections.abc import Iterator
from datetime import date

from reportbot.core.directory.entry import NEEDS, ServiceEntry
from reportbot.core.hours import UNKNOWN, OpenPlan, Span
from reportbot.core.places import CONFIDENCES
from reportbot.core.wrong import Key, field_named, keys, said, wrong
from reportbot.municipality.parts import key_of, span_from, weekly_from
from reportbot.municipality.toml import Table

_HOURS = '"24/7", "unknown", "every day 18:00-22:00"'
A_NUMBER = r"\+?\d[\d ]{1,18}\d"  # of a telephone
_NEEDS = keys("need", NEEDS)


def hotline_from(table: Table, zone: str, holidays: frozenset[date]) -> ServiceEntry:
    """`holidays` are the public ones of the country, for lines that are closed on them."""
    key, name = key_of(table), table.text("name")
    number, others, url = table.text("number", ""), table.texts("other_numbers"), table.text("url", "")
    if not number and not url:
        table.problem(wrong("a hotline needs a number or a url"), "number")
    for called in (number, *others):
        if called and not re.fullmatch(A_NUMBER, called):
            table.problem(wrong("{said} is no telephone number: digits and spaces only", said=said(called)), "number")
    needs = table.texts("needs")
    for need in needs:
        if need not in NEEDS:
            table.problem(wrong("unknown need {said}: one of {needs}", said=said(need), needs=_NEEDS), "needs")
    if not needs:
        table.problem(wrong("a hotline is for something: {field} is missing", field=field_named("needs")))
    source = table.text("source", "")
    if not str(table.raw("source") or "").strip():
        table.problem(wrong("hotline {hotline} has no source", hotline=Key("hotline", key)), "source")
    entry = ServiceEntry(
        key=key,
        name=name,
        needs=frozenset(need for need in NEEDS if need in needs),
        source=source,
        confidence=table.choice("confidence", CONFIDENCES),
        number=number,
        other_numbers=others,
        url=url,
        hours=_open_plan(table, zone, holidays),
        cost=table.text("cost", ""),
        languages=table.texts("languages"),
        audience=table.text("audience", ""),
        note=table.text("note", ""),
        short=table.text("short", ""),
        evidence=table.text("evidence", ""),
        verified_on=table.date("verified_on"),
        enabled=table.flag("enabled", False),
        general=table.flag("general", False),
    )
    if entry.enabled and entry.confidence == "C":
        table.problem(
            wrong("hotline {hotline} has confidence C: it cannot be enabled", hotline=Key("hotline", key)), "enabled"
        )
    table.finish()
    return entry


def _open_plan(table: Table, zone: str, holidays: frozenset[date]) -> OpenPlan:
    text, confirmed = table.text("hours", "unknown"), table.flag("hours_confirmed", True)
    days_off = holidays if table.flag("closed_on_holidays", False) else frozenset[date]()
    exceptions = {**dict.fromkeys(_closed_on(table), ()), **dict(_other_hours(table))}
    weekly = None if text in ("unknown", "24/7") else weekly_from(text)
    if weekly is not None:
        return OpenPlan(zone, weekly=weekly, exceptions=exceptions, holidays=days_off, confirmed=confirmed)
    if text not in ("unknown", "24/7"):
        table.problem(wrong("{field} must be {example}", field=field_named("hours"), example=_HOURS), "hours")
    elif exceptions or days_off:
        table.problem(
            wrong("a line whose hours are {hours} has no other hours on some days: write its hours", hours=f'"{text}"'),
            "hours",
        )
    return OpenPlan(zone, always=True, confirmed=confirmed) if text == "24/7" else UNKNOWN


def _closed_on(table: Table) -> tuple[date, ...]:
    closed = table.raw("closed_on") or []
    if isinstance(closed, list) and all(type(day) is date for day in closed):
        return tuple(closed)
    table.problem(wrong("{field} must be a list of dates", field=field_named("closed_on")), "closed_on")
    return ()


def _other_hours(table: Table) -> Iterator[tuple[date, tuple[Span, ...]]]:
    """`other_hours = { 2026-12-24 = "10:00-12:00 13:00-15:00" }`: on these dates, even if they are holidays."""
    for day, hours in table.table("other_hours", needed=False).texts_by_key().items():
        spans = tuple(span for span in map(span_from, hours.split()) if span)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day) is None or not spans or len(spans) != len(hours.split()):
            table.problem(
                wrong(
                    "{field} must be such as {example}",
                    field=field_named("other_hours"),
                    example='{ 2026-12-24 = "10:00-12:00" }',
                ),
                "other_hours",
            )
            continue
        try:
            yield date.fromisoformat(day), spans
        except ValueError:
            table.problem(
                wrong("{field}: {day} is no day of the calendar", field=field_named("other_hours"), day=day),
                "other_hours",
            )
