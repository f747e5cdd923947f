"""A photo that an office has sent in its duty chat: fetched where it lies, and handed to whoever keeps it."""

from collections.abc import Awaitable, Callable

from reportbot.core.messages import Attachment
from reportbot.service.offices.duty_photos import HANDLE
from reportbot.service.ports import Notice

Fetch = Callable[[str, Attachment], Awaitable[bytes]]
"""See channels/telegram_bot.py. Raises DeliveryFailed, TooLarge."""
Keep = Callable[[Notice, Callable[[], Awaitable[bytes]]], Awaitable[str]]
"""See service/offices/duty_photos.py."""


class OfficePhoto:
    """An errand of the outbox, so that a platform which is away for a while loses no photo."""

    def __init__(self, fetch: Fetch, keep: Keep) -> None:
        self._fetch, self._keep = fetch, keep

    async def send(self, notice: Notice) -> str:
        """What became of it."""
        photo = Attachment("photo", notice.facts[HANDLE])
        return await self._keep(notice, lambda: self._fetch(notice.municipality, photo))
