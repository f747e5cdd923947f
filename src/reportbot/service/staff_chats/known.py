"""Which chats are staff chats, in memory: asked of every message that comes in by Telegram."""

from datetime import datetime, timedelta

from reportbot.core.messages import Address
from reportbot.service.ports import Clock, Store, Vault

FRESH = timedelta(seconds=5)  # after which another process may have linked a chat


class KnownChats:
    """A chat that was linked by another process is known here some seconds later; by this one, at once."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock
        self._tags: frozenset[tuple[str, bytes]] = frozenset()
        self._read: datetime | None = None

    async def has(self, address: Address) -> bool:
        now = self._clock.now()
        if self._read is None or abs(now - self._read) > FRESH:
            async with self._store.read() as work:
                self._tags = frozenset((chat.municipality, chat.tag) for chat in await work.staff_chats.every())
            self._read = now
        return bool(self._tags) and (address.municipality, staff_tag(self._vault, address)) in self._tags

    def changed(self) -> None:
        """To be called after the commit."""
        self._read = None


def staff_tag(vault: Vault, address: Address) -> bytes:
    """Finds a linked chat again. It lasts, unlike the tags of those who report, and is never compared with those."""
    return vault.message_key(f"staff chat:{address.municipality}:{address.channel}:{address.value}")
