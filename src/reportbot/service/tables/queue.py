"""What the queue needs of the store, as Protocols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import Narrowed, Turn, View
from reportbot.service.records import Due

Position = tuple[int, int, int]
"""Where the next page begins: after the row with these values (late_at, prio, id; when it changed, 0, id)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the queue. `member` is whose "mine" it is; `desk` the institution that runs the desk: what it
    has itself waits for nobody else."""

    municipality: str
    view: View
    within: Reach
    member: str
    now: datetime
    narrowed: Narrowed = field(default_factory=Narrowed)
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case of the queue; `due` is what fires next, if anything does."""

    case: Case
    turn: Turn
    due: Due | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found; `more`: nobody counted on, so there may be more."""

    found: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`query` is the part of the queue's address after "?"."""

    id: int
    municipality: str
    member: str
    name: str
    query: str


class Queue(Protocol):
    async def page(self, asked: Asked, after: Position | None, limit: int) -> tuple[Sequence[Waiting], Position | None]:
        """One page, and where the next one begins (None after the last). A narrowed page may hold fewer rows than
        `limit`, and go on: only so many cases are looked at for it."""

    async def counts(self, asked: Asked, most: int) -> Mapping[View, int]:
        """Of each counted view how many are in it, counted up to `most`. Nothing is narrowed."""

    async def narrowed_counts(self, asked: Asked) -> Mapping[View, Count]:
        """Of each counted view how many fit what it is narrowed to. Only so many cases of a view are looked at."""

    async def search(self, municipality: str, within: Reach, wanted: Mapping[str, Any], limit: int) -> Sequence[Case]:
        """Newest first, open or not; `wanted` are values of columns: number, category, place, lead, status."""

    async def named(self, municipality: str, numbers: Sequence[str]) -> list[Case]:
        """Those of these numbers that are there, whoever may know of them."""

    async def turns(self, cases: Sequence[int]) -> Mapping[int, Turn]: ...
    async def take(self, case: int, member: str) -> None:
        """An empty one gives it back. The caller holds the case."""

    async def saved(self, municipality: str, member: str) -> Sequence[SavedFilter]: ...
    async def save(self, filter: SavedFilter) -> None: ...
    async def remove(self, municipality: str, member: str, id: int) -> None:
        """Nothing happens where that is no filter of theirs."""
