"""An emergency is told to the chats of those who may see the case: its number, and two buttons. Nothing of what it is.

Whoever is on duty is told first. The others are where none of those has a chat, or where nobody has the case after the
minutes that the municipality file gives for taking up an emergency.

"Seen" and "I take it" are noted in the case. Neither stops a reminder: only an office's answer does, for that is what
the person waits for. What the messages show follows the case, wherever it was taken or closed.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reportbot.core.access.member import Member
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.duty.first import told_first
from reportbot.core.urgency import Urgency
from reportbot.service.ports import Store, Vault, Work
from reportbot.service.records import Delivery
from reportbot.service.staff_chats.buttons import SEEN, TAKE, data_of
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import ALERT, Buttons, StaffPost, language_of
from reportbot.service.tables.staff_chats import StaffAlert, StaffChat
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

AT_ONCE = 50  # emergencies in one transaction
SHOWN_FOR = timedelta(hours=48)  # after that a message stays as it is
SAW = "alert_seen"  # event, by the member
log = logging.getLogger("reportbot.staff_alerts")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the messages about a case have to follow: who has it, whether it is over, for whom it exists."""

    holder: str
    case: Case

    @property
    def word(self) -> str:
        """Changes with any of these."""
        case = self.case
        over = "" if case.status.is_open else "over"
        return "|".join((self.holder, over, case.category, case.danger, " ".join(case.avoided)))


