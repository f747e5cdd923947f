"""What the rules of two versions of a town can tell apart: the matters in which they are compared. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import product
from typing import NamedTuple

from reportbot.core.cases.case import PUBLIC_GROUPS
from reportbot.core.cases.routing.rules import VOICES, RoutingRule
from reportbot.core.cases.routing.when import When, moments
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency


class Matter(NamedTuple):
    """`places`: those that rules treat alike; None is every other, and a place that is not known. It is at least as
    urgent as `urgency`."""

    places: tuple[str, ...] | None
    voice: str
    at: datetime
    urgency: Urgency


def concern_nobody(categories: Iterable[str]) -> bool:
    """Whether cases of these categories are all of public space."""
    known = [CATEGORIES.get(code) for code in categories]
    return all(each is not None and not each.sensitive and each.group in PUBLIC_GROUPS for each in known)


ABOUT_PEOPLE = tuple(code for code in CATEGORIES if not concern_nobody([code]))
"""Categories of which two people decide who hears: what is sensitive, and what may turn out to be."""


class Grid:
    """What the rules of two versions can tell apart."""

    def __init__(
        self,
        before: Sequence[RoutingRule],
        after: Sequence[RoutingRule],
        known: Collection[str] = (),
        codes: Collection[str] = ABOUT_PEOPLE,
    ) -> None:
        """`known`: the places that are looked at; `codes`: the categories."""
        rules = [rule for rule in (*before, *after) if any(map(rule.is_about, codes))]
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
