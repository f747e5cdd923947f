"""What runs out, and what has had its day, as Protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.core.access.reach import Reach
from reportbot.core.cases.retention import Expiry
from reportbot.service.records import CaseState


class Retention(Protocol):
    """When closed cases run out, and the erasing itself."""

    async def states(self, after: int, limit: int) -> list[CaseState]:
        """A page of all cases, by id."""

    async def add(self, expiries: Sequence[Expiry]) -> None:
        """A case that has a row already keeps it."""

    async def save(self, expiries: Sequence[Expiry]) -> None:
        """When, whether warned, whether held; not for a case whose keys are destroyed."""

    async def stop(self, cases: Sequence[int]) -> None:
        """These are open again, or the person has said something: their clocks begin anew when they are closed."""

    async def get(self, case: int) -> Expiry | None: ...
    async def coming(
        self, municipality: str, until: datetime, within: Reach, after: tuple[datetime, int] | None, limit: int
    ) -> list[Expiry]:
        """Within reach, that run out by `until`, soonest first; keyset paging `after` (purge_at, case)."""

    async def count(self, municipality: str, until: datetime, within: Reach, most: int) -> int:
        """Of those that `coming` lists, up to `most`."""

    async def unwarned(self, municipality: str, until: datetime, now: datetime, limit: int) -> list[Expiry]:
        """That run out by `until`, are not held, and of which the coordinator has not been told by `now`."""

    async def due(self, municipality: str, now: datetime, warned_before: datetime, limit: int) -> list[Expiry]: ...
    async def shredded_since(self, municipality: str, since: datetime, until: datetime) -> int:
        """How many lost their keys since then, and still have their rows."""

    async def shred(self, cases: Sequence[int], at: datetime) -> None:
        """Destroys the keys of case and photos and the receipt code; the person, offices' links and messages go too.

        The caller holds the case (`cases.get`).
        """

    async def shredded(self, before: datetime, now: datetime, limit: int) -> list[int]:
        """Cases whose keys were destroyed before then."""

    async def pointing_at(self, case: int) -> list[int]:
        """Conversations whose last case this was. Walks all of them: not for every tick."""

    async def remove(self, cases: Sequence[int], pointing: Sequence[int]) -> None:
        """All rows of these cases; `pointing` conversations have no last case any more."""


class Leftovers(Protocol):
    """What has had its day. `below` is an id of the time before `before`: ids rise with time."""

    async def talks(self, after: int, limit: int) -> list[tuple[int, str, datetime]]:
        """A page of all conversations, by id, with their municipality and when they last wrote."""

    async def over(self, ids: Sequence[int], before: datetime) -> list[int]:
        """Of these conversations: silent since then, all their cases closed since then, nothing on its way to them.

        On PostgreSQL they are locked; those that somebody else holds are left out.
        """

    async def remove_sent(self, below: int, before: datetime, limit: int) -> int:
        """Finished, cancelled and dead rows of the outbox. How many were removed, as for the other two."""

    async def remove_done(self, below: int, before: datetime, limit: int) -> int:
        """Due dates that have fired or were cancelled."""

    async def remove_broken(self, below: int, before: datetime, limit: int) -> int: ...
    async def forget_numbers(self, above: int, below: int, limit: int) -> int:
        """What a platform called the messages of reporters: of rows that have ended, with an id between these two."""

    async def seen(self, after: bytes, limit: int) -> list[tuple[bytes, datetime]]:
        """A page of the keys of all messages seen, by key."""

    async def forget_seen(self, keys: Sequence[bytes], before: datetime) -> None: ...
