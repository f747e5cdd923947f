"""How many wrong codes were tried: by a duty phone, at the page of a sealed matter, in a chat that is to be linked.

Six digits leave few tries. Counted in the database, so that a restart forgives nothing and several processes count
together. What is kept is a keyed hash of the phone, the referral or the chat, and how often, for a day at most; never a
number, a code or what was written.
"""

from datetime import datetime, timedelta

from reportbot.service.ports import Store, Vault, Work
from reportbot.service.trying import persistently

MOST = 5
WINDOW = timedelta(hours=1)


class WrongCodes:
    """`what` is counted apart. After `most` wrong ones within `pause` nothing is tried for as long: a right code among
    guesses would be a guess that succeeded. The links work all the time.
    """

    def __init__(self, store: Store, vault: Vault, what: str, most: int = MOST, pause: timedelta = WINDOW) -> None:
        self._store, self._vault, self._what, self._most, self.pause = store, vault, what, most, pause

    async def is_silent(self, municipality: str, whose: str, now: datetime) -> bool:
        """Raises StoreFailed."""
        async with self._store.read() as work:
            key = self._key(municipality, whose)
            return await work.wrong_codes.are_too_many(municipality, key, now - self.pause, self._most)

    async def count(self, municipality: str, whose: str, now: datetime) -> int | None:
        """One more try, before it is judged: tries that come at once are as many as others. How many there are now;
        None where there were too many before. Raises StoreFailed."""

        async def once() -> int | None:
            async with self._store.begin() as work:
                return await self.count_in(work, municipality, whose, now)

        return await persistently(once)

    async def forgive(self, municipality: str, whose: str) -> None:
        """It was no wrong one after all. Raises StoreFailed."""

        async def once() -> None:
            async with self._store.begin() as work:
                await self.forgive_in(work, municipality, whose)

        await persistently(once)

    async def count_in(self, work: Work, municipality: str, whose: str, now: datetime) -> int | None:
        """As `count`, for a caller who judges in the same unit of work: whoever comes at once waits for it."""
        key = self._key(municipality, whose)
        return await work.wrong_codes.count(municipality, key, now, now - self.pause, self._most)

    async def forgive_in(self, work: Work, municipality: str, whose: str) -> None:
        await work.wrong_codes.forgive(municipality, self._key(municipality, whose))

    def is_last(self, count: int) -> bool:
        """Whether this one was one too many: from now on nothing is tried."""
        return count == self._most

    def _key(self, municipality: str, whose: str) -> bytes:
        return self._vault.message_key(f"wrong codes:{self._what}:{municipality}:{whose}")
