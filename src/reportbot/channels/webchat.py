"""The web chat: the only channel where we are the platform too. Bubbles are kept sealed for a day; pages are woken.

What a person sends arrives through web/chat; this module writes both sides of the conversation down and reads it back.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Address, Attachment, Choice, OutboundMessage
from reportbot.core.receipt import masked
from reportbot.service.ports import Clock, DeliveryFailed, Ids, Store, Vault
from reportbot.service.records import ChatLine

LIVES = timedelta(hours=24)
LOOK_AGAIN = 5.0  # seconds after which a waiting page looks for itself: another process may have written
UNREADABLE = "unreadable"  # as `attached` of a bubble: there was something, and it cannot be opened


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble of the page. `attached` is "photo", "file", "location", "unreadable" or "": never what it was."""

    id: int
    from_reporter: bool
    at: datetime
    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    commands: tuple[Choice, ...] = ()
    attached: str = ""


class WebChat:
    """Implements service.ports.Channel and OwnPage, and web.parts.ChatBook for the page."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        ids: Ids,
        unreadable: Callable[[CannotBeRead], None] = lambda failure: None,
    ) -> None:
        """`unreadable` is told of each bubble that cannot be opened (service/damage.py)."""
        self._unreadable = unreadable
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._waiting: dict[bytes, set[asyncio.Future[None]]] = {}
        self._closed = False

    async def send(self, message: OutboundMessage) -> str:
        """Raises DeliveryFailed."""
        id, address = self._ids.new(), message.address
        tag = self._vault.chat_tag(address)
        payload = self._pack(id, message.text, message.choices, message.commands)
        line = ChatLine(id, address.municipality, tag, False, self._clock.now(), payload)
        try:
            async with self._store.begin() as work:
                await work.chat.add([line])
        except Exception as error:
            raise DeliveryFailed(type(error).__name__, retry=True) from None
        self._wake(tag)
        return ""

    async def take_back(self, address: Address, numbers: Sequence[str]) -> bool:
        """All bubbles of the page go: here we are the platform. Raises DeliveryFailed."""
        try:
            await self.clear(address)
        except Exception as error:
            raise DeliveryFailed(type(error).__name__, retry=True) from None
        return True

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """Never needed: a photo comes with its message. Raises DeliveryFailed."""
        raise DeliveryFailed("the web chat has no photo to fetch", retry=False)

    async def heard(self, address: Address, id: int, key: str, text: str, attached: str = "") -> None:
        """Writes the person's own bubble once per `key`, a receipt code in it masked. `id` was taken before their
        message was handed on, so that it stands above the answer."""
        line = ChatLine(
            id,
            address.municipality,
            self._vault.chat_tag(address),
            True,
            self._clock.now(),
            self._pack(id, masked(text), (), (), attached),
        )
        async with self._store.begin() as work:
            if await work.messages.unseen([self._vault.message_key(f"bubble:{key}")], line.at):
                await work.chat.add([line])

    async def bubbles(self, address: Address, after: int = 0) -> list[Bubble]:
        """The newest 200 above `after`, oldest first."""
        async with self._store.read() as work:
            lines = await work.chat.lines(address.municipality, self._vault.chat_tag(address), after)
        return [self._open(line) for line in lines]

    async def wait(self, address: Address, after: int, seconds: float) -> bool:
        """Whether we have said something after `after`; waits for it at most so long."""
        loop, tag = asyncio.get_running_loop(), self._vault.chat_tag(address)
        end = loop.time() + seconds
        while True:
            waiter = loop.create_future()  # before looking, so that nothing slips in between
            self._waiting.setdefault(tag, set()).add(waiter)
            try:
                if any(not bubble.from_reporter for bubble in await self.bubbles(address, after)):
                    return True
                left = end - loop.time()
                if left <= 0 or self._closed:
                    return False
                await asyncio.wait([waiter], timeout=min(left, LOOK_AGAIN))
            finally:
                self._forget(tag, waiter)

    async def clear(self, address: Address) -> None:
        async with self._store.begin() as work:
            await work.chat.remove(address.municipality, self._vault.chat_tag(address))

    async def remove_old(self, now: datetime) -> None:
        """Bubbles older than a day."""
        async with self._store.begin() as work:
            await work.chat.remove_older(now - LIVES)

    def close(self) -> None:
        """Lets every waiting page go, so that the server can stop at once."""
        self._closed = True
        for tag in list(self._waiting):
            self._wake(tag)

    def _wake(self, tag: bytes) -> None:
        for waiter in self._waiting.get(tag, ()):
            if not waiter.done():
                waiter.set_result(None)

    def _forget(self, tag: bytes, waiter: asyncio.Future[None]) -> None:
        waiter.cancel()
        waiters = self._waiting.get(tag, set())
        waiters.discard(waiter)
        if not waiters:
            self._waiting.pop(tag, None)

    def _pack(
        self, id: int, text: str, choices: Sequence[Choice], commands: Sequence[Choice], attached: str = ""
    ) -> bytes:
        pairs = [[[each.value, each.label] for each in offered] for offered in (choices, commands)]
        plain = json.dumps([text, *pairs, attached], ensure_ascii=False, separators=(",", ":"))
        return self._vault.seal(plain.encode(), f"chat.payload:{id}")

    def _open(self, line: ChatLine) -> Bubble:
        try:
            text, choices, commands, attached = json.loads(self._vault.open(line.payload, f"chat.payload:{line.id}"))
        except CannotBeRead as failure:
            self._unreadable(failure)
            return Bubble(line.id, line.from_reporter, line.at, "", attached=UNREADABLE)
        return Bubble(line.id, line.from_reporter, line.at, text, _choices(choices), _choices(commands), attached)


def _choices(pairs: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)
