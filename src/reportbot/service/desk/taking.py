"""Who at the desk has a case: one takes it, gives it back, or says that they have seen what the reporter wrote."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from reportbot.core.access.member import Member
from reportbot.core.access.reach import reach_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import GIVEN_BACK, SEEN, TAKEN, CaseEvent
from reportbot.core.errors import TransitionRefused
from reportbot.service.desk.reaching import case_within
from reportbot.service.ports import Clock, Ids, Store, Work
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

Change = Callable[[Work, Case, datetime], Awaitable[str]]
"""What is written; the kind of event that it is, "" where there was nothing to do."""


class Taking:
    def __init__(self, store: Store, towns: Mapping[str, Town], clock: Clock, ids: Ids) -> None:
        self._store, self._towns, self._clock, self._ids = store, towns, clock, ids

    async def take(self, member: Member, number: str, *, if_free: bool = False) -> None:
        """From now on it is theirs, also where somebody else had it: who is there takes over from who is not.

        `if_free`: where somebody has it, it stays theirs, so that two who press at the same moment do not both set out.
        Raises UnknownCode, TransitionRefused for a case that is over or is one more report of another.
        """

        async def change(work: Work, case: Case, now: datetime) -> str:
            if not case.is_worked_on:
                raise TransitionRefused("only an open case can be taken, and the one on which all is worked on")
            holder = (await work.queue.turns([case.id]))[case.id].taken_by
            if holder == member.key or (if_free and holder):
                return ""
            await work.queue.take(case.id, member.key)
            return TAKEN

        await self._change(member, number, change)

    async def give_back(self, member: Member, number: str) -> None:
        """It is nobody's again. Nothing happens where it is not theirs. Raises UnknownCode."""

        async def change(work: Work, case: Case, now: datetime) -> str:
            if (await work.queue.turns([case.id]))[case.id].taken_by != member.key:
                return ""
            await work.queue.take(case.id, "")
            return GIVEN_BACK

        await self._change(member, number, change)

    async def see(self, member: Member, number: str) -> None:
        """What the reporter wrote is no news any more. Raises UnknownCode."""

        async def change(work: Work, case: Case, now: datetime) -> str:
            return SEEN if (await work.queue.turns([case.id]))[case.id].news_at else ""

        await self._change(member, number, change)

    async def _change(self, member: Member, number: str, change: Change) -> None:
        town = self._towns[member.municipality]
        reach = reach_of(member, town.rules.coordinator)

        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                case = await case_within(work, town, number, reach)
                if kind := await change(work, case, now):
                    event = CaseEvent(self._ids.new(), case.id, town.key, kind, now, member.actor)
                    await work.cases.add_events([event])

        await persistently(once)