class StaffAlerts:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        people: StaffPeople,
        post: StaffPost,
    ) -> None:
        self._store, self._vault, self._towns, self._people = store, vault, towns, people
        self._post = post

    async def run_due(self, now: datetime) -> int:
        """Tells what is new, and changes the messages of what has changed. Returns how many cases were told."""
        told = 0
        while some := await persistently(lambda: self._tell_some(now)):
            told += some
        await self._widen(now)
        await self._follow(now)
        return told

    async def _tell_some(self, now: datetime) -> int:
        async with self._store.begin() as work:
            alerts = await work.staff_chats.take_alerts(now, AT_ONCE)
            if not alerts:
                return 0
            cases = await work.cases.get([each.case for each in alerts])
            referrals = await work.cases.referrals_of(list(cases))
            holders = await holders_of(work, list(cases))
            for alert in alerts:
                case = cases.get(alert.case)
                if case is None or not case.sealed_key or not case.status.is_open:
                    continue
                town, shown = self._towns[case.municipality], Shown(holders.get(case.id, ""), case)
                reachable = await self._reachable(work, town, case, referrals.get(case.id, ()))
                on_duty = self._people.on_duty(town, [member for _, member in reachable], now)
                first = told_first([member.key for _, member in reachable], on_duty)
                await self._tell(work, town, [each for each in reachable if each[1].key in first], shown, now)
                if len(first) < len(reachable):
                    within = town.rules.promise_of(case.category, Urgency.EMERGENCY).acknowledge
                    await work.staff_chats.wait(case.id, now + within)
                await work.staff_chats.show(case.id, alert.shown, shown.word)
        return len(alerts)

    async def _widen(self, now: datetime) -> None:
        """While somebody has it nobody else is woken; given back within two days, it is told at once."""
        async with self._store.read() as work:
            waiting = await work.staff_chats.to_widen(now)
            states = await self._states(work, [each.case for each in waiting])
        for each in waiting:
            state = states.get(each.case)
            is_old = each.told_at is None or now - each.told_at >= SHOWN_FOR
            if state is None or not state.holder or not state.case.status.is_open or is_old:
                await persistently(partial(self._tell_others, each, now, is_old))

    async def _tell_others(self, alert: StaffAlert, now: datetime, is_old: bool) -> None:
        """Those who do not know of it yet. It waits for them no longer."""
        async with self._store.begin() as work:
            state = (await self._states(work, [alert.case])).get(alert.case)
            if not await work.staff_chats.widen(alert.case) or state is None or is_old or not state.case.status.is_open:
                return
            case, town = state.case, self._towns[state.case.municipality]
            know = {row.target for row in await work.outbox.of_case(case.id) if row.kind == ALERT}
            reachable = await self._reachable(work, town, case, await work.cases.referrals(case.id))
            await self._tell(work, town, [each for each in reachable if str(each[0].id) not in know], state, now)

    async def _reachable(
        self, work: Work, town: Town, case: Case, referrals: Sequence[Referral]
    ) -> list[tuple[StaffChat, Member]]:
        """The chats of those who may take this case, as far as it exists for them."""
        members = await self._people.active(work, town.key)
        theirs = [chat for chat in await work.staff_chats.every() if chat.municipality == town.key]
        found = [(chat, members[chat.member]) for chat in theirs if chat.member in members]
        return [(chat, member) for chat, member in found if self._may(town, member, case, referrals)]

    async def _tell(
        self, work: Work, town: Town, whom: Sequence[tuple[StaffChat, Member]], state: Shown, now: datetime
    ) -> None:
        for chat, member in whom:
            text, buttons = self._message(town, chat, member, state, None)
            await work.outbox.add([self._post.to_chat(chat, ALERT, text, now, buttons, case=state.case.id)])

    async def _follow(self, now: datetime) -> None:
        async with self._store.read() as work:
            alerts = await work.staff_chats.told_since(now - SHOWN_FOR)
            states = await self._states(work, [each.case for each in alerts])
        for each in alerts:
            if each.shown and each.case in states and states[each.case].word != each.shown:
                await self.show(each, now)

    async def show(self, alert: StaffAlert, now: datetime) -> None:
        """Every message about this case says how it stands. One caller does it."""

        async def once() -> None:
            async with self._store.begin() as work:
                state = (await self._states(work, [alert.case])).get(alert.case)
                if state and await work.staff_chats.show(alert.case, alert.shown, state.word):
                    await work.outbox.add(await self._edits(work, state, now))

        await persistently(once)

    async def edit_of(self, work: Work, chat: StaffChat, case: Case, now: datetime) -> list[Delivery]:
        """This one chat's message alone."""
        state = (await self._states(work, [case.id]))[case.id]
        return [each for each in await self._edits(work, state, now) if each.target == str(chat.id)]

    async def _states(self, work: Work, ids: Sequence[int]) -> Mapping[int, Shown]:
        cases = await work.cases.get(ids) if ids else {}
        holders = await holders_of(work, list(cases)) if cases else {}
        return {id: Shown(holders.get(id, ""), case) for id, case in cases.items()}

    async def _edits(self, work: Work, state: Shown, now: datetime) -> list[Delivery]:
        case, edits = state.case, []
        members = await self._people.active(work, case.municipality)
        town, events = self._towns[case.municipality], await work.cases.events(case.id)
        referrals = await work.cases.referrals(case.id)
        for row in await work.outbox.of_case(case.id):
            chat = await work.staff_chats.get(int(row.target)) if row.kind == ALERT else None
            member = members.get(chat.member) if chat else None
            if chat is None or member is None:
                continue
            if self._may(town, member, case, referrals):
                text, buttons = self._message(town, chat, member, state, seen_at(events, member.key))
            else:
                text, buttons = self._post.say(town, language_of(town, member, chat), "hidden"), ()
            edits.append(self._post.edit(chat, row, text, now, buttons))
        return edits

    def _may(self, town: Town, member: Member, case: Case, referrals: Sequence[Referral]) -> bool:
        return self._people.may_take(member) and self._people.sees(town, member, case, referrals)

    def _message(
        self, town: Town, chat: StaffChat, member: Member, state: Shown, seen: datetime | None
    ) -> tuple[str, Buttons]:
        case, language = state.case, language_of(town, member, chat)

        def data(act: str) -> str:
            return data_of(self._vault, act, case.id, chat)

        alert = self._post.say(town, language, "alert", number=case.number, url=self._post.console(town, case.number))
        if not case.status.is_open:
            return f"{alert}\n\n{self._post.say(town, language, 'over')}", ()
        if state.holder:
            key = "taken_by_you" if state.holder == member.key else "taken"
            return f"{alert}\n\n{self._post.say(town, language, key, account=state.holder)}", ()
        take = (self._post.say(town, language, "button_take"), data(TAKE))
        if seen is None:
            return alert, ((self._post.say(town, language, "button_seen"), data(SEEN)), take)
        return f"{alert}\n\n{self._post.say(town, language, 'seen', at=seen)}", (take,)


async def holders_of(work: Work, cases: Sequence[int]) -> Mapping[int, str]:
    """Who at the desk has each: keys of members. A case that nobody has is not in it."""
    turns = await work.queue.turns(cases) if cases else {}
    return {id: turn.taken_by for id, turn in turns.items() if turn.taken_by}


def seen_at(events: Sequence[CaseEvent], member: str) -> datetime | None:
    """When this member has pressed "Seen"."""
    return next((each.at for each in events if each.kind == SAW and each.actor == f"@{member}"), None)
