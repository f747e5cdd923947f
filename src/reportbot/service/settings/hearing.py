"""Who hears of what, and how soon, in a version of a town; and what another version changes of that. Pure.

Compared is matter by matter: category × places that rules tell apart × voice × hours that they tell apart × urgency.
Of the rules only those about such categories count, and what leads to the same rule is looked up once. So it costs
categories × places × voices × hours × 4 look-ups, each through the rules: some milliseconds for the towns that we ship.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import product
from typing import Any, NamedTuple

from reportbot.core.cases.case import PUBLIC_GROUPS
from reportbot.core.cases.deadlines import (
    DEPUTY,
    EVERYONE,
    LADDER_ROLES,
    LEAD_BOSS,
    LEAD_HEAD,
    LEAD_SECOND,
    ON_CALL,
    Rung,
)
from reportbot.core.cases.routing import VOICES, RoutingRule
from reportbot.core.cases.when import When, moments
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Office, Rules, Target, Town, every_way

AT_ONCE, ROUND = timedelta(0), timedelta.max
"""How soon: with the report itself; only in place of an office that is complained of, or above one. Between them, the
time of a rung."""
_OF_ROSTER = frozenset({ON_CALL, DEPUTY, EVERYONE})

Ear = tuple[str, str]
"""A way and its address: two offices may share one."""


class Matter(NamedTuple):
    """`places`: those that rules treat alike; None is every other, and a place that is not known. It is at least as
    urgent as `urgency`."""

    places: tuple[str, ...] | None
    voice: str
    at: datetime
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Hearer:
    """An address that would hear of these matters sooner, or later, than now. `soon` is None for never.

    Empty `places`, `voices` or `urgencies` mean all of them; `elsewhere`: also every place that is not named;
    `at_times`: not at every hour. `exactly` tells two of them apart that read the same.
    """

    office: str
    by: str
    address: str = field(repr=False)
    soon: timedelta | None
    categories: tuple[str, ...]
    places: tuple[str, ...] = ()
    elsewhere: bool = False
    voices: tuple[str, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    at_times: bool = False
    exactly: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`more` hear of something that they did not hear of, or sooner; `less` no longer, or later."""

    more: tuple[Hearer, ...] = ()
    less: tuple[Hearer, ...] = ()


NO_DIFFERENCE = Difference()


def concern_nobody(categories: Iterable[str]) -> bool:
    """Whether cases of these categories are all of public space."""
    known = [CATEGORIES.get(code) for code in categories]
    return all(each is not None and not each.sensitive and each.group in PUBLIC_GROUPS for each in known)


ABOUT_PEOPLE = tuple(code for code in CATEGORIES if not concern_nobody([code]))
"""Categories of which two people decide who hears: what is sensitive, and what may turn out to be."""


def targets(office: Office | None) -> tuple[Target, ...]:
    """Every way to it, to its second contact and to its head."""
    return every_way(office) if office else ()


def difference(before: Town, after: Town) -> Difference:
    """Of places that are in both: what is told of a new one was told of another before (naming.py)."""
    known = before.around.gazetteer.by_key.keys() & after.around.gazetteer.by_key.keys()
    grid = _Grid(before.rules.rules, after.rules.rules, known)
    one, other = _Version(before.rules), _Version(after.rules)
    more: dict[tuple[Ear, timedelta | None], dict[str, list[int]]] = {}
    less: dict[tuple[Ear, timedelta | None], dict[str, list[int]]] = {}
    for code in ABOUT_PEOPLE:
        for number, matter in enumerate(grid.matters):
            was, becomes = one.heard(code, matter), other.heard(code, matter)
            if was == becomes:
                continue
            for ear in was.keys() | becomes.keys():
                then, now = was.get(ear), becomes.get(ear)
                if then != now:
                    sooner = then is None or (now is not None and now < then)
                    (more if sooner else less).setdefault((ear, now), {}).setdefault(code, []).append(number)
    return Difference(_hearers(more, after.rules, grid), _hearers(less, before.rules, grid))


Heard = Sequence[Mapping[Ear, timedelta]]
"""By whom, of each kind of matter at one place."""


def heard_at(before: Rules, after: Rules) -> tuple[Callable[[str], Heard], Callable[[str], Heard]]:
    """Of each of two versions: who hears of what happens at the place of this key, "" for none."""
    grid = _Grid(before.rules, after.rules)
    usual = [matter for matter in grid.matters if matter.places is None]
    versions = _Version(before), _Version(after)

    def of(version: _Version) -> Callable[[str], Heard]:
        def at(key: str) -> Heard:
            matters = [matter._replace(places=(key,) if key else None) for matter in usual]
            return [version.heard(code, matter) for code in ABOUT_PEOPLE for matter in matters]

        return lru_cache(maxsize=None)(at)

    return of(versions[0]), of(versions[1])


