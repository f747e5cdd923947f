"""Where a message to a staff chat goes, asked at the moment it leaves: who was unlinked since then hears nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportbot.service.ports import AddressOpener, Clock, DeliveryFailed, Notice, Store, Work
from reportbot.service.records import DeliveryState
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import CASE, CHAT, EDITS, TELEGRAM, sealed_in
from reportbot.service.staff_chats.unlinking import remove
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.towns import Town


@dataclass(frozen=True, slots=True)
class Where:
    """`message`: which one is changed, "" for a new one."""

    chat: str = field(repr=False)
    message: str = ""


class StaffWhereabouts:
    def __init__(
        self, store: Store, opener: AddressOpener, people: StaffPeople, towns: Mapping[str, Town], clock: Clock
    ) -> None:
        self._store, self._opener, self._people, self._towns = store, opener, people, towns
        self._clock = clock

    async def of(self, notice: Notice) -> Where:
        """Raises DeliveryFailed (gone) where it may not be said there any more, CannotBeRead."""
        if stranger := sealed_in(notice):
            sealed, bound = stranger
            return Where(self._opener.open_address(notice.municipality, TELEGRAM, bound, sealed).value)
        async with self._store.read() as work:
            chat = await work.staff_chats.get(int(notice.facts.get(CHAT, "0")))
            if chat is None or not await self._may_hear(work, chat, notice):
                raise DeliveryFailed("not for this chat any more", retry=False, gone=True)
            message = await self._message(work, notice)
        address = self._opener.open_address(chat.municipality, chat.channel, chat.id, chat.sealed_chat)
        return Where(address.value, message)

    async def lost(self, notice: Notice) -> None:
        """They have blocked the bot, or their account at the platform is no more: the chat is linked no longer."""
        if sealed_in(notice):
            return
        async with self._store.begin() as work:
            chat = await work.staff_chats.get(int(notice.facts.get(CHAT, "0")))
            if chat is not None:
                await remove(work, chat, "gone", self._clock.now())

    async def _may_hear(self, work: Work, chat: StaffChat, notice: Notice) -> bool:
        member = (await self._people.active(work, chat.municipality)).get(chat.member)
        if member is None:
            return False
        number = int(notice.facts.get(CASE, "0"))
        if not number:
            return True
        case = await work.cases.find(number)
        if case is None or not case.sealed_key:
            return False
        referrals = (await work.cases.referrals_of([number])).get(number, [])
        return self._people.sees(self._towns[chat.municipality], member, case, referrals)

    async def _message(self, work: Work, notice: Notice) -> str:
        """Raises DeliveryFailed where the earlier message never left."""
        if EDITS not in notice.facts:
            return ""
        row = await work.outbox.find(int(notice.facts[EDITS]))
        if row is None or row.state is not DeliveryState.DONE or not row.evidence:
            raise DeliveryFailed("there is no message to change", retry=False, gone=True)
        return row.evidence
