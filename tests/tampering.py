"""What somebody with their hands on the database can do to it: flip a byte, move a sealed field to another row."""

import sqlite3

import psycopg
from psycopg import sql
from sqlalchemy import make_url


def flip(url: str, table: str, column: str, key: int | None = None, *, name: str = "id") -> int:
    """One bit in the middle of this column, in one row or in all that have something there. How many rows."""
    rows = _read(url, table, column, name)
    for id, value in rows:
        if value and key in (None, id):
            middle = len(value) // 2
            changed = value[:middle] + bytes((value[middle] ^ 1,)) + value[middle + 1 :]
            write(url, table, column, id, changed, name=name)
    return sum(1 for id, value in rows if value and key in (None, id))


def read(url: str, table: str, column: str, key: int, *, name: str = "id") -> bytes:
    return dict(_read(url, table, column, name))[key]


def keys(url: str, table: str, column: str, *, name: str = "id") -> list[int]:
    """Of the rows that have something there, oldest first."""
    return [id for id, value in _read(url, table, column, name) if value]


def write(url: str, table: str, column: str, key: int, value: bytes, *, name: str = "id") -> None:
    """Past every trigger: who holds the file is held by none."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(str(make_url(url).database), timeout=5)
        with connection:
            kept = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
            ).fetchall()
            for trigger, _ in kept:
                connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE "{name}" = ?', [value, key])
            for _, statement in kept:
                connection.execute(statement)
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as pg:
        pg.execute("SET session_replication_role = replica")
        query = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(*map(sql.Identifier, (table, column, name)))
        pg.execute(query, [value, key])


def _read(url: str, table: str, column: str, name: str) -> list[tuple[int, bytes]]:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(str(make_url(url).database), timeout=5)
        rows = connection.execute(f'SELECT "{name}", "{column}" FROM {table} ORDER BY 1').fetchall()
        connection.close()
        return rows
    with psycopg.connect(url) as pg:
        query = sql.SQL("SELECT {}, {} FROM {} ORDER BY 1").format(*map(sql.Identifier, (name, column, table)))
        return [(int(id), bytes(value)) for id, value in pg.execute(query).fetchall()]
