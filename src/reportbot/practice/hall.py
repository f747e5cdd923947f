"""The rooms of those who practise: one for each member, for a day at most.

The truth is a sealed row in the real database, so that a room is found again by another process and after a restart.
A process keeps open the rooms that it was asked for last.
"""

import asyncio
import logging
import sqlite3
from datetime import datetime

from reportbot.app import Parts
from reportbot.core.errors import BadInput, BadSetup, CannotBeRead, RuleBroken
from reportbot.municipality.loading import Municipality
from reportbot.practice.keeping import unpacked
from reportbot.practice.opening import Furnish, open_room
from reportbot.practice.room import Room
from reportbot.service.ports import StoreFailed
from reportbot.service.tables.practice import PracticeRoom
from reportbot.service.trying import persistently

MOST_ROOMS = 12  # open at once in this process: each costs a few megabytes
log = logging.getLogger("reportbot.practice")

Whose = tuple[str, str]
"""Municipality and key of the member."""


class Hall:
    """Implements web.console.parts.Practice."""

    def __init__(self, parts: Parts, furnish: Furnish, *, most: int = MOST_ROOMS) -> None:
        self._parts, self._furnish, self._most = parts, furnish, most
        self._rooms: dict[Whose, Room] = {}  # the one asked for last stands last
        self._door = asyncio.Lock()

    async def room_of(self, municipality: str, member: str) -> Room | None:
        """Theirs as it is now, wherever they went on with it; None where they do not practise (any more).

        Raises StoreFailed.
        """
        whose, now = (municipality, member), self._parts.clock.now()
        async with self._door:
            await self._close_over(now)
            async with self._parts.database.read() as work:
                version = await work.practice.version(municipality, member, now)
            room = self._rooms.get(whose)
            if room and room.version == version:
                self._rooms[whose] = self._rooms.pop(whose)
                return room
            await self._close(whose)
            return await self._found_again(whose) if version else None

    async def begin(self, municipality: str, member: str, language: str) -> Room:
        """A new one; an earlier one of theirs is thrown away. Raises RuleBroken, StoreFailed."""
        whose = (municipality, member)
        room = await self.room_of(municipality, member)
        if room and room.is_just_begun(self._parts.clock.now()) and room.language == language:
            return room
        async with self._door:
            await self._close(whose)
            room = await open_room(
                self._rules(municipality), self._parts.settings, self._parts.clock, self._furnish, language=language
            )
            await self._let_in(whose, room)
            row = await self._row(whose, room, 1)

            async def once() -> None:
                async with self._parts.database.begin() as work:
                    await work.practice.put(row)

            await persistently(once)
            room.version = 1
            return room

    async def keep(self, municipality: str, member: str) -> None:
        """What was done in it is there for the next request, whichever process it reaches. Raises StoreFailed."""
        whose = (municipality, member)
        async with self._door:
            room = self._rooms.get(whose)
            if room is None or (packed := await room.changed()) is None:
                return
            row = self._sealed(whose, room, room.version + 1, packed)

            async def once() -> bool:
                async with self._parts.database.begin() as work:
                    return await work.practice.follow(row)

            if await persistently(once):
                room.version = row.version
            else:
                await self._close(whose)  # they went on, or left, elsewhere at the same moment: that counts

    async def end(self, municipality: str, member: str) -> None:
        """Everything of it is erased. Raises StoreFailed."""

        async def once() -> None:
            async with self._parts.database.begin() as work:
                await work.practice.remove(municipality, member)

        async with self._door:
            await persistently(once)
            await self._close((municipality, member))

    def let_go(self) -> None:
        """The process stops: the files go at once, since it may be ended before anything is closed."""
        for room in self._rooms.values():
            room.folder.remove()

    async def close(self) -> None:
        async with self._door:
            for whose in list(self._rooms):
                await self._close(whose)

    async def _found_again(self, whose: Whose) -> Room | None:
        async with self._parts.database.read() as work:
            row = await work.practice.get(*whose)
        if row is None:
            return None
        try:
            kept = await asyncio.to_thread(unpacked, self._parts.vault.open(row.sealed_room, _place(whose)))
            rules = self._rules(whose[0])
            parts = self._parts
            room = await open_room(rules, parts.settings, parts.clock, self._furnish, kept=kept, ends_at=row.ends_at)
        except (CannotBeRead, BadInput, BadSetup, StoreFailed, sqlite3.Error) as failure:
            log.warning("practice cannot be found again", extra={"failure": type(failure).__name__})
            return None
        await self._let_in(whose, room)
        room.version = row.version
        await room.changed()  # as it was kept
        return room

    async def _let_in(self, whose: Whose, room: Room) -> None:
        while len(self._rooms) >= self._most:
            await self._close(next(iter(self._rooms)))  # its row stays
        self._rooms[whose] = room
        room.tasks.append(asyncio.create_task(self._close_later(whose, room)))

    async def _row(self, whose: Whose, room: Room, version: int) -> PracticeRoom:
        packed = await room.changed()
        if packed is None:
            raise RuleBroken("a new room has changed")
        return self._sealed(whose, room, version, packed)

    def _sealed(self, whose: Whose, room: Room, version: int, packed: bytes) -> PracticeRoom:
        return PracticeRoom(*whose, version, room.ends_at, self._parts.vault.seal(packed, _place(whose)))

    def _rules(self, municipality: str) -> Municipality:
        """Those in force now, with what was changed in the console. Raises RuleBroken."""
        rules = self._parts.towns[municipality].rules
        if not isinstance(rules, Municipality):
            raise RuleBroken("practice needs a municipality file")
        return rules

    async def _close_over(self, now: datetime) -> None:
        for whose in [whose for whose, room in self._rooms.items() if now >= room.ends_at]:
            await self._close(whose)

    async def _close_later(self, whose: Whose, room: Room) -> None:
        """Also where nobody comes back: a page that is asked for is not what the end of a day waits for."""
        await asyncio.sleep((room.ends_at - self._parts.clock.now()).total_seconds())
        async with self._door:
            if self._rooms.get(whose) is room:
                room.tasks.clear()  # this very task among them
                await self._close(whose)

    async def _close(self, whose: Whose) -> None:
        room = self._rooms.pop(whose, None)
        if room:
            await room.end()


def _place(whose: Whose) -> str:
    return f"practice_rooms:{whose[0]}:{whose[1]}"
