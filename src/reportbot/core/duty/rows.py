"""The lines of a roster: shifts on days of the week, turns that change once a week, swaps and absences.

Roles only: keys of institutions, never a person's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from reportbot.core.duty.clock import moment

HOLIDAY = 7  # stands beside the weekdays 0 (Monday) to 6
_DAY, _WEEK = timedelta(days=1), 7


class Rank(IntEnum):
    """Which line counts where several hold: a plan for certain dates, then one for holidays, then the usual week."""

    DATED = 0
    HOLIDAYS = 1
    WEEK = 2


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` (within) to `until` (no longer within), UTC."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Swap:
    """For that time each of the two stands where the other would."""

    role: str
    other: str
    period: Period

    def of(self, role: str) -> str:
        return {self.role: self.other, self.other: self.role}.get(role, role)


@dataclass(frozen=True, slots=True)
class Absence:
    role: str
    period: Period


@dataclass(frozen=True, slots=True)
class Turns:
    """Once a week the next one takes over, at `at` of the wall clock; the first one on the day `begins`."""

    begins: date
    at: time

    def week(self, now: datetime, zone: str) -> int:
        """How many weeks after the first one; negative before it."""
        day = now.astimezone(ZoneInfo(zone)).date()
        week = (day - self.begins).days // _WEEK
        return week if self.change(week, zone) <= now else week - 1

    def change(self, week: int, zone: str) -> datetime:
        """When that week begins, UTC."""
        return moment(self.begins + week * _WEEK * _DAY, self.at, zone)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line: these roles are on call on these days and hours, by turns where there are several.

    `days` are weekdays (0 = Monday) or HOLIDAY; `first` and `last` bound the row where it holds for a time only.
    `until` at or before `since` runs past midnight, into the day after. `line` is where it stands in the file.
    """

    roles: tuple[str, ...]
    days: frozenset[int]
    since: time = time(0)
    until: time = time(0)
    first: date | None = None
    last: date | None = None
    turns: Turns | None = None
    deputy: str = ""
    line: int = field(default=0, compare=False)

    @property
    def rank(self) -> Rank:
        if self.first or self.last:
            return Rank.DATED
        return Rank.HOLIDAYS if self.days == {HOLIDAY} else Rank.WEEK

    @property
    def everyone(self) -> tuple[str, ...]:
        return (*self.roles, self.deputy) if self.deputy else self.roles

    def shift(self, day: date, zone: str, holidays: frozenset[date]) -> Period | None:
        """The shift that begins on this day of the town's calendar; None on a day that is not one of its own."""
        is_its_day = day.weekday() in self.days or (HOLIDAY in self.days and day in holidays)
        if not is_its_day or (self.first and day < self.first) or (self.last and self.last < day):
            return None
        end = day if self.since < self.until else day + _DAY
        return Period(moment(day, self.since, zone), moment(end, self.until, zone))

    def in_turn(self, now: datetime, zone: str) -> tuple[str, ...]:
        """Its roles, the one whose week it is first, then those who follow; none before the first week."""
        if self.turns is None:
            return self.roles
        week = self.turns.week(now, zone)
        if week < 0:
            return ()
        at = week % len(self.roles)
        return tuple(dict.fromkeys((*self.roles[at:], *self.roles[:at])))


@dataclass(frozen=True, slots=True)
class Duty:
    """One line in force. `named` is who the file puts there, `ready` who answers: the first, then who stands in."""

    row: DutyRow
    named: str
    ready: tuple[str, ...]

    def behind(self, on_call: Iterable[str]) -> str:
        """Who comes next: the row's own deputy, else the next in turn. "" where nobody is left."""
        taken = set(on_call)
        return next((role for role in self.ready[1:] if role not in taken), "")
