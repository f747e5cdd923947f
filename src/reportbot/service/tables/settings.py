"""The tables of a town's settings, as Protocols."""

from collections.abc import Mapping
from typing import Protocol

from reportbot.service.records.settings import Outline, TownAsk, TownChange


class TownChanges(Protocol):
    """They are never changed, and never removed."""

    async def add(self, change: TownChange) -> None:
        """Leaving the unit of work raises StoreFailed, `passing`, where another one took its version first."""

    async def newest(self) -> Mapping[str, int]:
        """The newest version of each municipality that has any."""

    async def of_town(self, municipality: str, after: int = 0) -> list[TownChange]:
        """Those of later versions than `after`, oldest first."""

    async def matters_of(self, municipality: str, institution: str) -> frozenset[str]:
        """The categories of all cases that were ever passed to this institution."""

    async def outlines(self, municipality: str, limit: int, *, only_open: bool = False) -> list[Outline]:
        """Of the newest cases, or of the newest that are open; newest first."""


class TownAsks(Protocol):
    """What of the settings awaits a second person. They go when the row of `staff_asks` does."""

    async def add(self, ask: TownAsk) -> None: ...
    async def get(self, municipality: str, id: int) -> TownAsk | None: ...
    async def of_subject(self, municipality: str, kind: str, subject: str) -> list[int]:
        """Ids of what was asked about it."""

    async def forget(self) -> None:
        """Those whose row of `staff_asks` is gone."""
