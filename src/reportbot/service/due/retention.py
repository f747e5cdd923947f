"""Once a day: close what is over, start its clock, warn the coordinator, and erase what has run out, in two phases.

    closed ─► clock ─► warned ─► [14 days that somebody saw] ─► keys destroyed ─► [another day] ─► rows removed

What concerns a person is closed by a person (domain facts 3): the coordinator is told, and once a week again.
Every step is a unit of work that can be cut off and done again. Nothing is erased on one reading of the clock.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from reportbot.core.calendar import day_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.retention import Expiry, Keeping, closing_facts, expiry_of, is_due
from reportbot.core.cases.workflow import TRANSITIONS, Status
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.due.tidying import Tidying
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Store, Work
from reportbot.service.records import CaseState
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

PAGE = 500  # cases looked at in one reading
AT_ONCE = 50  # cases whose clock is started in one transaction
ROWS_AT_ONCE = 10  # cases whose rows are removed in one transaction: pictures are large
MOST_WARNED = 1000  # cases in one mail
A_WEEK = 7  # days
REST = timedelta(hours=1)  # at least, between the two phases
PAUSE = timedelta(minutes=10)  # until a round that failed is tried again
log = logging.getLogger("reportbot.retention")


class RetentionService:
    def __init__(self, store: Store, towns: Mapping[str, Town], opener: Opener, notices: Notices) -> None:
        self._store, self._towns, self._opener, self._notices = store, towns, opener, notices
        self._tidying = Tidying(store, towns)
        self._done = 0
        self._failed_at: datetime | None = None

    async def run_due(self, now: datetime) -> bool:
        """Cheap when it was done today already. Whether there was a round. Raises StoreFailed."""
        if day_of(now) == self._done or (self._failed_at and abs(now - self._failed_at) < PAUSE):
            return False
        self._failed_at = now
        waiting = await self._start_clocks(now)
        for town in self._towns.values():
            await persistently(partial(self._warn, town, now))
        await self._remove_rows(now)
        for town in self._towns.values():
            await persistently(partial(self._shred, town, now))
        await self._tidying.run(now)
        await persistently(lambda: self._tell_waiting(waiting, now))
        await self._store.settle()  # whoever was forgotten since yesterday is still in SQLite's log until then
        self._failed_at, self._done = None, day_of(now)
        return True

    async def _start_clocks(self, now: datetime) -> Counter[str]:
        """Also for cases that were closed before there were clocks, and by whatever other way.

        By municipality, how many wait for a person to close them of which the desk is told today.
        """
        after, waiting = 0, Counter[str]()
        while True:
            async with self._store.read() as work:
                page = await work.retention.states(after, PAGE)
            wanted = [state.id for state in page if self._has_changed(state, now)]
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                waiting += await persistently(partial(self._start_some, some, now))
            if len(page) < PAGE:
                return waiting
            after = page[-1].id

    def _has_changed(self, state: CaseState, now: datetime) -> bool:
        town = self._towns.get(state.municipality)
        if town is None:
            return False
        is_closed = state.status is Status.CLOSED
        return is_closed != state.runs_out or _closes(state.status, state.updated_at, town.rules.keeping, now)

    async def _start_some(self, ids: Sequence[int], now: datetime) -> Counter[str]:
        waiting = Counter[str]()
        async with self._store.begin() as work:
            for case in (await work.cases.get(ids)).values():
                town = self._towns[case.municipality]
                keeping = town.rules.keeping
                if case.merged_into is not None and case.status is not Status.CLOSED:
                    continue  # it is closed with the case of which it is one more report
                if _closes(case.status, case.updated_at, keeping, now):
                    if case.concerns_a_person:
                        is_told = not is_withheld(town, case) and _is_told_today(case, keeping, now)
                        waiting[town.key] += is_told and bool(case.sealed_key)
                        continue
                    case = await self._close(work, case, now)
                if expiry := expiry_of(keeping, case, await work.cases.events(case.id)):
                    await work.retention.add([expiry])
                else:
                    await work.retention.stop([case.id])
        return waiting

    async def _tell_waiting(self, waiting: Counter[str], now: datetime) -> None:
        """One mail, with nothing in it but how many."""
        async with self._store.begin() as work:
            for key, count in waiting.items():
                if count:
                    await work.outbox.add(self._notices.to_desk("closing", self._towns[key], None, now, count=count))

    async def _close(self, work: Work, case: Case, now: datetime) -> Case:
        closed = case.moved_to(Status.CLOSED, now)
        await work.cases.save([closed])
        await work.cases.add_events([self._opener.event(case, "closed", "reportbot", now, closing_facts(case.status))])
        await work.dues.cancel(case=case.id, at=now)
        return closed

    async def _warn(self, town: Town, now: datetime) -> None:
        """One mail, with nothing in it but how many. A case counts as warned if and only if the mail is kept."""
        async with self._store.begin() as work:
            soon = now + town.rules.keeping.warn
            rows = await work.retention.unwarned(town.key, soon, now, MOST_WARNED)
            if rows:
                await work.outbox.add(self._notices.to_desk("erasing", town, None, now, "erasures", count=len(rows)))
                await work.retention.save([replace(row, warned_at=now) for row in rows])

    async def _remove_rows(self, now: datetime) -> None:
        """Only those whose keys went on an earlier day: today's still count for what may be erased in a day."""
        before = min(_midnight(now), now - REST)
        while True:
            async with self._store.read() as work:
                cases = await work.retention.shredded(before, now, ROWS_AT_ONCE)
                pointing = [id for case in cases for id in await work.retention.pointing_at(case)]
            if not cases:
                return
            async with self._store.begin() as work:
                await work.retention.remove(cases, pointing)

    async def _shred(self, town: Town, now: datetime) -> None:
        keeping = town.rules.keeping
        async with self._store.begin() as work:
            rows = await work.retention.due(town.key, now, now - keeping.warn, keeping.purge_at_most)
            if not rows:
                return
            cases = await work.cases.get([row.case for row in rows])  # held from here on
            left = await left_today(work, town, now)
            due = [case for case in cases.values() if await self._is_due(work, keeping, case, now)]
            for case in due[:left]:
                await shred(work, case, "reportbot", now)
        if due[:left]:
            await self._store.settle()
            log.info("cases erased", extra={"count": len(due[:left])})

    async def _is_due(self, work: Work, keeping: Keeping, case: Case, now: datetime) -> bool:
        """Looks at the case itself once more: whoever forgot to stop its clock must not have it erased."""
        row = await work.retention.get(case.id)
        if row is None or row.shredded_at is not None or row.warned_at is None:
            return False
        fresh = expiry_of(keeping, case, await work.cases.events(case.id))
        if fresh is None:
            await work.retention.stop([case.id])
            return False
        if fresh.purge_at > now or fresh.held:
            ends = max(fresh.purge_at, row.purge_at)
            await work.retention.save([replace(row, purge_at=ends, warned_at=None, held=fresh.held)])
            return False
        seen = await work.upkeep.observed(day_of(row.warned_at), day_of(now))
        return is_due(row, keeping, now, seen)


