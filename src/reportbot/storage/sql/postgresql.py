"""PostgreSQL: for more than one machine. A pool of connections; what goes out together goes in one round trip."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL, Dialect
from sqlalchemy.dialects.postgresql import psycopg as sqlalchemy_psycopg

from reportbot.storage.sql.errors import StorageFailed, bad_database
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Step

CONNECTIONS = 10  # at most
# A lost race for the same new row, a conflict, a deadlock: https://www.postgresql.org/docs/current/errcodes-appendix.html
PASSING = frozenset({"23505", "40001", "40P01"})
PATIENCE = 10.0  # seconds until a connection must be free

Connection = psycopg.AsyncConnection[Row]
Pool = AsyncConnectionPool[Connection]


class Postgresql:
    """A pool on one database."""

    dialect: Dialect = sqlalchemy_psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
    begin_writing = "BEGIN"
    begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    locks = True

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: URL) -> "Postgresql":
        """Raises BadSetup."""
        pool: Pool = AsyncConnectionPool(
            url.render_as_string(hide_password=False),
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE,
            kwargs={"autocommit": True},  # we say BEGIN and COMMIT ourselves
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        try:
            await pool.open(wait=True, timeout=PATIENCE)
        except PoolTimeout:
            await pool.close()
            raise bad_database(url.render_as_string(), "PostgreSQL does not answer") from None
        return cls(pool)

    def writing(self) -> Any:
        return self._connection()

    def reading(self) -> Any:
        return self._connection()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["PostgresqlLink"]:
        try:
            connection = await self._pool.getconn()
        except PoolTimeout:
            raise StorageFailed("no connection to PostgreSQL was free in time") from None
        try:
            yield PostgresqlLink(connection)
        finally:
            await self._pool.putconn(connection)


class PostgresqlLink:
    """One connection. Several steps travel as one pipeline."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run(self, steps: Sequence[Step]) -> list[Row]:
        try:
            async with self._connection.pipeline() if len(steps) > 1 else nullcontext():
                for step in steps:
                    cursor = await self._do(step)
            return await cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise StorageFailed(what_failed(error), passing=error.sqlstate in PASSING) from None

    async def roll_back(self) -> None:
        try:
            await self._connection.rollback()
        except psycopg.Error:
            await self._connection.close()

    async def _do(self, step: Step) -> psycopg.AsyncCursor[Row]:
        cursor = self._connection.cursor()
        if step.many:
            await cursor.executemany(step.sql, step.arguments)
        else:
            await cursor.execute(step.sql, step.arguments)
        return cursor


def what_failed(error: psycopg.Error) -> str:
    place = error.diag.constraint_name or error.diag.table_name or "the statement"
    return f"{type(error).__name__} ({error.sqlstate or 'connection'}) at {place}"
