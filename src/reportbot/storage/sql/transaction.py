"""One transaction on one connection. Writes are collected and go to the driver together with the next read or commit.

That makes a batch of any size three round trips: two reads and one bundle of writes with the commit.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy.sql.expression import Executable

from reportbot.core.errors import RuleBroken
from reportbot.storage.sql.errors import StorageFailed
from reportbot.storage.sql.statements import Row, Statements, Values


class Step(NamedTuple):
    """What the driver is asked to do. `many`: the arguments are a list, and the statement is run for each."""

    sql: str
    arguments: Sequence[Any] = ()
    many: bool = False


class Link(Protocol):
    """One open connection of a driver."""

    async def run(self, steps: Sequence[Step]) -> list[Row]:
        """All steps in order, in one trip; the rows of the last one. Raises StorageFailed."""

    async def roll_back(self) -> None:
        """Forgets everything since the transaction began; harmless when there is none."""


@dataclass(slots=True)
class Counter:
    """Counted by Database for the benchmarks: a list of rows written by one statement counts once."""

    statements: int = 0
    commits: int = 0


class Transaction:
    """`locks`: rows that are read shall be kept from others until the end (PostgreSQL, when writing).

    `forgets`: somebody was removed for good, and shall be gone from the disk soon.
    """

    def __init__(
        self, link: Link, statements: Statements, counter: Counter, begin: str, *, writes: bool, locks: bool
    ) -> None:
        self.locks = locks
        self._writes = writes
        self._link = link
        self._statements = statements
        self._counter = counter
        self._waiting: list[Step] = [Step(begin)]
        self._begun = False
        self._failed = False
        self.forgets = False

    async def fetch(self, statement: Executable, values: Values | None = None) -> Sequence[Row]:
        prepared = self._statements.prepare(statement)
        self._counter.statements += 1
        (arguments,) = prepared.arguments([values or {}])
        return prepared.read(await self._run(Step(prepared.sql, arguments)))

    def write(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Errors of the database show with the next read or the commit. Raises RuleBroken in a read-only look."""
        self.refuse_unless_it_writes()
        if rows:
            prepared = self._statements.prepare(statement)
            self._counter.statements += 1
            self._waiting.append(Step(prepared.sql, prepared.arguments(rows), many=True))

    def refuse_unless_it_writes(self) -> None:
        """Raises RuleBroken in a read-only look."""
        if not self._writes:
            raise RuleBroken("a read-only look at the database may not write")

    async def commit(self) -> None:
        if self._begun or len(self._waiting) > 1:
            await self._run(Step("COMMIT"))
            self._counter.commits += 1

    async def roll_back(self) -> None:
        """Runs to its end even when the task is being cancelled."""
        if self._begun:
            await asyncio.shield(self._link.roll_back())

    async def _run(self, last: Step) -> list[Row]:
        if self._failed:
            raise StorageFailed("this unit of work has failed before; nothing of it can be kept")
        steps, self._waiting = [*self._waiting, last], []
        self._begun = True
        self._failed = True  # until proven otherwise: also when we are cancelled half-way
        rows = await self._link.run(steps)
        self._failed = False
        return rows
