"""What a provider keeps of a message, for itself: the errand of having it erased, as a row of the outbox.

The row names no person and no case, only the provider's number of the message, sealed: forgetting somebody must not
cancel it, and it must not tell who wrote when.
"""

from datetime import datetime, timedelta

from reportbot.service.outgoing.payloads import open_payload
from reportbot.service.outgoing.rows import sealed_row
from reportbot.service.ports import Channel, DeliveryFailed, Ids, Vault, keeps_copies
from reportbot.service.records import Delivery

REDACT = "redact"
SETTLES = timedelta(minutes=1)
"""Twilio asks to wait so long before a message is erased: https://www.twilio.com/docs/api/errors/20009"""


class Copies:
    def __init__(self, vault: Vault, ids: Ids) -> None:
        self._vault, self._ids = vault, ids

    def errand(
        self, municipality: str, channel: str, copy: str, now: datetime, *, after_lane: int | None = None
    ) -> Delivery:
        """In a lane of its own, so that no answer waits for it; or behind the photos that are still to be fetched."""
        return sealed_row(
            self._vault,
            self._ids.new(),
            municipality,
            REDACT,
            channel,
            now,
            copy.encode(),
            lane=after_lane,
            due_at=now + SETTLES,
        )

    async def erase(self, row: Delivery, channel: Channel | None) -> str:
        """One attempt. Raises DeliveryFailed."""
        if channel is None or not keeps_copies(channel):
            raise DeliveryFailed("no account on this channel", retry=True)
        return await channel.erase(row.municipality, open_payload(self._vault, row).decode())
