"""Fetch a photo from the platform it was sent through, have it painted anew, and keep only that."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.core.messages import Attachment
from reportbot.service.ports import Channel, Store, Vault
from reportbot.service.records import Delivery

Scrub = Callable[[bytes], bytes]
"""Raises NotAPhoto, TooLarge. Blocking: called in a thread."""


class PhotoKeeper:
    def __init__(self, store: Store, vault: Vault, scrub: Scrub) -> None:
        self._store, self._vault, self._scrub = store, vault, scrub

    async def fetch(self, row: Delivery, channel: Channel) -> str:
        """One errand of the outbox. Raises DeliveryFailed; a file that is no photo is dropped, that is its outcome."""
        id = int(self._vault.open(row.payload, f"deliveries.payload:{row.id}"))
        async with self._store.read() as work:
            mine = [photo for photo in await work.conversations.photos(conversation=row.conversation) if photo.id == id]
        if not mine or not mine[0].sealed_handle:
            return "given up with its draft"
        photo = mine[0]
        handle = self._vault.open(photo.sealed_handle, f"photos.handle:{photo.id}").decode()
        data = await channel.fetch(row.municipality, Attachment("photo", handle))
        try:
            clean = await self.scrubbed(data)
        except (NotAPhoto, TooLarge) as refusal:
            clean, evidence = b"", type(refusal).__name__
        else:
            evidence = "kept"
        sealed = self._vault.seal(clean, f"photos.image:{photo.id}") if clean else b""
        async with self._store.begin() as work:
            await work.conversations.save_photos([replace(photo, sealed_handle=b"", sealed_image=sealed)])
        return evidence

    async def scrubbed(self, data: bytes) -> bytes:
        """The picture on a new canvas, off the event loop. Raises NotAPhoto, TooLarge."""
        return await asyncio.to_thread(self._scrub, data)
