"""SQLite: one connection that writes and alone checkpoints, a few that only read, each in a thread of its own.

WAL with synchronous=FULL: with NORMAL, a power cut loses commits that were already acknowledged. Two connections
that checkpoint can corrupt the file before SQLite 3.51.3, so the readers never do.
"""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite

from reportbot.storage.sql.errors import StorageFailed, bad_database
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Step

OLDEST = (3, 37, 0)  # STRICT tables; RETURNING came with 3.35
READERS = 3  # connections beside the one that writes

# At DEBUG it writes every value of every statement into the log: whom an office mail goes to, and all that is sealed.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

# secure_delete: what a person takes back is overwritten in the file, not only unlinked.
PRAGMAS: dict[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "secure_delete": 1,
    "query_only": 0,
}
# cache_size (in KiB, below 0): a round of a hundred due rows needs a thousand pages of a big file; of the usual 2 MB it
# would read each twice. temp_store: before a row is written, pages as they were are kept for the case that it is
# refused; in a temporary file that was three quarters of all that a round wrote.
WRITER: dict[str, int | str] = PRAGMAS | {"wal_autocheckpoint": 1000, "cache_size": -8000, "temp_store": 2}
# For a first look, which must not change a file that may be somebody else's.
VISITOR: dict[str, int | str] = {name: value for name, value in PRAGMAS.items() if name != "journal_mode"}
READER: dict[str, int | str] = PRAGMAS | {"wal_autocheckpoint": 0, "query_only": 1}


class Sqlite:
    """All connections to one file."""

    dialect: Dialect = sqlite.dialect(paramstyle="qmark")
    begin_writing = "BEGIN IMMEDIATE"
    begin_reading = "BEGIN"
    locks = False  # there is only one writer

    def __init__(self, writer: "SqliteLink", readers: list["SqliteLink"]) -> None:
        self._writer = writer
        self._all_readers = readers
        self._readers: asyncio.LifoQueue[SqliteLink] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._one_writes = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, checkpoints: bool = True) -> "Sqlite":
        """Raises BadSetup."""
        links: list[SqliteLink] = []
        writer = WRITER if checkpoints else WRITER | {"wal_autocheckpoint": 0}
        try:
            for pragmas in (writer, *[READER] * READERS):
                links.append(await SqliteLink.open(path, pragmas))
        except BaseException:
            for link in links[::-1]:
                await link.close()
            raise
        return cls(links[0], links[1:])

    @asynccontextmanager
    async def writing(self) -> AsyncIterator["SqliteLink"]:
        async with self._one_writes:
            yield self._writer

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["SqliteLink"]:
        link = await self._readers.get()
        try:
            yield link
        finally:
            self._readers.put_nowait(link)

    async def close(self) -> None:
        """The readers first: the last connection to leave checkpoints the file."""
        async with self._one_writes:
            for link in (*self._all_readers, self._writer):
                await link.close()


class SqliteLink:
    """One connection in the thread that aiosqlite keeps for it. All steps of a call are one errand for that thread."""

    def __init__(self, connection: "_Errands") -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: Path, pragmas: dict[str, int | str]) -> "SqliteLink":
        """Raises BadSetup."""
        connection = _Errands(lambda: connect(path, pragmas), iter_chunk_size=64)
        await connection
        return cls(connection)

    async def run(self, steps: Sequence[Step]) -> list[Row]:
        try:
            return await self._connection.run(steps)
        except sqlite3.Error as error:
            raise StorageFailed(f"{type(error).__name__}: {error}") from None

    async def roll_back(self) -> None:
        await self._connection.rollback()  # waits its turn behind whatever a cancelled task has left in the thread

    async def close(self) -> None:
        await self._connection.close()


class _Errands(aiosqlite.Connection):
    """aiosqlite visits its thread once per statement; a turn has a dozen, and a visit costs as much as a statement."""

    async def run(self, steps: Sequence[Step]) -> list[Row]:
        rows: list[Row] = await self._execute(_run, self._conn, steps)  # type: ignore[no-untyped-call]
        return rows


def _run(connection: sqlite3.Connection, steps: Sequence[Step]) -> list[Row]:
    """The rows of the last step."""
    for step in steps[:-1]:
        _do(connection, step)
    return _do(connection, steps[-1]).fetchall()


def _do(connection: sqlite3.Connection, step: Step) -> sqlite3.Cursor:
    return (connection.executemany if step.many else connection.execute)(step.sql, step.arguments)


def connect(path: Path, pragmas: dict[str, int | str]) -> sqlite3.Connection:
    """Creates the file, for its owner only, if there is none. Raises BadSetup when a pragma does not hold."""
    where = f"sqlite:///{path}"
    if sqlite3.sqlite_version_info < OLDEST:
        raise bad_database(where, f"SQLite {sqlite3.sqlite_version} is too old; 3.37 is the oldest that works")
    try:
        _create(path)
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=512)
    except (OSError, sqlite3.Error) as error:
        raise bad_database(where, f"the file cannot be opened: {_reason(error)}") from None
    try:
        wrong = [name for name, value in pragmas.items() if not _holds(connection, name, value)]
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        connection.close()
        raise bad_database(where, f"this is not a readable SQLite database: {error}") from None
    if wrong:
        connection.close()
        raise bad_database(where, f"SQLite does not keep these settings here: {', '.join(wrong)}")
    return connection


def _create(path: Path) -> None:
    """Only where there is none. To close a file that is there would end the locks of every connection of this process
    (fcntl(2)): another process could then remove the write-ahead log under us, and all that is written from then on.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _holds(connection: sqlite3.Connection, name: str, value: int | str) -> bool:
    connection.execute(f"PRAGMA {name} = {value}").fetchall()
    return bool(connection.execute(f"PRAGMA {name}").fetchone() == (value,))


def _reason(error: Exception) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else str(error)
