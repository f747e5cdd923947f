"""Room for photos on their way in: each is up to 25 MB of memory until it is painted, so only few may be there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from starlette.requests import Request

SMALL = 64 * 1024  # bytes: a form with words alone, which always has room


class NoRoom(Exception):
    """Others were sending for too long, or this one was."""


class Uploads:
    """At most `at_once` forms with more than words are read at the same time, at most `share` of one sender. Seconds
    everywhere."""

    def __init__(self, at_once: int = 4, patience: float = 20, arriving: float = 180, share: int = 0) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._patience, self._arriving, self._share = patience, arriving, share or at_once
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def room(self, request: Request, whose: str = "") -> AsyncIterator[None]:
        """Until the block ends, which it must within `arriving`. Raises NoRoom."""
        if _is_small(request):
            yield
            return
        async with AsyncExitStack() as taken:
            share = self._shares.setdefault(whose, asyncio.Semaphore(self._share))
            try:
                async with asyncio.timeout(self._patience):
                    await taken.enter_async_context(share)
                    await taken.enter_async_context(self._slots)
            except TimeoutError:
                raise NoRoom from None
            try:
                async with asyncio.timeout(self._arriving):
                    yield
            except TimeoutError:
                raise NoRoom from None


def _is_small(request: Request) -> bool:
    """By its own word, which the server holds it to."""
    length = request.headers.get("content-length", "")
    return length.isdecimal() and int(length) <= SMALL and "transfer-encoding" not in request.headers
