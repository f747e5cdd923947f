"""Who hears of what, and how soon, in a version of a town; and what another version changes of that. Pure.

Compared is matter by matter: category × places that rules tell apart × voice × hours that they tell apart × urgency.
Of the rules only those about such categories count, and what leads to the same rule is looked up once. So it costs
categories × places × voices × hours × 4 look-ups, each through the rules: some milliseconds for the towns that we ship.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.service.settings.ears import AT_ONCE, Ear, Version, targets
from reportbot.service.settings.matters import ABOUT_PEOPLE, Grid
from reportbot.service.towns import Rules, Town


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


def difference(before: Town, after: Town) -> Difference:
    """Of places that are in both: what is told of a new one was told of another before (naming.py)."""
    known = before.around.gazetteer.by_key.keys() & after.around.gazetteer.by_key.keys()
    grid = Grid(before.rules.rules, after.rules.rules, known)
    one, other = Version(before.rules), Version(after.rules)
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


def passed_otherwise(before: Town, after: Town) -> Mapping[str, Difference]:
    """By office, the kinds of reports that a rule would newly pass to it, or no longer, of any category. The reporting
    desk hears of everything in any case."""
    one, other = before.rules, after.rules
    if one.rules == other.rules and _takers(one) == _takers(other):
        return {}
    known = before.around.gazetteer.by_key.keys() & after.around.gazetteer.by_key.keys()
    grid, versions = Grid(one.rules, other.rules, known, CATEGORIES), (Version(one), Version(other))
    found: dict[tuple[str, bool], dict[str, list[int]]] = {}
    usual = [number for number, matter in enumerate(grid.matters) if matter.urgency is Urgency.INFORMATION]
    for code in CATEGORIES:
        for number in usual:
            was, becomes = (version.passed(code, grid.matters[number]) for version in versions)
            for key in (was ^ becomes) - {one.coordinator, other.coordinator}:
                found.setdefault((key, key in becomes), {}).setdefault(code, []).append(number)
    return {key: Difference(_passed(found, key, True, grid), _passed(found, key, False, grid)) for key, _ in found}


def _takers(rules: Rules) -> Collection[str]:
    return {key for key, office in rules.institutions.items() if not office.refuses}


def _passed(
    found: Mapping[tuple[str, bool], Mapping[str, list[int]]], key: str, more: bool, grid: Grid
) -> tuple[Hearer, ...]:
    alike: dict[tuple[int, ...], list[str]] = {}
    for code, numbers in found.get((key, more), {}).items():
        alike.setdefault(tuple(numbers), []).append(code)
    soon = AT_ONCE if more else None
    return tuple(
        Hearer(key, "", "", soon, tuple(codes), **_conditions(numbers, Urgency.EMERGENCY, grid))
        for numbers, codes in alike.items()
    )


Heard = Sequence[Mapping[Ear, timedelta]]
"""By whom, of each kind of matter at one place."""


def heard_at(before: Rules, after: Rules) -> tuple[Callable[[str], Heard], Callable[[str], Heard]]:
    """Of each of two versions: who hears of what happens at the place of this key, "" for none."""
    grid = Grid(before.rules, after.rules)
    usual = [matter for matter in grid.matters if matter.places is None]
    versions = Version(before), Version(after)

    def of(version: Version) -> Callable[[str], Heard]:
        def at(key: str) -> Heard:
            matters = [matter._replace(places=(key,) if key else None) for matter in usual]
            return [version.heard(code, matter) for code in ABOUT_PEOPLE for matter in matters]

        return lru_cache(maxsize=None)(at)

    return of(versions[0]), of(versions[1])


def _hearers(
    found: Mapping[tuple[Ear, timedelta | None], Mapping[str, list[int]]], rules: Rules, grid: Grid
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


def _conditions(numbers: Sequence[int], usual: Urgency, grid: Grid) -> dict[str, Any]:
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
