"""Once a day: addresses of people whose matter is over, and rows that have had their day."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from reportbot.core.calendar import day_of
from reportbot.service.ids import id_at
from reportbot.service.ports import Store, Work
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.leaving import CAN_BE_DELETED
from reportbot.service.upkeep.weekly import AWAKE_DAYS, FORTNIGHT

PAGE = 500  # rows read, or removed, at once
SENT_LIVES = timedelta(days=35)  # as long as the keys of the weeks: what did not arrive can be opened by nobody then
SEEN_LIVES = timedelta(days=30)  # a platform repeats a message for days at most
NUMBERS_LIVE = CAN_BE_DELETED  # after that no platform deletes a message, so nobody needs its number
BROKEN_LIVES = timedelta(days=90)
WRONG_CODES_LIVE = timedelta(days=1)  # longer than any pause after too many of them
log = logging.getLogger("reportbot.retention")

Removal = Callable[[Work], Awaitable[int]]


class Tidying:
    def __init__(self, store: Store, towns: Mapping[str, Town]) -> None:
        self._store, self._towns = store, towns

    async def run(self, now: datetime) -> None:
        """Nothing while a clock has only just jumped ahead: somebody would notice within days."""
        async with self._store.read() as work:
            today = day_of(now)
            if await work.upkeep.observed(today - FORTNIGHT + 1, today) < AWAKE_DAYS:
                return
        await self._forget_people(now)
        sent, broken = now - SENT_LIVES, now - BROKEN_LIVES
        await self._remove(lambda work: work.leftovers.remove_sent(id_at(sent), sent, PAGE))
        await forget_numbers(self._store, 0, now)
        await self._remove(lambda work: work.leftovers.remove_done(id_at(sent), sent, PAGE))
        await self._remove(lambda work: work.leftovers.remove_broken(id_at(broken), broken, PAGE))
        await self._forget_seen(now - SEEN_LIVES)
        async with self._store.begin() as work:
            await work.wrong_codes.forget(now - WRONG_CODES_LIVE)
            await work.early_photos.forget(now)

    async def _forget_people(self, now: datetime) -> None:
        """Address, tag and session, some days after the last case was closed and the last word said."""
        after, gone = 0, 0
        while True:
            async with self._store.read() as work:
                page = await work.leftovers.talks(after, PAGE)
            for town in self._towns.values():
                before = now - town.rules.keeping.address
                silent = [id for id, municipality, at in page if municipality == town.key and at <= before]
                if silent:
                    gone += await self._forget_some(silent, before)
            if len(page) < PAGE:
                break
            after = page[-1][0]
        if gone:
            log.info("addresses erased", extra={"count": gone})

    async def _forget_some(self, silent: list[int], before: datetime) -> int:
        async def once() -> int:
            async with self._store.begin() as work:
                over = await work.leftovers.over(silent, before)
                await work.conversations.remove(over)
                return len(over)

        return await persistently(once)

    async def _remove(self, some: Removal) -> None:
        removed = PAGE
        while removed == PAGE:
            async with self._store.begin() as work:
                removed = await some(work)

    async def _forget_seen(self, before: datetime) -> None:
        after = b""
        while True:
            async with self._store.read() as work:
                page = await work.leftovers.seen(after, PAGE)
            if old := [key for key, at in page if at < before]:
                async with self._store.begin() as work:
                    await work.leftovers.forget_seen(old, before)
            if len(page) < PAGE:
                return
            after = page[-1][0]


async def forget_numbers(store: Store, above: int, now: datetime) -> None:
    """What platforms called the messages of reporters, once they cannot be deleted there any more."""
    removed = PAGE
    while removed == PAGE:
        async with store.begin() as work:
            removed = await work.leftovers.forget_numbers(above, id_at(now - NUMBERS_LIVE), PAGE)