async def shred(work: Work, case: Case, by: str, now: datetime, **facts: str) -> None:
    """Destroys what opens this case, and says so in the log. The caller holds the case; its rows follow another day."""
    await work.retention.shred([case.id], now)
    work.audit.note("purged", at=now, municipality=case.municipality, actor=by, subject=case.number, **facts)


async def left_today(work: Work, town: Town, now: datetime) -> int:
    """How many more cases of this town may be erased today (UTC)."""
    gone = await work.retention.shredded_since(town.key, _midnight(now), now)
    return max(0, town.rules.keeping.purge_at_most - gone)


async def start_clock(work: Work, keeping: Keeping, case: Case) -> Expiry | None:
    """The row of a closed case, made now where there is none. The caller holds the case."""
    expiry = expiry_of(keeping, case, await work.cases.events(case.id))
    if expiry:
        await work.retention.add([expiry])
    return await work.retention.get(case.id)


def _closes(status: Status, since: datetime, keeping: Keeping, now: datetime) -> bool:
    return Status.CLOSED in TRANSITIONS[status] and since + keeping.close_after <= now


def _is_told_today(case: Case, keeping: Keeping, now: datetime) -> bool:
    """On the day on which any other case would close, and then once a week."""
    return (day_of(now) - day_of(case.updated_at + keeping.close_after)) % A_WEEK == 0


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
