"""Do one unit of work again when somebody else was in its way: a deadlock, a race for the same row."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from reportbot.service.ports import StoreFailed

TRIES = 4  # in all
T = TypeVar("T")


async def persistently(action: Callable[[], Awaitable[T]]) -> T:
    """The result of `action`, which begins its own unit of work. Raises StoreFailed when it never worked."""
    for _ in range(TRIES - 1):
        try:
            return await action()
        except StoreFailed as failure:
            if not failure.passing:
                raise
    return await action()
