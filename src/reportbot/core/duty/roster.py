"""Who is on call now and for the weeks to come, where nobody is, and where the plan cannot be kept. Pure."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from reportbot.core.duty.rows import Absence, Duty, DutyRow, Rank, Swap

_DAY = timedelta(days=1)
Seen = TypeVar("Seen", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody is on call from `since` to `until`, UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who is on call, and who comes after them, does not change from `since` to `until`, UTC."""

    since: datetime
    until: datetime
    on_call: tuple[str, ...]
    deputy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twice:
    """A role that two lines put on call at the same time; `line` is that of the second one in the file."""

    since: datetime
    until: datetime
    role: str
    line: int


@dataclass(frozen=True, slots=True)
class Unmanned:
    """A role that is away while on call, and nobody stands in; `line` is where the file puts it on call."""

    since: datetime
    until: datetime
    role: str
    line: int


@dataclass(frozen=True, slots=True)
class Roster:
    """`zone` is the town's, `holidays` are those of its country. Whoever is away is not on call: the next in turn
    stands in, or the row's deputy.
    """

    rows: tuple[DutyRow, ...]
    zone: str
    holidays: frozenset[date] = frozenset()
    swaps: tuple[Swap, ...] = ()
    absences: tuple[Absence, ...] = ()

    def on_call(self, now: datetime) -> tuple[str, ...]:
        """Institution keys on call at this moment, the first one first; empty when nobody is. `now` is aware."""
        return self._who(now)[0]

    def deputy(self, now: datetime) -> tuple[str, ...]:
        """Who is called when whoever is on call does not answer: none of them, and nobody who is away."""
        return self._who(now)[1]

    def everyone(self) -> tuple[str, ...]:
        """All of the roster, also who is not on call now."""
        of_rows = [role for row in self.rows for role in row.everyone]
        return tuple(dict.fromkeys((*of_rows, *(role for swap in self.swaps for role in (swap.role, swap.other)))))

    def stretches(self, since: datetime, until: datetime) -> tuple[Stretch, ...]:
        """All the time between the two, in order."""
        return tuple(Stretch(start, end, *who) for start, end, who in self._same(since, until, self._who))

    def gaps(self, since: datetime, until: datetime) -> tuple[Gap, ...]:
        """Where nobody is on call between the two, exact to the second."""
        return tuple(Gap(each.since, each.until) for each in self.stretches(since, until) if not each.on_call)

    def twice(self, since: datetime, until: datetime) -> tuple[Twice, ...]:
        return tuple(
            Twice(start, end, role, line)
            for start, end, found in self._same(since, until, self._doubled)
            for role, line in found
        )

    def unmanned(self, since: datetime, until: datetime) -> tuple[Unmanned, ...]:
        return tuple(
            Unmanned(start, end, role, line)
            for start, end, found in self._same(since, until, self._missing)
            for role, line in found
        )

    def _who(self, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        duties = self._duties(now)
        on_call = tuple(dict.fromkeys(duty.ready[0] for duty in duties))
        behind = (duty.behind(on_call) for duty in duties)
        return on_call, tuple(dict.fromkeys(role for role in behind if role))

    def _doubled(self, now: datetime) -> tuple[tuple[str, int], ...]:
        duties, seen, found = self._duties(now), set[str](), []
        for duty in duties:
            if duty.ready[0] in seen:
                found.append((duty.ready[0], duty.row.line))
            seen.add(duty.ready[0])
        return tuple(dict.fromkeys(found))

    def _missing(self, now: datetime) -> tuple[tuple[str, int], ...]:
        return tuple((duty.named, duty.row.line) for duty in self._meant(now) if not duty.ready)

    def _duties(self, now: datetime) -> list[Duty]:
        """Those in force that somebody answers: of certain dates, else for holidays, else of the usual week."""
        ready = [duty for duty in self._in_force(now) if duty.ready]
        best = min((duty.row.rank for duty in ready), default=Rank.WEEK)
        return [duty for duty in ready if duty.row.rank == best]

    def _meant(self, now: datetime) -> list[Duty]:
        """Those that the file means, whether anybody answers or not."""
        duties = list(self._in_force(now))
        best = min((duty.row.rank for duty in duties), default=Rank.WEEK)
        return [duty for duty in duties if duty.row.rank == best]

    def _in_force(self, now: datetime) -> Iterator[Duty]:
        today = now.astimezone(ZoneInfo(self.zone)).date()
        for row in self.rows:
            shifts = (row.shift(day, self.zone, self.holidays) for day in (today, today - _DAY))
            if any(shift and shift.holds(now) for shift in shifts) and (named := row.in_turn(now, self.zone)):
                yield self._duty(row, named, now)

    def _duty(self, row: DutyRow, in_turn: tuple[str, ...], now: datetime) -> Duty:
        stands = [self._swapped(role, now) for role in in_turn]
        away = {absence.role for absence in self.absences if absence.period.holds(now)}
        ready = [role for role in stands if role not in away]
        if row.deputy and (deputy := self._swapped(row.deputy, now)) not in away:
            ready = [*ready[:1], deputy, *ready[1:]]
        return Duty(row, stands[0], tuple(dict.fromkeys(ready)))

    def _swapped(self, role: str, now: datetime) -> str:
        for swap in self.swaps:
            role = swap.of(role) if swap.period.holds(now) else role
        return role

    def _same(
        self, since: datetime, until: datetime, look: Callable[[datetime], Seen]
    ) -> Iterator[tuple[datetime, datetime, Seen]]:
        """(from, to, what is seen all that time): neighbours that look alike are one."""
        began, before = since.astimezone(UTC), None
        for start, end in pairwise([*self._changes(since, until), until.astimezone(UTC)]):
            seen = look(start)
            if before is not None and seen != before:
                yield began, start, before
                began = start
            before = seen
            if end == until and before is not None:
                yield began, end, before

    def _changes(self, since: datetime, until: datetime) -> list[datetime]:
        """`since`, and every moment before `until` at which anything can change."""
        found = {moment for moment in self._all_changes(since, until) if since < moment < until}
        return [since.astimezone(UTC), *sorted(found)] if since < until else []

    def _all_changes(self, since: datetime, until: datetime) -> Iterator[datetime]:
        periods = [*(swap.period for swap in self.swaps), *(absence.period for absence in self.absences)]
        here = ZoneInfo(self.zone)
        first, last = since.astimezone(here).date() - _DAY, until.astimezone(here).date()
        for day in (first + _DAY * count for count in range((last - first).days + 1)):
            periods += [shift for row in self.rows if (shift := row.shift(day, self.zone, self.holidays))]
        for period in periods:
            yield from (period.since, period.until)
        for row in self.rows:
            if row.turns:
                weeks = range(max(0, row.turns.week(since, self.zone)), row.turns.week(until, self.zone) + 1)
                yield from (row.turns.change(week, self.zone) for week in weeks)
