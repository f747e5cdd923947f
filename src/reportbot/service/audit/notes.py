"""Readings are noted, or nothing is read: what was opened leaves the service only after its note is durable."""

from collections.abc import Callable

from reportbot.service.ports import Store, StoreFailed, Work
from reportbot.service.trying import persistently


class CannotBeNoted(StoreFailed):
    """Who reads could not be written down, so nothing is shown. Trying again may help."""


async def note_alone(store: Store, note: Callable[[Work], None]) -> None:
    """For what changes nothing else: a unit of work of its own. Raises CannotBeNoted."""

    async def once() -> None:
        async with store.begin() as work:
            note(work)

    try:
        await persistently(once)
    except StoreFailed as failure:
        raise CannotBeNoted(str(failure)) from None
