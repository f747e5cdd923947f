"""When an office is open, what "in two working days" means there, and when a phone should stay silent.

Holidays are given from outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = range(5)
ONE_DAY = timedelta(days=1)
_FIRST_DAY = date(1970, 1, 1)  # a Thursday


def day_of(moment: datetime) -> int:
    """Days since 1970, UTC."""
    return (_aware(moment).astimezone(UTC).date() - _FIRST_DAY).days


def week_of(moment: datetime) -> int:
    """Weeks since 1970, UTC; they begin on Mondays."""
    return (day_of(moment) + 3) // 7


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """`weekly` gives, per weekday (0 = Monday), when the office opens and closes on the clock of `zone`.

    A weekday that is missing is closed, and so is every date in `holidays`. Raises ValueError for hours that
    never open, or that close before they open.
    """

    weekly: Mapping[int, tuple[time, time]]
    holidays: frozenset[date]
    zone: str
    always: bool = False

    def __post_init__(self) -> None:
        if not self.always and not self.weekly:
            raise ValueError("an office needs at least one day on which it is open")
        if any(day not in range(7) for day in self.weekly):
            raise ValueError("a weekday is a number from 0 (Monday) to 6 (Sunday)")
        if any(opens >= closes for opens, closes in self.weekly.values()):
            raise ValueError("an office closes after it opens, on the same day")

    def is_open(self, now: datetime) -> bool:
        """`now` is aware. The minute of closing is no longer open."""
        if self.always:
            return True
        opening = self.opening_on(_aware(now).astimezone(ZoneInfo(self.zone)).date())
        return opening is not None and opening[0] <= now < opening[1]

    def opening_on(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of that local day, in UTC; None when the office is closed all day."""
        if not self.opens_on(day):
            return None
        opens, closes = self.weekly[day.weekday()]
        return _in_utc(day, opens, self.zone), _in_utc(day, closes, self.zone)

    def opens_on(self, day: date) -> bool:
        return day.weekday() in self.weekly and day not in self.holidays

    def in_utc(self, day: date, clock: time) -> datetime:
        """What the wall clock of `zone` calls `clock` on `day`, in UTC; a time skipped in spring is moved on."""
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)


ALWAYS = OfficeHours(weekly={}, holidays=frozenset(), zone="UTC", always=True)
"""Round the clock: emergencies, the police, the duty contact."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the wall clock in which nobody is written to who has not just written: past midnight, as a rule.

    From `since` (within) to `until` (no longer within). The same time twice means that there are none.
    """

    since: time = time(21)
    until: time = time(7)

    def are_on(self, clock: time) -> bool:
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def over(self, now: datetime, zone: str) -> datetime:
        """`now` itself, or in quiet hours the moment (UTC) when they end. Raises ValueError for a naive `now`."""
        local = _aware(now).astimezone(ZoneInfo(zone))
        if not self.are_on(local.time()):
            return now
        day = local.date() if local.time() < self.until else local.date() + ONE_DAY
        return datetime.combine(day, self.until, ZoneInfo(zone)).astimezone(UTC)


NIGHT = QuietHours()
"""From nine in the evening to seven in the morning: where a municipality says nothing."""


def add_working(start: datetime, amount: timedelta, hours: OfficeHours) -> datetime:
    """The moment (UTC) when `amount` of working time has passed since `start`.

    Whole days are working days: the same time of day, so many open days later. What is left over is open hours.
    Raises ValueError for a naive `start` or a negative `amount`.
    """
    if amount < timedelta(0):
        raise ValueError("working time cannot run backwards")
    if hours.always:
        return _aware(start).astimezone(UTC) + amount
    moment = next_open(_aware(start).astimezone(UTC), hours)
    if amount.days:
        moment = _same_time_on_open_day(moment, amount.days, hours)
    return _add_open_hours(moment, timedelta(seconds=amount.seconds, microseconds=amount.microseconds), hours)


def open_time_between(since: datetime, until: datetime, hours: OfficeHours) -> timedelta:
    """How long the office was open from `since` to `until` (both aware); nothing where `until` comes first."""
    since, until = _aware(since).astimezone(UTC), _aware(until).astimezone(UTC)
    if hours.always or until <= since:
        return max(until - since, timedelta(0))
    zone, total = ZoneInfo(hours.zone), timedelta(0)
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if opening := hours.opening_on(day):
            total += max(min(until, opening[1]) - max(since, opening[0]), timedelta(0))
        day += ONE_DAY
    return total


def add_open_time(start: datetime, amount: timedelta, hours: OfficeHours) -> datetime:
    """The moment (UTC) when the office has been open for `amount` since `start`; `start` itself for no time at all.

    Raises ValueError for a naive `start` or a negative `amount`.
    """
    if amount < timedelta(0):
        raise ValueError("open time cannot run backwards")
    start = _aware(start).astimezone(UTC)
    return start + amount if hours.always else _add_open_hours(start, amount, hours)


def next_open(moment: datetime, hours: OfficeHours) -> datetime:
    day = moment.astimezone(ZoneInfo(hours.zone)).date()
    while True:
        opening = hours.opening_on(day)
        if opening is not None and moment < opening[1]:
            return max(moment, opening[0])
        day += ONE_DAY


def _same_time_on_open_day(moment: datetime, count: int, hours: OfficeHours) -> datetime:
    """So many open days later on the wall clock; on each of them within its hours, and as on that day from then on."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    day, clock = local.date(), local.time()
    for _ in range(count):
        day += ONE_DAY
        while not hours.opens_on(day):
            day += ONE_DAY
        opens, closes = hours.weekly[day.weekday()]
        clock = min(max(clock, opens), closes)
    return hours.in_utc(day, clock)


def _add_open_hours(moment: datetime, rest: timedelta, hours: OfficeHours) -> datetime:
    while rest:
        moment = next_open(moment, hours)
        opening = hours.opening_on(moment.astimezone(ZoneInfo(hours.zone)).date())
        assert opening is not None
        step = min(rest, opening[1] - moment)
        moment, rest = moment + step, rest - step
    return moment


@lru_cache(maxsize=4096)  # the hours of some hundred days: a round of reminders asks for the same few again and again
def _in_utc(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment
