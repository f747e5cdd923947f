"""Who hears of a matter in one version of a town, and how soon: by rule, ladder, and in place of others. Pure."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from reportbot.core.cases.due.deadlines import (
    DEPUTY,
    EVERYONE,
    LADDER_ROLES,
    LEAD_BOSS,
    LEAD_HEAD,
    LEAD_SECOND,
    ON_CALL,
    Rung,
)
from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.urgency import Urgency
from reportbot.service.settings.matters import Matter
from reportbot.service.towns import Office, Rules, Target, every_way

AT_ONCE, ROUND = timedelta(0), timedelta.max
"""How soon: with the report itself; only in place of an office that is complained of, or above one. Between them, the
time of a rung."""
_OF_ROSTER = frozenset({ON_CALL, DEPUTY, EVERYONE})

Ear = tuple[str, str]
"""A way and its address: two offices may share one."""


def targets(office: Office | None) -> tuple[Target, ...]:
    """Every way to it, to its second contact and to its head."""
    return every_way(office) if office else ()


class Version:
    """One version: what was looked up is kept."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._led: dict[tuple[str, Matter], int] = {}
        self._heard: dict[tuple[int, str, Urgency], Mapping[Ear, timedelta]] = {}

    def heard(self, code: str, matter: Matter) -> Mapping[Ear, timedelta]:
        """By whom, and how soon."""
        rules, led = self._rules, self._rule(code, matter)
        urgency = max(rules.urgencies.get(code, Urgency.INFORMATION), matter.urgency)
        found = self._heard.get((led, code, urgency))
        if found is None:
            found = self._heard[led, code, urgency] = _ears(rules, rules.rules[led], code, urgency)
        return found

    def passed(self, code: str, matter: Matter) -> frozenset[str]:
        """The offices that its rule passes it to, with the report itself."""
        rule = self._rules.rules[self._rule(code, matter)]
        return frozenset(_willing(self._rules, (rule.lead, *rule.together, *rule.copies)))

    def _rule(self, code: str, matter: Matter) -> int:
        rules, usual = self._rules.rules, matter._replace(urgency=Urgency.INFORMATION)
        led = self._led.get((code, usual))
        if led is None:
            place = matter.places[0] if matter.places else None
            fits = (n for n, rule in enumerate(rules) if rule.fits(code, place, matter.voice, matter.at))
            led = self._led[code, usual] = next(fits, len(rules) - 1)
        return led


def _ears(rules: Rules, rule: RoutingRule, code: str, urgency: Urgency) -> Mapping[Ear, timedelta]:
    heard: dict[Ear, timedelta] = {}

    def hears(ways: Iterable[Target], soon: timedelta) -> None:
        for way in ways:
            ear = (way.kind, way.address)
            if way.address and (not way.urgencies or urgency in way.urgencies):
                heard[ear] = min(heard.get(ear, soon), soon)

    offices, leads = rules.institutions, _willing(rules, (rule.lead, *rule.together))
    first = {rules.coordinator, *leads, *_willing(rules, rule.copies)}
    first |= set(rules.roster.everyone()) if urgency is Urgency.EMERGENCY else set()
    for key in first:
        hears(offices[key].transports, AT_ONCE)
    everybody = first | set(rule.instead)
    for rung in rules.ladder_of(code, urgency):
        told = _told(rules, rung, leads)
        everybody |= told
        for key in told:
            hears(offices[key].transports, rung.after)
        for key in leads if LEAD_SECOND in rung.to else ():
            hears(offices[key].second, rung.after)
        for key in leads if LEAD_HEAD in rung.to else ():
            hears(offices[key].head, rung.after)
    for key in _with_beside(rules, everybody):
        hears(targets(offices.get(key)), ROUND)
    return heard


def _willing(rules: Rules, keys: Iterable[str]) -> set[str]:
    return {key for key in keys if key in rules.institutions and not rules.institutions[key].refuses}


def _told(rules: Rules, rung: Rung, leads: Iterable[str]) -> set[str]:
    told = {whom for whom in rung.to if whom not in LADDER_ROLES}
    if _OF_ROSTER & set(rung.to):
        told |= set(rules.roster.everyone())
    if LEAD_BOSS in rung.to:
        told |= {rules.institutions[key].boss or rules.coordinator for key in leads}
    return {key for key in told if key in rules.institutions}


def _with_beside(rules: Rules, keys: Iterable[str]) -> set[str]:
    """And whoever stands above one of them, or acts in its place, and so on."""
    found = set(keys)
    while more := {key for each in found for key in beside(rules, each)} - found:
        found |= more
    return found


def beside(rules: Rules, key: str) -> Iterable[str]:
    office = rules.institutions.get(key)
    return (*([office.boss] if office.boss else []), *office.instead) if office else ()
