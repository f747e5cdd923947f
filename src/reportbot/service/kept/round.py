"""Messages that made us stumble, of somebody whose case the desk must hear nothing of (R15): no person at the desk may
open them, so they find their way by themselves. What cannot is counted, and the machine's keeper is told.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.conversation.walking.unfinished import DANGER_RESTS, told_so_far
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.kept.opening import opened
from reportbot.service.kept.reporting import KeptReporting
from reportbot.service.ports import Store, Vault, Work
from reportbot.service.records import BrokenMessage
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

AT_ONCE = 100  # rows in one reading
EVERY = timedelta(minutes=1)  # between two looks
AGAIN = timedelta(minutes=10)  # until one that could not be reported is tried again
RESTS = DANGER_RESTS  # for a draft in which nothing was sent: they may still send it
EVERYTHING = Reach(frozenset())
log = logging.getLogger("reportbot.kept")


class KeptRound:
    """`stuck`: by municipality, how many could not be reported the last time."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        reporting: KeptReporting,
        damage: Damage,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._towns, self._reporting = store, vault, towns, reporting
        self._damage, self._wake = damage, wake
        self._looked_at: datetime | None = None
        self._tried: dict[int, datetime] = {}
        self.stuck: Counter[str] = Counter()

    async def run_due(self, now: datetime) -> int:
        """One statement where there is nothing, once a minute. How many were reported. Raises StoreFailed."""
        if self._looked_at is not None and abs(now - self._looked_at) < EVERY:
            return 0
        rows = await self._rows()
        self._tried = {each.id: self._tried[each.id] for each in rows if each.id in self._tried}
        reported, stuck = 0, Counter[str]()
        for each in rows:
            town = self._towns.get(each.municipality)
            done = await self._see_to(town, each, now) if town else None
            reported += done is True
            stuck[each.municipality] += done is False
        self.stuck = +stuck
        self._looked_at = now
        if reported:
            self._wake()
        return reported

    async def _rows(self) -> Sequence[BrokenMessage]:
        found: list[BrokenMessage] = []
        async with self._store.read() as work:
            while True:
                page = await work.messages.broken_round(found[-1].id if found else 0, AT_ONCE)
                found += page
                if len(page) < AT_ONCE:
                    return found

    async def _see_to(self, town: Town, kept: BrokenMessage, now: datetime) -> bool | None:
        """Whether it was reported; None where that is not for us to do, or not yet."""
        tried = self._tried.get(kept.id)
        if tried is not None and abs(now - tried) < AGAIN:
            return False
        try:
            done = await persistently(lambda: self._report(town, kept.id, now))
        except Exception as failure:  # the others do not wait for it
            log.error("a kept message could not be reported", extra={"failure": type(failure).__name__})
            done = False
        if done is False:
            self._tried[kept.id] = now
        return done

    async def _report(self, town: Town, id: int, now: datetime) -> bool | None:
        async with self._store.begin() as work:
            kept = await work.messages.one_broken(town.key, id, EVERYTHING)
            if kept is None:  # another process was quicker
                return None
            theirs = await work.messages.cases_of_writer(kept.conversation) if kept.conversation is not None else []
            out = frozenset(kept.avoided).union(*(each.avoided for each in theirs))
            if town.rules.coordinator not in out or await self._may_still_send(work, town, kept, theirs, now):
                return None
            message = await opened(work, self._vault, self._damage, kept)
            if not message.is_something:
                return False
            await self._reporting.round_desk(work, town, message, out, now)
            return True

    async def _may_still_send(
        self, work: Work, town: Town, kept: BrokenMessage, theirs: Sequence[Case], now: datetime
    ) -> bool:
        if now - kept.received_at >= RESTS or any(town.rules.coordinator in each.avoided for each in theirs):
            return False
        known = await work.conversations.find(kept.conversation) if kept.conversation is not None else None
        return known is not None and bool(told_so_far(SessionSealer(self._vault, self._damage).open(known)))
