"""Receipt codes and their tags. One tag costs 20 ms of Argon2id, so new codes lie ready and hashing has its threads.

The codes that lie ready belong to nobody yet, and are in memory only.
"""

import asyncio
import os
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from reportbot.service.ports import Vault

T = TypeVar("T")

READY = 256  # codes that lie ready
AT_ONCE = 2  # hashes on this server at the same time: 19 MiB and a processor each
MOST_WAITING = 40  # look-ups that wait for their turn, less than half a second; one more is told to wait
QUIET = 0.5  # seconds without a message after which the stock is filled up
LITTLE = 0.25  # of the stock; when less is left it is filled up at any time
GENTLE = 19  # how nice the thread that fills the stock up is: it takes what nobody else wants


@dataclass(frozen=True, slots=True)
class Code:
    """A receipt code that nobody has yet, and the tag that will find its case."""

    digits: str = field(repr=False)
    tag: bytes = field(repr=False)


class TooBusy(Exception):
    """So many look-ups wait that this one shall come again later."""


class ShortOfCodes(Exception):
    """A batch needs more codes than it took along; nothing of it may be kept."""


class Codes:
    def __init__(self, vault: Vault, ready: int = READY) -> None:
        self._vault, self._most = vault, ready
        self._ready: deque[Code] = deque()
        self._missing = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting, self._taken_at = 0, 0.0
        self._prompt = ThreadPoolExecutor(AT_ONCE, "codes")
        self._gentle = ThreadPoolExecutor(1, "codes-ready", initializer=_be_gentle)

    @property
    def ready(self) -> int:
        return len(self._ready)

    async def take(self) -> Code:
        """One that nobody has: at once while some lie ready, else after the time of a hash."""
        if self._ready:
            return self._taken()
        return await self._hashed(self._prompt, self._new)

    def give_back(self, codes: Sequence[Code]) -> None:
        """Only those that were certainly not told to anybody, nor written."""
        self._ready.extend(codes)

    async def made(self, digits: str) -> Code:
        """One whose digits were drawn elsewhere."""
        return Code(digits, await self._hashed(self._prompt, lambda: self._vault.receipt_tag(digits)))

    async def tag(self, code: str) -> bytes:
        """Of a code that somebody sent. Raises TooBusy."""
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            return await self._hashed(self._prompt, lambda: self._vault.receipt_tag(code))
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def hand(self, most: int) -> AsyncIterator["Hand"]:
        """Up to `most` of those that lie ready, for one batch; what it did not use is given back."""
        hand = Hand([self._taken() for _ in range(min(most, len(self._ready)))])
        try:
            yield hand
        finally:
            self.give_back(hand.left)

    async def make_up(self, hand: "Hand") -> None:
        """What it ran short of. The batch that it was for can then be begun again."""
        hand.add(await asyncio.gather(*(self.take() for _ in range(hand.short))))

    async def keep_ready(self) -> None:
        """Fills up what was taken, one at a time, until it is cancelled.

        It waits for a quiet moment, unless little is left.
        """
        while True:
            left, now = len(self._ready), asyncio.get_running_loop().time()
            if left >= self._most:
                self._missing.clear()
                await self._missing.wait()
            elif left < self._most * LITTLE or now - self._taken_at >= QUIET:
                self._ready.append(await self._hashed(self._gentle, self._new))
            else:
                await asyncio.sleep(QUIET)

    def close(self) -> None:
        """What a thread has begun it ends."""
        for threads in (self._prompt, self._gentle):
            threads.shutdown(wait=False, cancel_futures=True)

    def _taken(self) -> Code:
        self._missing.set()
        self._taken_at = asyncio.get_running_loop().time()
        return self._ready.popleft()

    def _new(self) -> Code:
        digits = self._vault.new_code()
        return Code(digits, self._vault.receipt_tag(digits))

    async def _hashed(self, threads: ThreadPoolExecutor, make: Callable[[], T]) -> T:
        async with self._slots:
            return await asyncio.get_running_loop().run_in_executor(threads, make)


class Hand:
    """The codes that one batch took along.

    It cannot wait for a hash inside its transaction: where it runs short it goes on with what is no code, is taken
    back at its end, and comes again with as many as it needs.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        self._codes = list(codes)
        self._used = 0

    def next(self) -> Code:
        self._used += 1
        return self._codes[self._used - 1] if self._used <= len(self._codes) else _NO_CODE

    def check(self) -> None:
        """Raises ShortOfCodes where something that is no code was given out."""
        if self.short:
            raise ShortOfCodes

    @property
    def short(self) -> int:
        return max(0, self._used - len(self._codes))

    @property
    def left(self) -> list[Code]:
        return self._codes[self._used :]

    def add(self, codes: Sequence[Code]) -> None:
        """All of them are free again: what they were given out for was taken back."""
        self._codes += codes
        self._used = 0


_NO_CODE = Code("", b"")


def _be_gentle() -> None:
    """Only Linux knows niceness by thread; elsewhere it would slow down the whole process."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GENTLE)
