"""A button of a staff chat is pressed: who presses is whoever owns that chat, and every press is looked at anew."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportbot.core.access.member import Member
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.errors import Refusal
from reportbot.core.messages import Address
from reportbot.service.desk.taking import Taking
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.staff_chats import buttons as staff_buttons
from reportbot.service.staff_chats.alerts import SAW, StaffAlerts, holders_of, seen_at
from reportbot.service.staff_chats.buttons import TAKE
from reportbot.service.staff_chats.known import staff_tag
from reportbot.service.staff_chats.late import LateList
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import ANSWER, TELEGRAM, StaffPost, language_of
from reportbot.service.staff_chats.talk import LATE_BUTTON
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

log = logging.getLogger("reportbot.staff_presses")


@dataclass(frozen=True, slots=True)
class _Presser:
    town: Town
    chat: StaffChat
    member: Member

    @property
    def language(self) -> str:
        return language_of(self.town, self.member, self.chat)


class StaffPresses:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        people: StaffPeople,
        taking: Taking,
        alerts: StaffAlerts,
        late: LateList,
        post: StaffPost,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._towns, self._people = store, vault, towns, people
        self._taking, self._alerts, self._late = taking, alerts, late
        self._post, self._clock, self._ids, self._wake = post, clock, ids, wake

    async def press(self, municipality: str, chat: str, data: str, *, is_private: bool) -> str:
        """The words that the presser sees for a moment. Returns after the commit."""
        town = self._towns[municipality]
        who = await self._presser(town, chat) if is_private else None
        if who is None:
            log.warning("a button was pressed in a chat that is linked to nobody")
            return self._post.say(town, town.rules.office_languages[0], "press_unlinked")
        if data == LATE_BUTTON:
            return await self._late_list(who)
        asked = staff_buttons.read(data)
        if asked is None or not staff_buttons.is_ours(self._vault, asked, who.chat):
            log.warning("a button was pressed that is not ours")
            return self._say(who, "press_stale")
        case = await self._case(who, asked.case)
        if case is None:
            return self._say(who, "press_stale")
        said = await (self._take(who, case) if asked.act == TAKE else self._seen(who, case))
        self._wake()
        return said

    async def _presser(self, town: Town, chat: str) -> _Presser | None:
        tag = staff_tag(self._vault, Address(town.key, TELEGRAM, chat))
        async with self._store.read() as work:
            found = await work.staff_chats.by_tag(town.key, tag)
            member = (await self._people.active(work, town.key)).get(found.member) if found else None
        return _Presser(town, found, member) if found and member else None

    async def _case(self, who: _Presser, id: int) -> Case | None:
        """None where it does not exist for them, as on the console."""
        async with self._store.read() as work:
            case = await work.cases.find(id)
            if case is None or case.municipality != who.town.key or not case.sealed_key:
                return None
            referrals = await work.cases.referrals(id)
        may = self._people.may_take(who.member) and self._people.sees(who.town, who.member, case, referrals)
        return case if may else None

    async def _take(self, who: _Presser, case: Case) -> str:
        if not case.status.is_open:
            await self._show(case)
            return self._say(who, "press_over")
        try:
            await self._taking.take(who.member, case.number, if_free=True)
        except Refusal:
            await self._show(case)
            return self._say(who, "press_stale")
        async with self._store.read() as work:
            holder = (await holders_of(work, [case.id])).get(case.id, "")
        await self._show(case)
        is_theirs = holder == who.member.key
        return self._say(who, "press_yours") if is_theirs else self._say(who, "press_taken", account=holder)

    async def _seen(self, who: _Presser, case: Case) -> str:
        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                await work.cases.find(case.id)  # held: pressed twice, it is noted once
                if seen_at(await work.cases.events(case.id), who.member.key) is None:
                    by = f"@{who.member.key}"
                    event = CaseEvent(self._ids.new(), case.id, case.municipality, SAW, now, by)
                    await work.cases.add_events([event])
                await work.outbox.add(await self._alerts.edit_of(work, who.chat, case, now))

        await persistently(once)
        return self._say(who, "press_noted")

    async def _show(self, case: Case) -> None:
        """At once, not with the next tick: others are about to set out."""
        now = self._clock.now()
        async with self._store.read() as work:
            alert = await work.staff_chats.alert_of(case.id)
        if alert is not None:
            await self._alerts.show(alert, now)

    async def _late_list(self, who: _Presser) -> str:
        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                text = await self._late.text(work, who.town, who.member, who.language, now)
                await work.outbox.add([self._post.to_chat(who.chat, ANSWER, text, now)])

        await persistently(once)
        self._wake()
        return ""

    def _say(self, who: _Presser, key: str, **fill: str) -> str:
        return self._post.say(who.town, who.language, key, **fill)
