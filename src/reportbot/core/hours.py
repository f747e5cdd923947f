"""When a line answers. Hours that nobody has told us are not hours: they never count as open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
"""From, until. Until at or before from means past midnight; until 00:00 is the end of the day."""


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """`weekly` holds spans per weekday (0 = Monday); on a date in `holidays` it is closed. Before both go `exceptions`,
    on their dates (no spans: closed).

    `always` is round the clock. A plan with neither is not known. `confirmed` is False where hours were only
    announced, or come from a weak source: they count, and are shown with that mark.
    """

    zone: str = "UTC"
    always: bool = False
    weekly: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    confirmed: bool = True

    @property
    def known(self) -> bool:
        return self.always or bool(self.weekly)

    def open_at(self, now: datetime) -> bool:
        """`now` is aware. False when the hours are not known."""
        if self.always:
            return True
        if not self.weekly:
            return False
        local = now.astimezone(ZoneInfo(self.zone))
        today, clock = local.date(), local.time()
        return any(_covers(span, clock) for span in self._spans(today)) or any(
            _runs_over(span) and clock < span[1] for span in self._spans(today - timedelta(days=1))
        )

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.exceptions:
            return self.exceptions[day]
        return () if day in self.holidays else self.weekly.get(day.weekday(), ())


UNKNOWN = OpenPlan()


def _covers(span: Span, clock: time) -> bool:
    return span[0] <= clock and (_runs_over(span) or clock < span[1])


def _runs_over(span: Span) -> bool:
    return span[1] <= span[0]
