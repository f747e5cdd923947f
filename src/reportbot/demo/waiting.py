"""Waiting for something that another task will change, without looking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rings when something changed; everyone who waits then looks again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake everyone who waits now."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def until(self, find: Callable[[], T | None], seconds: float) -> T:
        """Look until `find` gives something other than None. Raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while (found := find()) is None:
                await self._event.wait()
            return found
