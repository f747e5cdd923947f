"""The web chat: the only channel where we are the platform too. Bubbles are kept sealed for a day; pages are woken.

What a person sends arrives through web/chat; this module writes both sides of the conversation down and reads it back.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Address, Attachment, Choice, OutboundMessage
from reportbot.core.receipt import masked
from reportbot.service.ports import Clock, DeliveryFailed, Ids, Store, Vault
from reportbot.service.records import ChatLine

LOOK_AGAIN = 5.0  # seconds after which a waiting page looks for itself: another process may have written
UNREADABLE = "unreadable"  # as `attached` of a bubble: there was something, and it cannot be opened


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble of the page. `attached` is "photo", "file", "location", "unreadable" or "": never what it was.

    `row` is the delivery that brought ours: an answer has a larger one than all ids taken before its question came.
    `picture` is the number of a picture that an office has sent: the bubble holds no copy of it.
    """

    id: int
    from_reporter: bool
    at: datetime
    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    commands: tuple[Choice, ...] = ()
    attached: str = ""
    row: int = 0
    picture: int = 0


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
        """`unreadable` is told of each bubble that cannot be opened (service/upkeep/damage.py)."""
        self._unreadable = unreadable
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids
        self._waiting: dict[bytes, set[asyncio.Future[None]]] = {}
        self._closed = False

    async def send(self, message: OutboundMessage) -> str:
        """Raises DeliveryFailed."""
        await self.show([message], 0)
        return ""

    async def show(self, messages: Sequence[OutboundMessage], row: int) -> None:
        """In one commit, so that whoever waits finds the whole answer. Raises DeliveryFailed."""
        lines = [self._line(message, row) for message in messages]
        try:
            async with self._store.begin() as work:
                await work.chat.add(lines)
        except Exception as error:
            raise DeliveryFailed(type(error).__name__, retry=True) from None
        for tag in {line.tag for line in lines}:
            self._wake(tag)

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

    async def heard(self, address: Address, id: int, key: str, text: str, attached: str = "") -> bool:
        """Writes the person's own bubble once per `key`, a receipt code in it masked. Whether it was not there yet.

        `id` was taken before their message was handed on, so that it stands above the answer.
        """
        line = ChatLine(
            id,
            address.municipality,
            self._vault.chat_tag(address),
            True,
            self._clock.now(),
            self._pack(id, masked(text), (), (), attached),
        )
        async with self._store.begin() as work:
            is_new = bool(await work.messages.unseen([self._vault.message_key(f"bubble:{key}")], line.at))
            if is_new:
                await work.chat.add([line])
        return is_new

    async def bubbles(self, address: Address, after: int = 0) -> list[Bubble]:
        """The newest 200 above `after`, oldest first."""
        async with self._store.read() as work:
            lines = await work.chat.lines(address.municipality, self._vault.chat_tag(address), after)
        return [self._open(line) for line in lines]

    async def wait(self, address: Address, after: int, seconds: float, *, answers: bool = False) -> bool:
        """Whether we have said something after `after`; waits for it at most so long.

        With `answers` only what a turn after `after` has said counts: not what was on its way to them before.
        """
        loop, tag = asyncio.get_running_loop(), self._vault.chat_tag(address)
        end = loop.time() + seconds
        while True:
            waiter = loop.create_future()  # before looking, so that nothing slips in between
            self._waiting.setdefault(tag, set()).add(waiter)
            try:
                ours = [bubble for bubble in await self.bubbles(address, after) if not bubble.from_reporter]
                if any(bubble.row > after or not answers for bubble in ours):
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

    def close(self) -> None:
        """Lets every waiting page go, so that the server can stop at once."""
        self._closed = True
        for tag in list(self._waiting):
            self._wake(tag)

    def _line(self, message: OutboundMessage, row: int) -> ChatLine:
        id, address = self._ids.new(), message.address
        payload = self._pack(id, message.text, message.choices, message.commands, row=row, picture=message.picture)
        return ChatLine(id, address.municipality, self._vault.chat_tag(address), False, self._clock.now(), payload)

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
        self,
        id: int,
        text: str,
        choices: Sequence[Choice],
        commands: Sequence[Choice],
        attached: str = "",
        row: int = 0,
        picture: int = 0,
    ) -> bytes:
        pairs = [[[each.value, each.label] for each in offered] for offered in (choices, commands)]
        plain = json.dumps([text, *pairs, attached, row, picture], ensure_ascii=False, separators=(",", ":"))
        return self._vault.seal(plain.encode(), f"chat.payload:{id}")

    def _open(self, line: ChatLine) -> Bubble:
        try:
            known = json.loads(self._vault.open(line.payload, f"chat.payload:{line.id}"))
        except CannotBeRead as failure:
            self._unreadable(failure)
            return Bubble(line.id, line.from_reporter, line.at, "", attached=UNREADABLE)
        text, choices, commands, attached, *rest = known  # those of before today's version name no row and no picture
        offered = _choices(choices), _choices(commands)
        return Bubble(line.id, line.from_reporter, line.at, text, *offered, attached, *rest)


def _choices(pairs: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)
