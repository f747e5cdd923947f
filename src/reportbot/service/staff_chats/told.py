"""Tells chats what happens to accounts and settings: whose account it is, who could be the second person. No more than
names and a link."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.core.access.actions import Action
from reportbot.core.access.granting import confirm_problem
from reportbot.core.access.member import Member, may
from reportbot.service.ports import Store, Work
from reportbot.service.records.staff import AskKind, StaffAsk
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import ANSWER, StaffPost, language_of
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

ABOUT = {AskKind.LINK: "account_link", AskKind.ROLES: "account_more", AskKind.OPENING: "account_more"}
"""Sentences of notices.toml for whoever it is about; somebody new has no chat yet."""
SECOND, SETTING = "account_second", "setting_second"


class StaffTold:
    def __init__(self, store: Store, towns: Mapping[str, Town], people: StaffPeople, post: StaffPost) -> None:
        self._store, self._towns, self._people, self._post = store, towns, people, post

    async def run_due(self, now: datetime) -> int:
        """Each is told once. Returns how many were."""
        return await persistently(lambda: self._tell(now))

    async def _tell(self, now: datetime) -> int:
        async with self._store.begin() as work:
            asks = await work.staff_asks.take_untold(now)
            for ask in asks:
                if ask.municipality in self._towns:
                    await self._tell_of(work, self._towns[ask.municipality], ask, now)
        return len(asks)

    async def _tell_of(self, work: Work, town: Town, ask: StaffAsk, now: datetime) -> None:
        members = await self._people.active(work, town.key)
        for chat in await work.staff_chats.every():
            member = members.get(chat.member)
            if chat.municipality == town.key and member and (key := _said(member, ask, now)):
                page = "account" if key not in (SECOND, SETTING) else "staff/asks"
                url = f"{self._post.console(town)}/{page}"
                text = self._post.say(town, language_of(town, member, chat), key, account=ask.key, url=url)
                await work.outbox.add([self._post.to_chat(chat, ANSWER, text, now)])


def _said(member: Member, ask: StaffAsk, now: datetime) -> str:
    """Which sentence, "" for none."""
    if member.key == ask.key:
        return ABOUT.get(ask.kind, "")
    can_confirm = may(member, Action.CONFIRM_STAFF) and confirm_problem(member, ask.asked_by, ask.key) is None
    second = SETTING if ask.kind is AskKind.SETTING else SECOND
    return second if ask.awaits(now) and can_confirm else ""
