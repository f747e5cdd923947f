"""Nothing stands in a file twice: rows by their key, or by the name of a rule."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.places import Place
from reportbot.core.wrong import Key, Wrong, office, place, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.toml import Table

Row = TypeVar("Row", Place, Institution, ServiceEntry, RoutingRule)


def by_key(twice: Callable[[str], Wrong], rows: Iterable[tuple[Table, Row]]) -> dict[str, Row]:
    kept: dict[str, Row] = {}
    for table, row in rows:
        key = row.name if isinstance(row, RoutingRule) else row.key
        if key in kept:
            table.problem(twice(key), "name" if isinstance(row, RoutingRule) else "key")
        kept.setdefault(key, row)
    return kept


def twice_office(key: str) -> Wrong:
    return wrong("institution {office} stands twice", office=office(key))


def twice_place(key: str) -> Wrong:
    return wrong("place {place} stands twice", place=place(key))


def twice_rule(name: str) -> Wrong:
    return wrong("rule {rule} stands twice", rule=Key("rule", name))


def twice_hotline(key: str) -> Wrong:
    return wrong("hotline {hotline} stands twice", hotline=Key("hotline", key))
