"""Messages that made us stumble: a named person opens one, turns it into a report of whoever wrote it, or is done.

Those of a person one of whose cases is out of reach do not exist here; round.py sees to them.
"""

from collections.abc import Callable, Mapping, Sequence

from reportbot.core.access.reach import Reach
from reportbot.core.errors import UnknownCode
from reportbot.service.kept.opening import KeptMessage, opened
from reportbot.service.kept.reporting import KeptReporting, note_kept
from reportbot.service.kept.round import KeptRound
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records import BrokenMessage
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage


class KeptMessages:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        clock: Clock,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent. `round` sees to those that nobody at the desk may open."""
        self._store, self._vault, self._towns = store, vault, towns
        self._clock, self._wake, self._damage = clock, wake, damage
        self._reporting = KeptReporting(vault, towns, opener, damage)
        self.round = KeptRound(
            store=store, vault=vault, towns=towns, reporting=self._reporting, damage=damage, wake=wake
        )

    async def waiting(self, municipality: str, reach: Reach) -> Sequence[BrokenMessage]:
        """The newest; only that there are some, their text is for a named person."""
        async with self._store.read() as work:
            return await work.messages.broken(municipality, reach)

    async def open(self, municipality: str, id: int, reach: Reach, by: str) -> KeptMessage:
        """For a person's eyes, and noted before it is shown; `by` is an actor. Raises UnknownCode."""
        async with self._store.begin() as work:
            kept = await self._kept(work, municipality, id, reach)
            note_kept(work, "read_broken", kept, by, self._clock.now())
            return await opened(work, self._vault, self._damage, kept)

    async def remove(self, municipality: str, id: int, reach: Reach, by: str) -> None:
        """It is dealt with, and gone for good. Raises UnknownCode."""

        async def once() -> None:
            async with self._store.begin() as work:
                kept = await self._kept(work, municipality, id, reach)
                await work.messages.remove_broken(municipality, id)
                note_kept(work, "removed_broken", kept, by, self._clock.now())

        await persistently(once)

    async def report(self, municipality: str, id: int, reach: Reach, by: str) -> str:
        """A report of whoever wrote it: more about their open case, or a case of its own. The case's number.

        Raises UnknownCode, also where there is nothing in it to report.
        """

        async def once() -> str:
            async with self._store.begin() as work:
                kept = await self._kept(work, municipality, id, reach)
                message = await opened(work, self._vault, self._damage, kept)
                if not message.is_something:
                    raise UnknownCode("there is nothing in it that could be reported")
                return await self._reporting.at_desk(work, self._towns[municipality], message, by, self._clock.now())

        number = await persistently(once)
        self._wake()
        return number

    async def _kept(self, work: Work, municipality: str, id: int, reach: Reach) -> BrokenMessage:
        kept = await work.messages.one_broken(municipality, id, reach) if id < 1 << 63 else None
        if kept is None:
            raise UnknownCode("no kept message has this number here")
        return kept
