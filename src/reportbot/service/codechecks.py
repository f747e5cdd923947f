"""Before a message is taken: the receipt code in it is counted as a try, then hashed, outside of every transaction.

What one person sends keeps its order; nobody else waits for their hash.

Tries are kept in memory, so a restart forgives them, and each process counts its own. That is decided: to keep them
would mean to write down, before anything else, who tried when. And they need not last: with 10^5 live codes among
10^15, somebody who restarted us every minute and used up every channel each time would need ten years for one hit.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reportbot.core.conversation.answers import LONGEST_TEXT
from reportbot.core.conversation.bringing import legible
from reportbot.core.messages import Address, InboundMessage
from reportbot.core.receipt import read_code
from reportbot.service.codes import Codes, TooBusy
from reportbot.service.ports import Clock, StoreFailed, Vault

TRIES = 5  # codes that one sender may try in one hour; 15 random digits leave a guesser nothing
ALL_TRIES = 500  # of everybody on one channel together in one hour
HOUR = timedelta(hours=1)
MOST_SENDERS = 10_000  # whose tries are remembered before those of an hour ago are dropped


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message, the future that ends when it is durable, and the tag of the code in it: None after too many tries."""

    message: InboundMessage
    done: "asyncio.Future[None]"
    tag: bytes | None = field(default=None, repr=False)


class CodeChecks:
    """`pass_on` gets every message, at once where there is nothing to hash."""

    def __init__(self, codes: Codes, vault: Vault, clock: Clock, pass_on: Callable[[Arrived], None]) -> None:
        self._codes, self._vault, self._clock, self._pass_on = codes, vault, clock, pass_on
        self._tries = Tries()
        self._under_way: dict[Address, asyncio.Task[None]] = {}

    def take(self, message: InboundMessage) -> "asyncio.Future[None]":
        """Ends when the message is durable, or with what stood in the way."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        code, before = code_in(message), self._under_way.get(message.address)
        if code is None and before is None:
            self._pass_on(Arrived(message, done))
            return done
        task = asyncio.create_task(self._check(message, done, code, before))
        self._under_way[message.address] = task
        task.add_done_callback(lambda _: self._ended(message.address, task))
        return done

    def stop(self) -> None:
        """What still waits for a hash is refused, and will be sent to us again."""
        for task in self._under_way.values():
            task.cancel()

    async def _check(
        self,
        message: InboundMessage,
        done: "asyncio.Future[None]",
        code: str | None,
        before: "asyncio.Task[None] | None",
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            self._pass_on(Arrived(message, done, await self._tag(message, done, code) if code else None))
        except BaseException as error:
            if not done.done():
                stopping = isinstance(error, asyncio.CancelledError)
                done.set_exception(StoreFailed("this process is stopping") if stopping else error)
            if not isinstance(error, Exception):
                raise

    async def _tag(self, message: InboundMessage, done: "asyncio.Future[None]", code: str) -> bytes | None:
        """None after too many tries, or while too many others wait for an answer."""
        sender, channel, now = self._vault.tag(message.address), message.address.channel, self._clock.now()
        if self._tries.are_too_many(sender, channel, now):
            return None
        done.add_done_callback(lambda _: self._forgive(done, sender, channel))
        try:
            return await self._codes.tag(code)
        except TooBusy:
            return None

    def _forgive(self, done: "asyncio.Future[None]", sender: bytes, channel: str) -> None:
        """The store did not work: they will have to say it again."""
        if not done.cancelled() and done.exception() is not None:
            self._tries.forgive(sender, channel)

    def _ended(self, address: Address, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(address) is task:
            del self._under_way[address]


class Tries:
    """How many codes each sender has tried within the hour, and everybody on a channel together."""

    def __init__(self) -> None:
        self._by_sender: dict[bytes, deque[datetime]] = {}
        self._by_channel: dict[str, deque[datetime]] = {}

    def are_too_many(self, sender: bytes, channel: str, now: datetime) -> bool:
        """Counts this try. A sender who has no try left takes none from the others."""
        mine = self._by_sender.setdefault(sender, deque(maxlen=TRIES + 1))
        everybodys = self._by_channel.setdefault(channel, deque(maxlen=ALL_TRIES + 1))
        over = _counted(mine, TRIES, now) or _counted(everybodys, ALL_TRIES, now)
        if len(self._by_sender) > MOST_SENDERS:
            self._by_sender = {key: each for key, each in self._by_sender.items() if each and now - each[-1] < HOUR}
        return over

    def forgive(self, sender: bytes, channel: str) -> None:
        for tries in (self._by_sender.get(sender), self._by_channel.get(channel)):
            if tries:
                tries.pop()


def code_in(message: InboundMessage) -> str | None:
    """The code that the conversation will find in this message."""
    return read_code(legible(message.text[:LONGEST_TEXT])) if message.text else None


def _counted(tries: deque[datetime], most: int, now: datetime) -> bool:
    """Adds one. Whether it is one too many."""
    while tries and now - tries[0] >= HOUR:
        tries.popleft()
    tries.append(now)
    return len(tries) > most