class _Grid:
    """What the rules of two versions can tell apart."""

    def __init__(
        self, before: Sequence[RoutingRule], after: Sequence[RoutingRule], known: Collection[str] = ()
    ) -> None:
        """`known`: the places that are looked at."""
        rules = [rule for rule in (*before, *after) if any(map(rule.is_about, ABOUT_PEOPLE))]
        groups: dict[tuple[bool, ...], list[str]] = {}
        for place in sorted({place for rule in rules for place in rule.places}.intersection(known)):
            groups.setdefault(tuple(place in rule.places for rule in rules), []).append(place)
        self.places = (None, *map(tuple, groups.values()))
        self.whens: list[When] = []
        for rule in rules:
            if rule.when is not None and rule.when not in self.whens:
                self.whens.append(rule.when)
        times: dict[tuple[bool, ...], datetime] = {}
        for at in moments(self.whens):
            times.setdefault(tuple(when.holds(at) for when in self.whens), at)
        self.times = tuple(times.values())
        self.voices = VOICES if any(rule.voices for rule in rules) else VOICES[:1]
        self.matters = [Matter(*each) for each in product(self.places, self.voices, self.times, Urgency)]

    def said(self, numbers: Sequence[int]) -> str:
        """Exactly these matters, whatever else the rules will tell apart one day; "" for all."""
        if len(numbers) == len(self.matters):
            return ""
        found = [self.matters[number] for number in numbers]
        hours = [f"{when.lost} {when.said}" for when in self.whens]
        rows = [(*each[:2], f"{each.at:%a %H:%M}", each.urgency.word) for each in found]
        return sha256(str((rows, hours)).encode()).hexdigest()[:16]


class _Version:
    """One version: what was looked up is kept."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._led: dict[tuple[str, Matter], int] = {}
        self._heard: dict[tuple[int, str, Urgency], Mapping[Ear, timedelta]] = {}

    def heard(self, code: str, matter: Matter) -> Mapping[Ear, timedelta]:
        """By whom, and how soon."""
        rules, usual = self._rules, matter._replace(urgency=Urgency.INFORMATION)
        led = self._led.get((code, usual))
        if led is None:
            place = matter.places[0] if matter.places else None
            fits = (n for n, rule in enumerate(rules.rules) if rule.fits(code, place, matter.voice, matter.at))
            led = self._led[code, usual] = next(fits, len(rules.rules) - 1)
        urgency = max(rules.urgencies.get(code, Urgency.INFORMATION), matter.urgency)
        found = self._heard.get((led, code, urgency))
        if found is None:
            found = self._heard[led, code, urgency] = _ears(rules, rules.rules[led], code, urgency)
        return found


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


def _hearers(
    found: Mapping[tuple[Ear, timedelta | None], Mapping[str, list[int]]], rules: Rules, grid: _Grid
) -> tuple[Hearer, ...]:
    """Categories with the same conditions are told together."""
    of = _offices_at(rules)
    hearers = []
    for ((by, address), soon), codes in found.items():
        alike: dict[tuple[tuple[int, ...], Urgency], list[str]] = {}
        for code, numbers in codes.items():
            usual = rules.urgencies.get(code, Urgency.INFORMATION)
            is_any = {grid.matters[number].urgency for number in numbers} == set(Urgency)
            alike.setdefault((tuple(numbers), Urgency.INFORMATION if is_any else usual), []).append(code)
        for (ours, usual), categories in alike.items():
            office = of.get((by, address), "")
            hearers.append(Hearer(office, by, address, soon, tuple(categories), **_conditions(ours, usual, grid)))
    return tuple(sorted(hearers, key=lambda each: (each.office, each.by, each.address, each.categories)))


def _offices_at(rules: Rules) -> Mapping[Ear, str]:
    """The first office that each address belongs to."""
    found: dict[Ear, str] = {}
    for key, office in rules.institutions.items():
        for way in targets(office):
            found.setdefault((way.kind, way.address), key)
    return found


def _conditions(numbers: Sequence[int], usual: Urgency, grid: _Grid) -> dict[str, Any]:
    """`usual`: as urgent as that they are in any case."""
    found = [grid.matters[number] for number in numbers]
    places, voices = {each.places for each in found}, {each.voice for each in found}
    urgencies, times = {max(each.urgency, usual) for each in found}, {each.at for each in found}
    named = tuple(sorted(place for group in places if group for place in group))
    return {
        "places": named if len(places) < len(grid.places) else (),
        "elsewhere": None in places and len(places) < len(grid.places),
        "voices": tuple(sorted(voices)) if len(voices) < len(grid.voices) else (),
        "urgencies": tuple(sorted(urgencies)) if len(urgencies) < len(Urgency) - usual else (),
        "at_times": len(times) < len(grid.times),
        "exactly": grid.said(numbers),
    }


def lines(hearers: Iterable[Hearer]) -> Iterator[str]:
    """Each category of each in a line of its own, which reads the same in every process."""
    for each in hearers:
        for code in each.categories:
            yield f"hears {code} {each.by} {each.address} {each.soon} {each.exactly}".rstrip()
