"""What changed rules or promises would have done with the newest cases of a town: counted, and nothing is written.

Nothing that is sealed is read. Sensitive matters are counted together: nobody needs to know of which kind they are.
Whoever tries rules may try one that fits a single report, and reads no case: so counts are rounded, of few nothing is
said (core/cases/desk/measures.py), and cases that keep their office out are not counted at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.measures import told
from reportbot.core.cases.due.deadlines import Promise, Rung
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import RuleBroken
from reportbot.core.urgency import Urgency
from reportbot.service.ports import Store
from reportbot.service.records.settings import Outline
from reportbot.service.towns import Rules

LAST = 200  # cases that are tried
SENSITIVE = ""  # in place of a sensitive category


@dataclass(frozen=True, slots=True)
class Moved:
    """So many cases of a category (or sensitive ones) would go to other offices: the lead, then who acts or is told.
    `count` is rounded."""

    category: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Rerouted:
    """`elsewhere` is how many would go elsewhere, rounded; None for few or none. `moved` are those of which something
    can be said. What waits for a look at the desk is not tried: that goes where people send it."""

    elsewhere: int | None
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Repromised:
    """One promise that would change; `category` "" is the usual one of the urgency. `count` of the newest cases have
    it, or would: rounded, None for few or none.
    """

    urgency: Urgency
    category: str
    before: Promise
    after: Promise
    count: int | None


@dataclass(frozen=True, slots=True)
class Reladdered:
    """So many open cases of a category (or sensitive ones) would have other rungs. `count` is rounded, None for few."""

    urgency: Urgency
    category: str
    before: tuple[Rung, ...]
    after: tuple[Rung, ...]
    count: int | None


async def newest_cases(store: Store, municipality: str, reach: Reach) -> list[Outline]:
    """At most LAST of them, none of those that keep an office of this reach out."""
    async with store.read() as work:
        found = await work.town_changes.outlines(municipality, LAST)
    return [each for each in found if not reach.offices.intersection(each.avoided)]


async def open_cases(store: Store, municipality: str, reach: Reach) -> list[Outline]:
    """As `newest_cases`, of those alone that are open."""
    async with store.read() as work:
        found = await work.town_changes.outlines(municipality, LAST, only_open=True)
    return [each for each in found if not reach.offices.intersection(each.avoided)]


def rerouted(before: Rules, after: Rules, cases: Sequence[Outline]) -> Rerouted:
    """Each case as it is taken for today, at the hour it was opened, with those kept out whom it must not reach."""
    known = [case for case in cases if not case.needs_look]
    moved: Counter[tuple[str, tuple[str, ...], tuple[str, ...]]] = Counter()
    for case in known:
        one, other = _goes_to(before, case), _goes_to(after, case)
        if one[:1] != other[:1] or set(one) != set(other):
            moved[_named(case.category), one, other] += 1
    rows = ((where, told(count)) for where, count in moved.most_common())
    return Rerouted(told(moved.total()), tuple(Moved(*where, count) for where, count in rows if count is not None))


def repromised(before: Rules, after: Rules, cases: Sequence[Outline]) -> tuple[Repromised, ...]:
    """The usual promises of each urgency, then those of categories that have their own before or after."""
    of: Counter[tuple[str, Urgency]] = Counter((case.category, case.urgency) for case in cases)
    found = []
    for urgency in sorted(Urgency, reverse=True):
        one, other = before.promises[urgency], after.promises[urgency]
        if _times(one) != _times(other):
            usual = sum(
                count
                for (code, level), count in of.items()
                if level is urgency and not {(code, level)} & {*before.promises_for, *after.promises_for}
            )
            found.append(Repromised(urgency, "", one, other, told(usual)))
    for code, urgency in sorted({*before.promises_for, *after.promises_for}):
        one, other = before.promise_of(code, urgency), after.promise_of(code, urgency)
        if _times(one) != _times(other):
            found.append(Repromised(urgency, code, one, other, told(of[code, urgency])))
    return tuple(found)


def reladdered(before: Rules, after: Rules, cases: Sequence[Outline]) -> tuple[Reladdered, ...]:
    """What would follow silence in open cases; the most urgent first."""
    found: Counter[tuple[Urgency, str, tuple[Rung, ...], tuple[Rung, ...]]] = Counter()
    for case in cases:
        one, other = (each.ladder_of(case.category, case.urgency) for each in (before, after))
        if [(rung.after, rung.to) for rung in one] != [(rung.after, rung.to) for rung in other]:
            found[case.urgency, _named(case.category), one, other] += 1
    rows = sorted(found.items(), key=lambda row: (-row[0][0], row[0][1]))
    return tuple(Reladdered(*where, told(count)) for where, count in rows)


def _goes_to(rules: Rules, case: Outline) -> tuple[str, ...]:
    try:
        route = rules.without(case.avoided).route(case.category, case.place or None, case.voice, case.opened_at)
    except RuleBroken:
        return ()
    return (route.lead, *route.together, *route.copies)


def _named(code: str) -> str:
    category = CATEGORIES.get(code)
    return SENSITIVE if category is None or category.sensitive else code


def _times(promise: Promise) -> tuple[timedelta, timedelta, timedelta, bool]:
    return promise.acknowledge, promise.act, promise.close, promise.around_the_clock
