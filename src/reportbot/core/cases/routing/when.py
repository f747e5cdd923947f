"""When a routing rule holds: while an office is open, while it is closed, or in hours of the town's own clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.calendar import OfficeHours

Span = tuple[time, time]
"""From (within), until (no longer within). Until at or before from runs past midnight, until 00:00 to its end."""

HOLIDAY = 7
"""Stands beside the weekdays 0 (Monday) to 6: what holds on a public holiday, besides what its weekday has."""

_DAY = timedelta(days=1)
_FIRST = date(2024, 1, 1)  # a Monday; where to begin if no holiday is known


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """While an office is open, or (`is_open` False) while it is closed: nights, weekends and holidays too."""

    hours: OfficeHours
    is_open: bool

    @property
    def lost(self) -> str:
        return "open" if self.is_open else "closed"

    @property
    def clocks(self) -> frozenset[time]:
        """The times of day at which it can begin or end."""
        return frozenset(clock for span in self.hours.weekly.values() for clock in span)

    @property
    def days_off(self) -> frozenset[date]:
        return self.hours.holidays

    @property
    def said(self) -> str:
        """The same for the same hours; holidays come and go by themselves."""
        weekly = {day: (f"{since:%H:%M}", f"{until:%H:%M}") for day, (since, until) in self.hours.weekly.items()}
        return f"{sorted(weekly.items())} {self.hours.always}"

    @property
    def zone(self) -> str:
        return self.hours.zone

    def holds(self, at: datetime) -> bool:
        """`at` is aware."""
        return self.hours.is_open(at) is self.is_open


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the wall clock of `zone`, per weekday or HOLIDAY. It holds when any of them does."""

    weekly: Mapping[int, tuple[Span, ...]]
    days_off: frozenset[date]
    zone: str

    @property
    def lost(self) -> str:
        return "hours"

    @property
    def clocks(self) -> frozenset[time]:
        return frozenset(clock for spans in self.weekly.values() for span in spans for clock in span)

    @property
    def said(self) -> str:
        """As of an office."""
        return str([(day, [f"{a:%H:%M}-{b:%H:%M}" for a, b in spans]) for day, spans in sorted(self.weekly.items())])

    def holds(self, at: datetime) -> bool:
        """`at` is aware. A night that began on a Saturday is Saturday's until it ends."""
        local = at.astimezone(ZoneInfo(self.zone))
        today, clock = local.date(), local.time()
        return any(_covers(span, clock) for span in self._spans(today)) or any(
            until <= since and clock < until for since, until in self._spans(today - _DAY)
        )

    def _spans(self, day: date) -> tuple[Span, ...]:
        usual = self.weekly.get(day.weekday(), ())
        return (*usual, *self.weekly.get(HOLIDAY, ())) if day in self.days_off else usual


When = OfficeTime | Window


def moments(whens: Iterable[When]) -> tuple[datetime, ...]:
    """One moment for every different stretch of time that these can tell apart; one alone where there are none.

    Every weekday, and every weekday that is a holiday, with the day after it; on each the minutes at which any of them
    begins or ends.
    """
    known = tuple(whens)
    if not known:
        return (datetime(_FIRST.year, _FIRST.month, _FIRST.day, 12, tzinfo=ZoneInfo("UTC")),)
    clocks = sorted({time(0), *(clock for when in known for clock in when.clocks)})
    days_off = frozenset(day for when in known for day in when.days_off)
    zone = ZoneInfo(known[0].zone)
    return tuple(datetime.combine(day, clock, zone) for day in _days(days_off) for clock in clocks)


def _days(days_off: frozenset[date]) -> Iterator[date]:
    """Each weekday far from any holiday, and the first holiday on each weekday with the day after it."""
    for weekday in range(7):
        day = min(days_off, default=_FIRST)
        while day.weekday() != weekday or {day, day - _DAY} & days_off:
            day += _DAY
        yield day
    for weekday in range(7):
        for day in [each for each in sorted(days_off) if each.weekday() == weekday][:1]:
            yield from (day, day + _DAY)


def _covers(span: Span, clock: time) -> bool:
    since, until = span
    return since <= clock and (until <= since or clock < until)
