"""Once a day, at the hour that each has chosen: how many cases are new, late, and wait for them. Numbers alone.

The row of the chat says which day was written last, and is changed in the very unit of work that writes the message.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportbot.core.access.member import Member
from reportbot.core.access.reach import Reach, reach_of
from reportbot.core.cases.desk.queue import View
from reportbot.core.digest import digest_day, is_digest_due
from reportbot.service.desk.reaching import are_within
from reportbot.service.ports import Store, Work
from reportbot.service.records import Delivery
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import DIGEST, StaffPost, language_of
from reportbot.service.tables.queue import Asked
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

MOST = 100  # as far as cases are counted


class StaffDigests:
    def __init__(self, store: Store, towns: Mapping[str, Town], people: StaffPeople, post: StaffPost) -> None:
        self._store, self._towns, self._people, self._post = store, towns, people, post

    async def run_due(self, now: datetime) -> int:
        """How many were written."""
        async with self._store.read() as work:
            chats = [chat for chat in await work.staff_chats.every() if self._is_due(chat, now)]
        written = 0
        for chat in chats:
            written += await persistently(partial(self._write, chat, now))
        return written

    def _is_due(self, chat: StaffChat, now: datetime) -> bool:
        town = self._towns.get(chat.municipality)
        hour = chat.digest_hour
        return town is not None and hour is not None and is_digest_due(now, town.rules.zone, hour, chat.digest_day)

    async def _write(self, chat: StaffChat, now: datetime) -> int:
        """On a day away the day counts as written, and what is new stays so until they are back."""
        town = self._towns[chat.municipality]
        today = now.astimezone(ZoneInfo(town.rules.zone)).date()
        async with self._store.begin() as work:
            member = (await self._people.active(work, town.key)).get(chat.member)
            if member is None:
                return 0
            is_away = self._people.is_away(town, member, today)
            day = digest_day(now, town.rules.zone, chat.digest_hour or 0)
            if not await work.staff_chats.take_digest(chat.id, day, chat.digest_at if is_away else now) or is_away:
                return 0
            await work.outbox.add([await self._digest(work, town, chat, member, now)])
        return 1

    async def _digest(self, work: Work, town: Town, chat: StaffChat, member: Member, now: datetime) -> Delivery:
        """Without a sound where nothing is to be done."""
        reach, language = reach_of(member, town.rules.coordinator), language_of(town, member, chat)
        new = await self._new(work, town, chat, reach)
        late = (await work.queue.counts(_asked(town, View.OVERDUE, reach, member, now), MOST))[View.OVERDUE]
        waiting = await self._waiting(work, town, reach, member, now)
        if not (new or late or waiting):
            text = self._post.say(town, language, "digest_none", url=self._post.console(town))
            return self._post.to_chat(chat, DIGEST, text, now, silent=True)
        text = self._post.say(
            town,
            language,
            "digest",
            new=_number(new),
            late=_number(late),
            waiting=_number(waiting),
            url=self._post.console(town),
        )
        return self._post.to_chat(chat, DIGEST, text, now, [(self._post.say(town, language, "button_late"), "late")])

    async def _new(self, work: Work, town: Town, chat: StaffChat, reach: Reach) -> int:
        """Opened since the last digest, and still open."""
        cases = await work.staff_chats.opened_since(town.key, chat.digest_at, MOST * 10)
        return len(await are_within(work, cases, reach))

    async def _waiting(self, work: Work, town: Town, reach: Reach, member: Member, now: datetime) -> int:
        """Whose turn it is the desk's, or in which the person has written: those that nobody else has taken."""
        found: set[int] = set()
        for view in (View.OPEN, View.NEWS):
            rows, _ = await work.queue.page(_asked(town, view, reach, member, now), None, MOST)
            mine = [row for row in rows if row.turn.taken_by in ("", member.key)]
            found |= {row.case.id for row in mine if view is View.NEWS or row.turn.late_at is None}
        return len(found)


def _asked(town: Town, view: View, reach: Reach, member: Member, now: datetime) -> Asked:
    return Asked(town.key, view, reach, member.key, now)


def _number(count: int) -> str:
    return f"{MOST - 1}+" if count >= MOST else str(count)
