"""A snapshot of PostgreSQL (see snapshot.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL

from reportbot.storage.backup.parts import Part
from reportbot.storage.backup.snapshot import AT_ONCE, Snapshot, count_of, select_of
from reportbot.storage.sql.errors import StorageFailed, bad_database
from reportbot.storage.sql.postgresql import what_failed


@contextmanager
def postgresql_snapshot(address: URL) -> Iterator[Snapshot]:
    """Raises BadSetup."""
    try:
        connection = psycopg.connect(address.render_as_string(hide_password=False), connect_timeout=10)
    except psycopg.Error:
        raise bad_database(address.render_as_string(), "PostgreSQL does not answer") from None
    try:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SELECT 1")  # the moment is that of the first statement
        yield _Postgresql(connection)
    finally:
        connection.close()


class _Postgresql:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def count(self, table: str) -> int:
        with _postgresql_errors():
            (count,) = self._connection.execute(_said(count_of(table))).fetchone() or (0,)
            return int(count)

    def rows(self, part: Part) -> Iterator[tuple[Any, ...]]:
        with _postgresql_errors(), self._connection.cursor("backup", binary=True) as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(_said(select_of(part)))
            yield from cursor


def _said(statement: str) -> sql.SQL:
    return sql.SQL(statement)


@contextmanager
def _postgresql_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise StorageFailed(what_failed(error)) from None
