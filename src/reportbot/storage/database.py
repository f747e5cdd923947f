"""The open database: it hands out units of work. SQLite or PostgreSQL by its URL; nothing outside this folder knows."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError

from reportbot.storage.audit import Chain
from reportbot.storage.migrate import migrate
from reportbot.storage.sql.errors import StorageFailed, bad_database
from reportbot.storage.sql.sqlite import PRAGMAS, Sqlite
from reportbot.storage.sql.statements import Statements
from reportbot.storage.sql.transaction import Counter, Link, Step, Transaction
from reportbot.storage.work import SqlWork

CHECKPOINTS, BREATH = 3, 0.05  # tries at once, and seconds between them
MOMENT = 100  # milliseconds that one try waits for readers
log = logging.getLogger("reportbot.storage")


class Database:
    """Implements service.ports.store.Store. Open one per process; close it at the end."""

    def __init__(self, engine: "Engine", chain: Chain | None = None) -> None:
        self._engine, self._chain = engine, chain
        self._statements = Statements(engine.dialect)
        self._counter = Counter()
        self._unsettled = False

    @classmethod
    async def open(
        cls, url: str, *, upgrade: bool = True, chain: Chain | None = None, is_guest: bool = False
    ) -> "Database":
        """`sqlite:///path` or `postgresql://…`. Brings the tables up to date first, unless told not to.

        `chain` makes the digests of the audit log; without it nothing can be noted there. A guest writes a little
        beside a running service, and leaves checkpoints to it.
        Raises BadSetup when the database is unreachable, broken, not ours, or not of this version.
        """
        address = address_of(url)
        await asyncio.to_thread(migrate, address, upgrade=upgrade)
        return cls(await _engine(address, is_guest), chain)

    @property
    def statements(self) -> int:
        """Statements since the start; one that writes many rows counts once."""
        return self._counter.statements

    @property
    def commits(self) -> int:
        return self._counter.commits

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlWork]:
        """One unit of work. Raises StorageFailed; then, as on any exception inside, nothing of it is kept."""
        async with self._engine.writing() as link:
            transaction = self._transaction(link, writes=True)
            work = SqlWork(transaction, self._chain)
            try:
                yield work
                await work.audit.write()
                await transaction.commit()
                self._unsettled |= transaction.forgets
            except BaseException:
                work.undo()
                await transaction.roll_back()
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlWork]:
        """A look at one moment of the database; writing is refused."""
        async with self._engine.reading() as link:
            transaction = self._transaction(link, writes=False)
            try:
                yield SqlWork(transaction, self._chain)
            finally:
                await transaction.roll_back()

    async def health(self) -> str:
        """Empty when the database answers and can be written to, else one sentence. For /readyz."""
        try:
            async with self._engine.writing() as link:
                await link.run([Step(self._engine.begin_writing), Step("SELECT 1")])
                await link.roll_back()
        except StorageFailed as failure:
            return f"The database does not work: {failure}."
        return ""

    async def settle(self) -> None:
        """What was overwritten shall be so on the disk too. PostgreSQL does that in its own time (VACUUM).

        Whoever reads an older moment, such as a backup, is in the way: `settle_rest` tries again.
        """
        if self._engine.locks:
            return
        for _ in range(CHECKPOINTS):
            if await self._is_emptied():
                self._unsettled = False
                return
            await asyncio.sleep(BREATH)
        self._unsettled = True
        log.warning("the write-ahead log could not be emptied yet")

    async def settle_rest(self) -> None:
        """Where somebody was forgotten since, or `settle` has failed. Cheap otherwise: for every tick."""
        if self._unsettled and not self._engine.locks:
            self._unsettled = not await self._is_emptied()

    async def _is_emptied(self) -> bool:
        """Nobody who writes waits for it longer than a moment."""
        async with self._engine.writing() as link:
            try:
                ((is_busy, *_),) = await link.run(
                    [Step(f"PRAGMA busy_timeout = {MOMENT}"), Step("PRAGMA wal_checkpoint(TRUNCATE)")]
                )
            finally:
                await link.run([Step(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")])
        return not is_busy

    async def close(self) -> None:
        await self._engine.close()

    def _transaction(self, link: Link, *, writes: bool) -> Transaction:
        begin = self._engine.begin_writing if writes else self._engine.begin_reading
        locks = writes and self._engine.locks
        return Transaction(link, self._statements, self._counter, begin, writes=writes, locks=locks)


class Engine(Protocol):
    """What SQLite and PostgreSQL each do in their own way."""

    @property
    def dialect(self) -> Dialect: ...
    @property
    def begin_writing(self) -> str: ...
    @property
    def begin_reading(self) -> str: ...
    @property
    def locks(self) -> bool: ...
    def writing(self) -> AbstractAsyncContextManager[Link]: ...
    def reading(self) -> AbstractAsyncContextManager[Link]: ...
    async def close(self) -> None: ...


def address_of(url: str) -> URL:
    """Raises BadSetup."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise bad_database("database", "the address must be sqlite:///path or postgresql://user@host/name") from None
    if address.drivername == "sqlite" and address.database not in (None, "", ":memory:"):
        return address
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql")
    raise bad_database(address.render_as_string(), "the address must be sqlite:///path or postgresql://user@host/name")


async def _engine(address: URL, is_guest: bool) -> Engine:
    if address.drivername == "sqlite":
        return await Sqlite.open(Path(address.database or ""), checkpoints=not is_guest)
    from reportbot.storage.sql.postgresql import Postgresql  # psycopg is an extra: only those who use it have it

    return await Postgresql.open(address)
