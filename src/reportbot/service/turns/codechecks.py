"""Before a message is taken: the receipt code in it is counted as a try, then hashed, outside of every transaction.

What one person sends keeps its order; nobody else waits for their hash.

Tries are kept in memory, so a restart forgives them, and each process counts its own. That is decided: to keep them
would mean to write down, before anything else, who tried when. And they need not last: with 10^5 live codes among
10^15, somebody who restarted us every minute and used up every channel each time would need ten years for one hit.

Who guesses with a new name each time uses up what a town's channel allows in an hour, and must not shut out whoever
comes with their own code then. So the first try of somebody who has not tried within the hour still counts for
nothing but its hash, FIRST_TRIES times a second (20 ms each: a tenth of one processor). That is 1.6 * 10^8 guesses a
year. A town with 10^4 live codes, more than any will have, is hit once in 600 years.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reportbot.core.conversation.questions.answers import LONGEST_TEXT
from reportbot.core.conversation.questions.bringing import legible
from reportbot.core.messages import Address, InboundMessage
from reportbot.core.receipt import read_code
from reportbot.service.ports import Clock, StoreFailed, Vault
from reportbot.service.reports.codes import Codes, TooBusy

TRIES = 5  # codes that one sender may try in one hour; 15 random digits leave a guesser nothing
ALL_TRIES = 500  # of everybody on one channel of one town together in one hour
FIRST_TRIES = 5  # a second, once those are used up: of senders who have not tried within the hour
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
MOST_SENDERS = 10_000  # whose tries are remembered; of one more, the one who has been quiet longest is forgotten

Where = tuple[str, str]
"""A channel of a town."""


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
        sender, where = self._vault.tag(message.address), (message.address.municipality, message.address.channel)
        if self._tries.are_too_many(sender, where, self._clock.now()):
            return None
        done.add_done_callback(lambda _: self._forgive(done, sender, where))
        try:
            return await self._codes.tag(code)
        except TooBusy:
            return None

    def _forgive(self, done: "asyncio.Future[None]", sender: bytes, where: Where) -> None:
        """The store did not work: they will have to say it again."""
        if not done.cancelled() and done.exception() is not None:
            self._tries.forgive(sender, where)

    def _ended(self, address: Address, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(address) is task:
            del self._under_way[address]


class Tries:
    """How many codes each sender has tried within the hour, and everybody on a channel of a town together.

    A try that is refused does not count. What one try costs here does not grow with how many have tried.
    """

    def __init__(self) -> None:
        self._by_sender: dict[bytes, list[datetime]] = {}  # who tried last stands last
        self._everybodys: dict[Where, deque[datetime]] = {}
        self._first: dict[Where, tuple[datetime, int]] = {}

    def are_too_many(self, sender: bytes, where: Where, now: datetime) -> bool:
        """Whether this one is refused; if not, it is counted."""
        mine = [at for at in self._by_sender.get(sender, ()) if now - at < HOUR]
        everybodys = self._everybodys.setdefault(where, deque())
        while everybodys and now - everybodys[0] >= HOUR:
            everybodys.popleft()
        if len(mine) >= TRIES:
            return True
        if len(everybodys) < ALL_TRIES:
            everybodys.append(now)
        elif mine or self._are_too_many_first(where, now):
            return True
        self._remember(sender, [*mine, now])
        return False

    def forgive(self, sender: bytes, where: Where) -> None:
        for tries in (self._by_sender.get(sender), self._everybodys.get(where)):
            if tries:
                tries.pop()

    def _are_too_many_first(self, where: Where, now: datetime) -> bool:
        since, count = self._first.get(where, (now, 0))
        if not timedelta(0) <= now - since < SECOND:
            since, count = now, 0
        self._first[where] = since, min(count + 1, FIRST_TRIES)
        return count >= FIRST_TRIES

    def _remember(self, sender: bytes, tries: list[datetime]) -> None:
        self._by_sender.pop(sender, None)
        self._by_sender[sender] = tries
        if len(self._by_sender) > MOST_SENDERS:
            del self._by_sender[next(iter(self._by_sender))]


def code_in(message: InboundMessage) -> str | None:
    """The code that the conversation will find in this message."""
    return read_code(legible(message.text[:LONGEST_TEXT])) if message.text else None
