"""The tables of notes and tasks, as a Protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reportbot.core.cases.desk.notes import CaseNote, CaseTask


@dataclass(frozen=True, slots=True)
class ToDo:
    """How many tasks of a case are open, and how many of these are late."""

    open: int
    late: int


NOTHING_TO_DO = ToDo(0, 0)


class Notes(Protocol):
    """They go when their case goes."""

    async def add(self, note: CaseNote) -> None: ...
    async def of_case(self, case: int) -> list[CaseNote]:
        """Oldest first."""

    async def add_task(self, task: CaseTask) -> None: ...
    async def save_task(self, task: CaseTask) -> None:
        """Whether, when and by whom it was done."""

    async def task(self, id: int) -> CaseTask | None: ...
    async def tasks(self, case: int) -> list[CaseTask]:
        """Oldest first."""

    async def to_do(self, cases: Sequence[int], now: datetime) -> Mapping[int, ToDo]:
        """Of those cases that have open tasks. For the rows of the queue."""

    async def due(self, municipality: str, until: datetime, limit: int) -> list[CaseTask]:
        """What is to be done by then in a town, the soonest first."""
