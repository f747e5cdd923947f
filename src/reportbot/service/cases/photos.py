"""Fetch a photo from the platform it was sent through, have it painted anew, and keep only that."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.core.messages import Attachment
from reportbot.service.outgoing.payloads import open_payload
from reportbot.service.ports import Channel, Clock, Ids, Store, Vault, Work
from reportbot.service.records import Delivery, Photo

Repaint = Callable[[bytes], Awaitable[bytes]]
"""See vault/painter.py. Raises NotAPhoto, TooLarge; anything else is no fault of the photo and tried again."""


def sealed_photo(
    vault: Vault, ids: Ids, case: Case, picture: bytes, now: datetime, by: str = "", handle: bytes = b""
) -> Photo:
    """`picture` is a JPEG that was painted anew. Sealed under a key of its own, which goes with the case."""
    id = ids.new()
    key, sealed_key = vault.new_data_key(f"photos.key:{id}")
    return Photo(
        id=id,
        municipality=case.municipality,
        conversation=None,
        case=case.id,
        sealed_handle=key.seal(handle, f"photos.handle:{id}") if handle else b"",
        sealed_image=key.seal(picture, f"photos.image:{id}"),
        sealed_key=sealed_key,
        received_at=now,
        by=by,
    )


class PhotoKeeper:
    def __init__(self, store: Store, vault: Vault, repaint: Repaint, clock: Clock) -> None:
        self._store, self._vault, self._repaint, self._clock = store, vault, repaint, clock

    async def fetch(self, row: Delivery, channel: Channel) -> str:
        """One errand of the outbox. Raises DeliveryFailed, and NotAPhoto or TooLarge for what is dropped."""
        id = int(open_payload(self._vault, row))
        async with self._store.read() as work:
            photo = await self._photo(work, row, id)
        if photo is None or not photo.sealed_handle:
            return "given up with its draft"
        key = self._vault.data_key(photo.sealed_key, f"photos.key:{id}")
        handle = key.open(photo.sealed_handle, f"photos.handle:{id}").decode()
        try:
            clean = await self.scrubbed(await channel.fetch(row.municipality, Attachment("photo", handle)))
        except (NotAPhoto, TooLarge):
            await self._drop(row, id)
            raise
        await self._keep(id, key.seal(clean, f"photos.image:{id}"))
        return "kept"

    async def _keep(self, id: int, sealed_image: bytes) -> None:
        async with self._store.begin() as work:
            await work.conversations.keep_image(id, sealed_image)

    async def _drop(self, row: Delivery, id: int) -> None:
        async with self._store.begin() as work:
            await work.conversations.keep_image(id, b"")
            work.audit.note("photo_dropped", at=self._clock.now(), municipality=row.municipality, subject=f"photo {id}")

    async def _photo(self, work: Work, row: Delivery, id: int) -> Photo | None:
        """By itself: whoever sent it may be forgotten by now, and their report stays."""
        photo = await work.conversations.photo(id)
        return photo if photo and photo.municipality == row.municipality else None

    async def scrubbed(self, data: bytes) -> bytes:
        """The picture on a new canvas, in a process of its own. Raises NotAPhoto, TooLarge."""
        return await self._repaint(data)
