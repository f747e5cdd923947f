"""What a coordinator does about the end of a case: look at what runs out, put it off, hold it, or erase it now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.retention import POSTPONEMENTS, Expiry, expiry_of, is_held
from reportbot.core.errors import BadInput, TransitionRefused
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.due.retention import left_today, shred, start_clock
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.traces import erase_traces

PAGE = 50  # cases
COUNTED = 200  # as far as they are counted
LONGEST_REASON = 500  # letters
WHY_NOW = ("asked", "by_mistake", "test", "order")
"""Why a case is erased at once. A choice, not a text: it goes into the log, which outlives the case."""

Position = tuple[datetime, int]


class NoReason(BadInput):
    """A reason is needed, of no more than LONGEST_REASON letters."""


class EnoughForToday(BadInput):
    """As many cases were erased today as the municipality file allows."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A page of what runs out soon, soonest first."""

    rows: Sequence[tuple[Case, Expiry]]
    next: Position | None


@dataclass(frozen=True, slots=True)
class End:
    """How a case ends, None while it is open. `seen` is its newest event (service/cases/seen.py)."""

    expiry: Expiry | None
    seen: int


class Erasures:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be done by delivery."""
        self._store, self._vault, self._towns = store, vault, towns
        self._opener, self._clock, self._ids, self._wake = opener, clock, ids, wake

    async def coming(self, municipality: str, reach: Reach, after: Position | None = None) -> Coming:
        """Also where the next page begins is told by what is within reach alone."""
        until, within = self._soon(municipality), self._without_desk(municipality, reach)
        async with self._store.read() as work:
            found = await work.retention.coming(municipality, until, within, after, PAGE + 1)
            cases = await work.cases.get([each.case for each in found[:PAGE]])
        last = found[PAGE - 1] if len(found) > PAGE else None
        rows = [(cases[each.case], each) for each in found[:PAGE]]
        return Coming(rows, (last.purge_at, last.case) if last else None)

    async def count(self, municipality: str, reach: Reach) -> int:
        """How many are on that list, up to COUNTED: of what is out of reach not even the number is told."""
        within = self._without_desk(municipality, reach)
        async with self._store.read() as work:
            return await work.retention.count(municipality, self._soon(municipality), within, COUNTED)

    async def end_of(self, municipality: str, number: str) -> End:
        """Nothing of the case is opened for this. Raises UnknownCode."""
        async with self._store.read() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            newest = await work.cases.newest_events([case.id])
            return End(await work.retention.get(case.id), newest.get(case.id, 0))

    async def postpone(self, municipality: str, number: str, days: int, reason: str, by: str) -> None:
        """Keeps it for so many days from now, or from its own end if that is later; a warning comes again before.

        Raises UnknownCode, TransitionRefused while it is open, NoReason, BadInput for a time that is not offered.
        """
        if days not in POSTPONEMENTS:
            raise BadInput("not a time by which it can be put off")
        reason = _checked(reason)

        async def once() -> None:
            async with self._store.begin() as work:
                now = self._clock.now()
                case, row = await self._closed(work, municipality, number)
                # Whole days, rounded up: the history keeps a date.
                until = (max(now, row.purge_at) + timedelta(days=days + 1)).date().isoformat()
                facts = {"days": str(days), "until": until}
                await self._note(work, case, "postponed", reason, by, now, facts)
                await self._reckon_anew(work, case, row)

        await persistently(once)

    async def hold(self, municipality: str, number: str, reason: str, by: str) -> None:
        """Nothing of it is erased until it is released, also where it is open yet and closed later.

        Raises UnknownCode, NoReason, TransitionRefused where it is held already.
        """
        await self._set_hold(municipality, number, reason, by, held=True)

    async def release(self, municipality: str, number: str, reason: str, by: str) -> None:
        """Its clock counts again; a warning comes before the end. Raises as `hold`."""
        await self._set_hold(municipality, number, reason, by, held=False)

    async def erase(self, municipality: str, number: str, why: str, by: str) -> None:
        """At once: its keys are destroyed, and its rows follow on another day. It cannot be undone.

        What the chat of whoever reported it still shows of it goes within moments.

        Raises UnknownCode, TransitionRefused while it is open or held, NoReason, EnoughForToday.
        """
        if why not in WHY_NOW:
            raise NoReason("one of the reasons has to be chosen")

        async def once() -> None:
            async with self._store.begin() as work:
                now = self._clock.now()
                case, row = await self._closed(work, municipality, number)
                if row.held:
                    raise TransitionRefused("a case that is held is not erased")
                if not await left_today(work, self._towns[municipality], now):
                    raise EnoughForToday("no more cases may be erased today")
                await erase_traces(work, self._vault, self._ids, case, now)
                await shred(work, case, by, now, why=why)

        await persistently(once)
        self._wake()
        await self._store.settle()

    async def _set_hold(self, municipality: str, number: str, reason: str, by: str, *, held: bool) -> None:
        reason = _checked(reason)

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                if is_held(await work.cases.events(case.id)) is held:
                    raise TransitionRefused("it is so already")
                row = await start_clock(work, self._towns[municipality].rules.keeping, case)
                await self._note(work, case, "held" if held else "released", reason, by, self._clock.now())
                if row is not None:  # an open case has no end yet; when it is closed its history says that it is held
                    await self._reckon_anew(work, case, row)

        await persistently(once)

    async def _closed(self, work: Work, municipality: str, number: str) -> tuple[Case, Expiry]:
        case = await case_for_desk(work, self._towns[municipality], number)
        row = await start_clock(work, self._towns[municipality].rules.keeping, case)
        if row is None or row.shredded_at is not None:
            raise TransitionRefused("only a closed case has an end")
        return case, row

    async def _note(
        self, work: Work, case: Case, kind: str, reason: str, by: str, now: datetime, facts: Mapping[str, str] = {}
    ) -> None:
        """The reason is sealed like everything that is said in the case; the log has the rest."""
        event = self._opener.event(case, kind, by, now, facts)
        note = self._vault.case_key(case).seal(reason.encode(), f"case_events.note:{event.id}")
        await work.cases.add_events([replace(event, note=note)])

    async def _reckon_anew(self, work: Work, case: Case, row: Expiry) -> None:
        keeping = self._towns[case.municipality].rules.keeping
        fresh = expiry_of(keeping, case, await work.cases.events(case.id))
        if fresh:
            ends = max(fresh.purge_at, row.purge_at)
            await work.retention.save([replace(row, purge_at=ends, warned_at=None, held=fresh.held)])

    def _without_desk(self, municipality: str, reach: Reach) -> Reach:
        """Whoever looks, at the desk there is no case of which it must hear nothing."""
        return replace(reach, offices=reach.offices | {self._towns[municipality].rules.coordinator})

    def _soon(self, municipality: str) -> datetime:
        return self._clock.now() + self._towns[municipality].rules.keeping.warn


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise NoReason("a reason is needed")
    return reason
