"""How long things take, and how little may be said of few: numbers for a supervisor that give nobody away. Pure.

A time within which half, or nine of ten, were answered counts what is overdue and still silent as the slowest of all;
what is not due yet is left out. The time for which the person was asked does not count.

Of fewer than `FEWEST` nothing is said but that. Tables about people (language, place) cover whole weeks that are over,
their counts are rounded and no table can be narrowed: so no two of them differ by a few reports that one could name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FEWEST = 5
"""So many reports make a group that is shown. Our own proposal; statistical offices use 3 to 10."""
FEWEST_FOR_SLOWEST = 10
"""Below that, "nine of ten" is one single report."""
ROUNDED_TO = 5
PERIODS: tuple[int, ...] = (4, 13, 26, 52)
"""Weeks that can be chosen."""
USUAL_PERIOD = 13  # weeks


@dataclass(frozen=True, slots=True)
class Times:
    """Of `counted` half took at most `half`, nine of ten at most `most`; None where it reaches into what is overdue and
    still waits. `promised` is how many had a date, `kept` how many of them kept it."""

    counted: int
    half: timedelta | None
    most: timedelta | None
    promised: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """One group as it was counted: by institution, language or place."""

    key: str
    count: int
    answered: Times
    done: Times


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be said of `Times`. `few`: nothing. `half` and `most` None: not yet, or (`most`) too few to say."""

    few: bool
    half: timedelta | None = None
    most: timedelta | None = None
    has_most: bool = False
    promised: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table. `count` is None where there are fewer than `FEWEST`, and then nothing else is said."""

    key: str
    count: int | None
    answered: Shown
    done: Shown


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open at one institution, or with one of its people (`person` is "" where nobody was chosen)."""

    institution: str
    person: str
    open: int
    late: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has open, and how much of it is late."""

    person: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Late:
    """One case whose promise has run out at `due_at`, at `institution`; `assigned` there, `taken_by` at the desk."""

    number: str
    category: str
    urgency: int
    institution: str
    assigned: str
    taken_by: str
    due_at: datetime


def rank(counted: int, tenths: int) -> int:
    """Which one of so many, in order, is the last of these tenths: the 5th of 9 for a half."""
    return -(-counted * tenths // 10)


def institutions(measured: Iterable[Measured]) -> list[Group]:
    """The one with the most first; of those with few, by name."""
    found = sorted(measured, key=lambda each: (-each.count if each.count >= FEWEST else 0, each.key))
    return [_group(each, exact=True) for each in found]


def languages(measured: Iterable[Measured], spoken: Iterable[str]) -> list[Group]:
    """Every language of the town has its line, also one in which nobody has written: to be missing would say that."""
    by_key = {each.key: each for each in measured}
    keys = [*spoken, *sorted(set(by_key) - set(spoken))]
    return [_group(by_key.get(key, _none(key)), exact=False) for key in dict.fromkeys(keys)]


def places(measured: Iterable[Measured]) -> list[Group]:
    """Only places of which something can be said, by name; which others there were is not said, nor how many."""
    return [_group(each, exact=False) for each in sorted(measured, key=lambda each: each.key) if each.count >= FEWEST]


def weeks_over(weeks: int, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """So many whole weeks until the last Sunday's midnight of the town. Raises ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    ends = (datetime.combine(monday - timedelta(weeks=back), time(0), ZoneInfo(zone)) for back in (weeks, 0))
    since, until = (each.astimezone(UTC) for each in ends)
    return since, until


def period_of(text: str) -> int:
    """Weeks that were asked for; the usual ones for anything that cannot be chosen."""
    return next((weeks for weeks in PERIODS if str(weeks) == text), USUAL_PERIOD)


def loads(owed: Iterable[Owed], named: Iterable[str]) -> Mapping[str, Load]:
    """By person, also who has nothing: `named` are all that there are."""
    found = {person: Load(person, 0, 0) for person in named}
    for each in owed:
        if each.person:
            before = found.get(each.person, Load(each.person, 0, 0))
            found[each.person] = Load(each.person, before.open + each.open, before.late + each.late)
    return found


def _group(of: Measured, *, exact: bool) -> Group:
    if of.count < FEWEST:
        return Group(of.key, None, Shown(few=True), Shown(few=True))
    count = of.count if exact else rounded(of.count)
    return Group(of.key, count, shown(of.answered, exact=exact), shown(of.done, exact=exact))


def shown(times: Times, *, exact: bool) -> Shown:
    """What may be said of them: nothing of fewer than 5, no slowest of fewer than 10, promises if `exact`."""
    if times.counted < FEWEST:
        return Shown(few=True)
    has_most = times.counted >= FEWEST_FOR_SLOWEST
    tells = exact and times.promised >= FEWEST
    return Shown(
        False,
        times.half,
        times.most if has_most else None,
        has_most,
        times.promised if tells else 0,
        times.kept if tells else 0,
    )


def rounded(count: int) -> int:
    """To the nearest 5, and never to nothing."""
    return max(ROUNDED_TO, (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO)


def told(count: int) -> int | None:
    """What may be said of a count that somebody can ask for again and again, each time of something narrower: rounded,
    so that no two answers differ by a report; of few nothing, not even whether there are any (None)."""
    return None if count < FEWEST else rounded(count)


def _none(key: str) -> Measured:
    return Measured(key, 0, Times(0, None, None), Times(0, None, None))
