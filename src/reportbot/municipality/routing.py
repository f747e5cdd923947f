"""Who must act: that the rules lead everywhere, none is in vain, and somebody acts where an office is complained of."""

from collections.abc import Mapping, Sequence

from reportbot.core.cases.routing.rules import RoutingRule, route
from reportbot.core.cases.routing.shadows import Shadow, cells, shadows
from reportbot.core.cases.routing.wayround import without_way
from reportbot.core.categories import CATEGORIES
from reportbot.core.places import Gazetteer
from reportbot.core.wrong import Key, Wrong, category, field_named, office, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.parts import (
    Hours,
)
from reportbot.municipality.rules import rule_from
from reportbot.municipality.toml import Table
from reportbot.municipality.twice import by_key, twice_rule


def coordinator_of(top: Table, institutions: Mapping[str, Institution]) -> str:
    coordinator = top.text("coordinator")
    if coordinator and coordinator not in institutions:
        top.problem(wrong("unknown institution {office}", office=office(coordinator)), "coordinator")
    for number, institution in enumerate(institutions.values()):
        if institution.boss is not None and (
            institution.boss not in institutions or institution.boss == institution.key
        ):
            top.source.problem(
                ("institutions", number, "boss"), wrong("unknown boss {office}", office=office(institution.boss))
            )
        for field in ("instead", "people_of"):
            for key in getattr(institution, field):
                if key not in institutions or key == institution.key:
                    what = wrong(
                        "unknown institution {office} in {field}", office=office(key), field=field_named(field)
                    )
                    top.source.problem(("institutions", number, field), what)
        if institution.refuses and institution.key == coordinator:
            top.source.problem(
                ("institutions", number, "refuses"), wrong("the coordinator cannot refuse: it is the last resort")
            )
    if coordinator in institutions:
        _ways_round(top, institutions, coordinator)
    return coordinator


def _ways_round(top: Table, institutions: Mapping[str, Institution], coordinator: str) -> None:
    """Whoever complains of an office must have somewhere else to go (R15)."""
    known = list(institutions)
    for key in without_way(institutions, coordinator):
        what = wrong(
            "nothing leads round institution {office}: name who acts where it is complained of (instead = [...])",
            office=office(key),
        )
        top.source.problem(("institutions", known.index(key), "key"), what)


def rules_of(
    top: Table, institutions: Mapping[str, Institution], gazetteer: Gazetteer, coordinator: str, hours: Hours
) -> tuple[RoutingRule, ...]:
    tables = top.tables("rules")
    rules = tuple(rule_from(table, institutions, gazetteer, hours) for table in tables)
    by_key(twice_rule, zip(tables, rules, strict=True))
    if not rules or not rules[-1].is_for_everything or rules[-1].lead != coordinator:
        (tables[-1] if tables else top).problem(
            wrong("the last rule must be the coordinator, for every category, place, voice and time")
        )
        return rules
    for shadow in shadows(rules, CATEGORIES, gazetteer.by_key):
        tables[rules.index(shadow.rule)].problem(_never(shadow))
    alone = {cell.category for cell in cells(rules, CATEGORIES, ()) if route(rules, *cell).rule_name == rules[-1].name}
    for code, each in CATEGORIES.items():
        if each.group != "none" and code in alone:
            always = all(rules[-1] is rule or not rule.is_about(code) for rule in rules)
            tables[-1].problem(_left_alone(code, always=always))
    return rules


def _left_alone(code: str, *, always: bool) -> Wrong:
    if always:
        return wrong("category {category} has no institution: only the last rule takes it", category=category(code))
    return wrong(
        "category {category} has no institution for some places, voices or hours: only the last rule takes it",
        category=category(code),
    )


def _never(shadow: Shadow) -> Wrong:
    rule = Key("rule", shadow.rule.name)
    if not shadow.by:
        return wrong("rule {rule} can never match", rule=rule)
    named = [Key("rule", each.name, each.line) for each in shadow.by]
    if shadow.is_twin:
        return wrong(
            "rule {rule} can never match: {other} asks for the same, only their order decides between them",
            rule=rule,
            other=named[0],
        )
    return wrong("rule {rule} can never match: earlier rules take all of it, {others}", rule=rule, others=_and(named))


def _and(several: Sequence[Key]) -> Key | Wrong:
    one, *others = several
    return wrong("{one} and {other}", one=one, other=_and(others)) if others else one
