"""Which rules earlier ones leave nothing for, and which pairs only their order tells apart: found by trying them all.

Places, voices and hours that no rule can tell apart are tried once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from typing import NamedTuple, TypeVar

from reportbot.core.cases.routing.rules import VOICES, RoutingRule
from reportbot.core.cases.routing.when import When, moments

Each = TypeVar("Each")


class Cell(NamedTuple):
    """One matter, as rules see it."""

    category: str
    place: str | None
    voice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shadow:
    """A rule that can never match. `by`: the earlier rule that takes all its matters, or those that do so together;
    none where it has no matters. `is_twin`: that one asks for the very same."""

    rule: RoutingRule
    by: tuple[RoutingRule, ...]
    is_twin: bool


def cells(
    rules: Sequence[RoutingRule], categories: Iterable[str], places: Iterable[str], also: Iterable[When] = ()
) -> Iterator[Cell]:
    """Every kind of matter that the rules can tell apart. `categories`, `places` are all that exist; the place of none
    is tried too. `also` are other times to look at."""
    spots = _told_apart((None, *places), lambda spot: [spot in rule.places for rule in rules])
    known = [*(rule.when for rule in rules if rule.when), *also]
    times = _told_apart(moments(known), lambda at: [when.holds(at) for when in known])
    voices = VOICES if any(rule.voices for rule in rules) else VOICES[:1]
    yield from (Cell(*each) for each in product(categories, spots, voices, times))


def shadows(rules: Sequence[RoutingRule], categories: Iterable[str], places: Iterable[str]) -> list[Shadow]:
    """The rules that nothing ever reaches, each with those that take its matters, or with one that asks the same."""
    held = _held(rules, categories, places)
    winners = {cell: index for index in range(len(rules) - 1, -1, -1) for cell in held[index]}
    found: list[Shadow] = []
    for index, rule in enumerate(rules):
        taken = {winners[cell] for cell in held[index]}
        if index not in taken:
            whole = [each for each in range(index) if held[index] and held[index] <= held[each]]
            twin = [each for each in whole if _asks(rules[each]) == _asks(rule)]
            by = tuple(rules[each] for each in (twin or whole)[:1] or sorted(taken))
            found.append(Shadow(rule, by, bool(twin)))
    return found


def overlaps(
    rules: Sequence[RoutingRule], categories: Iterable[str], places: Iterable[str]
) -> list[tuple[RoutingRule, RoutingRule]]:
    """Pairs that lead to different offices and share some matters, while each has others of its own: which of the two
    stands first decides. The rule for everything is no such rule."""
    held = _held(rules, categories, places)
    return [
        (rules[first], rules[second])
        for first, second in combinations(range(len(rules)), 2)
        if _goes_to(rules[first]) != _goes_to(rules[second])
        and held[first] & held[second]
        and held[first] - held[second]
        and held[second] - held[first]
    ]


def _goes_to(rule: RoutingRule) -> tuple[object, ...]:
    return rule.lead, rule.together, rule.copies


def _held(rules: Sequence[RoutingRule], categories: Iterable[str], places: Iterable[str]) -> list[set[Cell]]:
    """What each of the rules fits, whoever wins it."""
    every = list(cells(rules, categories, places))
    return [{cell for cell in every if rule.fits(*cell)} for rule in rules]


def _told_apart(each: Iterable[Each], seen: Callable[[Each], list[bool]]) -> list[Each]:
    """The first of all that look the same."""
    first: dict[tuple[bool, ...], Each] = {}
    for one in each:
        first.setdefault(tuple(seen(one)), one)
    return list(first.values())


def _asks(rule: RoutingRule) -> tuple[object, ...]:
    return rule.categories, rule.places, rule.voices, rule.when
