"""Opens a room: a new one, in which the invented reports have just come in, or one that was kept."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from reportbot.app import Parts, open_parts
from reportbot.config import Settings
from reportbot.core.errors import NotAPhoto
from reportbot.core.messages import Attachment, OutboundMessage
from reportbot.core.practice import practice_key
from reportbot.municipality.loading import Municipality
from reportbot.practice.folders import Folder, remove_left_behind
from reportbot.practice.keeping import Kept
from reportbot.practice.room import CHANNEL, FILE, Room
from reportbot.practice.stories import stories
from reportbot.practice.town import practised
from reportbot.service.ports import Clock
from reportbot.transports.nowhere import Nowhere
from reportbot.vault.keys import Keys
from reportbot.web.parts import WebParts

LONGEST = timedelta(hours=24)
log = logging.getLogger("reportbot.practice")

Furnish = Callable[[Parts], WebParts]
"""Makes of the parts what the pages need."""


async def open_room(
    municipality: Municipality,
    settings: Settings,
    clock: Clock,
    furnish: Furnish,
    *,
    language: str = "",
    kept: Kept | None = None,
    ends_at: datetime | None = None,
) -> Room:
    """A new one tells its stories in `language`; one that was kept is as it was. Raises BadSetup where its database
    cannot be used any more."""
    now = clock.now()
    folder = await asyncio.to_thread(_new_folder, kept)
    keys = kept.keys if kept else Keys.random()
    try:
        room = await _open(municipality, settings, clock, furnish, keys, folder)
    except BaseException:
        await asyncio.to_thread(folder.remove)
        raise
    room.ends_at = ends_at or now + LONGEST
    room.tasks.append(asyncio.create_task(room.parts.intake.run()))
    try:
        if kept:
            room.language, room.opened = kept.language, list(kept.opened)
            room.numbers.update(kept.numbers)
        else:
            room.language = language
            await room.seed()
    except BaseException:
        await room.end()
        raise
    if kept:
        log.info("practice found again")
    else:
        log.info("practice begun")
    return room


def _new_folder(kept: Kept | None) -> Folder:
    remove_left_behind(time.time())
    folder = Folder()
    if kept:
        (folder.path / FILE).write_bytes(kept.image)
    return folder


async def _open(
    municipality: Municipality, settings: Settings, clock: Clock, furnish: Furnish, keys: Keys, folder: Folder
) -> Room:
    key = practice_key(municipality.key)
    parts = await open_parts(
        Settings(
            public_url=settings.public_url,
            database_url=f"sqlite:///{folder.path / FILE}",
            letters=settings.letters,
            codes_ready="0",
            model="off",
        ),
        clock=clock,
        municipalities={key: practised(municipality, stories())},
        keys=keys,
    )
    web = furnish(parts)
    parts.channels.clear()
    parts.transports.clear()
    parts.channels[CHANNEL] = _Silent()
    parts.transports["nowhere"] = Nowhere()
    now = clock.now()
    return Room(parts, web, parts.towns[key], "", keys, folder, begun_at=now, ends_at=now)


class _Silent:
    """The invented people read what they are told, and show it to nobody."""

    async def send(self, message: OutboundMessage) -> str:
        return ""

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        raise NotAPhoto("the invented people send no photos")
