"""The table groups of triage, as Protocols: what people put right, what makes cases alike, trained models."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.service.records import Correction, Sketch, TrainedModel


class Corrections(Protocol):
    """They go when their case goes."""

    async def add(self, corrections: Sequence[Correction]) -> None: ...
    async def of_case(self, case: int) -> list[Correction]: ...
    async def of_town(self, municipality: str, after: int, limit: int) -> list[Correction]:
        """A page, by id, beyond `after`."""

    async def unlearn(self, conversations: Sequence[int]) -> None:
        """The words of what was put right in cases of these are erased; that it was put right stays."""


class Sketches(Protocol):
    """They go when their case goes."""

    async def save(self, sketches: Sequence[Sketch]) -> None:
        """One for each case; a newer one takes its place."""

    async def get(self, cases: Sequence[int]) -> dict[int, Sketch]: ...
    async def near(
        self, municipality: str, categories: Sequence[str], places: Sequence[str], since: datetime, limit: int
    ) -> list[Sketch]:
        """Of these categories and places, opened since then, newest first; at most `limit` of each pair."""

    async def sealed(self, municipality: str, categories: Sequence[str], since: datetime, limit: int) -> list[Sketch]:
        """Of sensitive matters of these categories, opened since then, newest first."""


class TrainedModels(Protocol):
    async def add(self, model: TrainedModel) -> None: ...
    async def active(self, municipality: str) -> TrainedModel | None: ...
    async def of_town(self, municipality: str, limit: int = 20) -> list[TrainedModel]:
        """Newest first."""

    async def switch(self, municipality: str, id: int | None, by: str, at: datetime) -> None:
        """From now on this one; None for the one that comes with the program. The one before is retired."""
