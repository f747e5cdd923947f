"""All rows of one moment, read on a connection of its own while the service goes on. Blocking: for a thread.

SQLite: one read transaction; writers do not wait for it, but the WAL grows by what they write meanwhile, so it must
not last for ever. PostgreSQL: REPEATABLE READ, READ ONLY, with cursors on the server.
"""

# ruff: noqa: S608 (names come from our own schema; every value is a parameter)

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL

from reportbot.storage.backup.parts import Part
from reportbot.storage.database import address_of
from reportbot.storage.migrate import migrate
from reportbot.storage.sql.errors import StorageFailed, bad_database
from reportbot.storage.sql.sqlite import READER, connect

AT_ONCE = 16  # rows in memory: a photo's is up to a megabyte


class Snapshot(Protocol):
    """One moment of the database."""

    def count(self, table: str) -> int:
        """Raises StorageFailed."""

    def rows(self, part: Part) -> Iterator[tuple[Any, ...]]:
        """As they are stored, in order of the primary key. Raises StorageFailed."""


def snapshot(url: str) -> AbstractContextManager[Snapshot]:
    """Raises BadSetup when there is no such database, or it is not of this version."""
    address = address_of(url)
    if address.drivername != "sqlite":
        migrate(address, upgrade=False)
        from reportbot.storage.backup.snapshot_postgresql import postgresql_snapshot  # psycopg is an extra

        return postgresql_snapshot(address)
    if not Path(address.database or "").is_file():
        raise bad_database(address.render_as_string(), "there is no such file")
    migrate(address, upgrade=False)
    return _sqlite_snapshot(address)


def select_of(part: Part) -> str:
    names, order = ", ".join(map(quoted, part.names)), ", ".join(map(quoted, part.row_names))
    return f"SELECT {names} FROM {quoted(part.table)} ORDER BY {order}"


def count_of(table: str) -> str:
    return f"SELECT count(*) FROM {quoted(table)}"


def quoted(name: str) -> str:
    """A name of our schema; the same in SQLite and PostgreSQL."""
    return f'"{name}"'


@contextmanager
def _sqlite_snapshot(address: URL) -> Iterator[Snapshot]:
    with closing(connect(Path(address.database or ""), READER)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()  # the moment is that of the first read
        yield _Sqlite(connection)


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self, table: str) -> int:
        with _sqlite_errors():
            return int(self._connection.execute(count_of(table)).fetchone()[0])

    def rows(self, part: Part) -> Iterator[tuple[Any, ...]]:
        with _sqlite_errors():
            yield from self._connection.execute(select_of(part))


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageFailed(f"{type(error).__name__}: {error}") from None
