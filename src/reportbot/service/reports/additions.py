"""Whoever leads a case hears of what a person adds at once, then once an hour at most: with how often they have added.

A mail that waits is taken back for one that counts one more, so everything that was added is announced. What makes the
matter more urgent is never held up.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.referral import Referral
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.gathering import Gathering
from reportbot.service.ports import Work
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town

ADDED, SEVERAL = "added", "added_several"
EVERY = timedelta(hours=1)
"""Our proposal. An office that reads its mail each hour misses nothing, and forty lines are not forty mails."""


class Additions:
    def __init__(self, opener: Opener) -> None:
        self._opener = opener

    async def paced(
        self, work: Work, gathering: Gathering, town: Town, before: CaseFile, after: CaseFile, now: datetime
    ) -> CaseFile:
        """`after` they have added something: with the notice of it as it is, or as a row that leaves later."""
        lead = next((each for kind, each in after.notices if kind == ADDED), None)
        if lead is None or after.case.urgency > before.case.urgency:
            return after
        rest = tuple(each for each in after.notices if each[0] != ADDED)
        if any(kind == ADDED for kind, _ in before.notices):  # of this very batch: one mail tells of both
            return replace(after, notices=(*rest, (ADDED, lead)))
        rows = [*await work.outbox.of_case(after.case.id), *gathering.deliveries]
        told = [each for each in rows if each.case == after.case.id and each.kind in (ADDED, SEVERAL)]
        left = [each for each in told if each.due_at <= now]
        if not left or now - max(each.due_at for each in left) >= EVERY:
            return replace(after, notices=(*rest, (ADDED, lead)))
        after = replace(after, notices=rest)
        await self._take_back(work, gathering, [each for each in told if each.due_at > now])
        gathering.deliveries += await self._counted(work, town, after, lead, left, now)
        return after

    async def _take_back(self, work: Work, gathering: Gathering, waiting: list[Delivery]) -> None:
        ids = [each.id for each in waiting if each.state is DeliveryState.WAITING]
        await work.outbox.take_back(ids)
        gathering.deliveries = [each for each in gathering.deliveries if each.id not in ids]

    async def _counted(
        self, work: Work, town: Town, file: CaseFile, lead: Referral, left: list[Delivery], now: datetime
    ) -> list[Delivery]:
        """In a lane of its own: nothing waits behind it. What came before a row that has left is told already."""
        last = max(left, key=lambda each: each.due_at)
        events = [*await work.cases.events(file.case.id), *file.events]
        count = sum(each.kind == "reporter_added" and each.id > last.id for each in events)
        rows = self._opener.counted(town, file, lead, count, now)
        return [replace(row, due_at=last.due_at + EVERY, lane=-row.id) for row in rows]
