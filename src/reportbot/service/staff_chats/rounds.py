"""What staff chats get unasked, with every tick: alerts, digests, news of accounts, and the end of a link whose account
is over."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from reportbot.service.ports import Store
from reportbot.service.staff_chats.alerts import StaffAlerts
from reportbot.service.staff_chats.digests import StaffDigests
from reportbot.service.staff_chats.linking import StaffLinking
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.told import StaffTold
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.trying import persistently


class StaffRounds:
    def __init__(
        self,
        store: Store,
        people: StaffPeople,
        linking: StaffLinking,
        alerts: StaffAlerts,
        digests: StaffDigests,
        told: StaffTold,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._people, self._linking = store, people, linking
        self._alerts, self._digests, self._told, self._wake = alerts, digests, told, wake

    async def run_due(self, now: datetime) -> None:
        """Raises StoreFailed; what was written by then stays, the rest comes with the next tick."""
        for chat in await self._orphans():
            await persistently(partial(self._end, chat))
        await self._alerts.run_due(now)
        await self._digests.run_due(now)
        await self._told.run_due(now)
        self._wake()

    async def _orphans(self) -> list[StaffChat]:
        """Linked to an account that is disabled, or no longer works on cases."""
        async with self._store.read() as work:
            chats = await work.staff_chats.every()
            towns = {chat.municipality for chat in chats}
            members = {town: await self._people.active(work, town) for town in towns}
        found = [(chat, members[chat.municipality].get(chat.member)) for chat in chats]
        return [chat for chat, member in found if member is None or not self._people.may_link(member)]

    async def _end(self, chat: StaffChat) -> None:
        async with self._store.begin() as work:
            if await work.staff_chats.get(chat.id) is not None:
                await self._linking.unlink(work, chat, "disabled")
        self._linking.forget_known()
