"""A queue with as many open cases as wanted, written as rows: for query plans and benchmarks. A fifth as many are over.

Of every hundred one is an emergency, one needs a look, one is taken, one has news, one is our turn, nine are late.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table

from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.storage.schema import cases, dues, referrals
from reportbot.storage.sql.columns import Moment

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICES = ("public_services", "police", "qps", "inspectorate", "dka")
PLACES = ("komoran", "gllanaselle", "krajkove", "arllat", "terstenik")
TAKEN_BY = "coordinator"
HOUR = 3_600_000_000
Rows = Iterator[tuple[Any, ...]]


def fill_sqlite(file: Path, size: int) -> None:
    """Into an empty, migrated file. Quickly: without indexes and triggers, made anew when everything is there."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        made = connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('index', 'trigger')"
            " AND tbl_name IN ('cases', 'dues', 'referrals')"
        ).fetchall()
        for kind, name, _ in made:
            connection.execute(f"DROP {kind} {name}")
        connection.execute("PRAGMA synchronous = 0")
        connection.execute("BEGIN")
        for table, rows in _tables(size):
            marks = ", ".join("?" * len(table.c))
            connection.executemany(f'INSERT INTO "{table.name}" ({_names(table)}) VALUES ({marks})', rows)
        for _, _, statement in made:
            connection.execute(statement)
        connection.execute("COMMIT")


def fill_postgresql(url: str, size: int) -> None:
    """Into an empty, migrated database; the triggers sleep meanwhile. Counted (ANALYZE) like by autovacuum."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, rows in _tables(size):
            with connection.cursor().copy(f'COPY "{table.name}" ({_names(table)}) FROM STDIN'.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _tables(size: int) -> tuple[tuple[Table, Rows], ...]:
    return (cases, _cases(size)), (referrals, _referrals(size)), (dues, _dues(size))


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.c)


def _cases(size: int) -> Rows:
    now, kinds = Moment.into(MONDAY), sorted(CATEGORIES)
    for id in range(1, size + size // 5 + 1):
        is_open, part = id <= size, id % 100
        urgency = 3 if part == 1 else 2 if part < 20 else 1
        status = (Status.REFERRED if id % 2 else Status.ACKNOWLEDGED) if is_open else Status.CLOSED
        late_at = 0 if part == 0 or not is_open else now + (part - 10) * HOUR + id
        opened = now - (id % 5000) * HOUR
        yield (
            *(id, "drenas", f"2026-{id:07d}", kinds[id % len(kinds)], urgency, str(status), opened, opened + HOUR),
            *(PLACES[id % 5], OFFICES[id % 5], "sq", "telegram", "citizen", "", b"b" * 300, b"%016d" % id, b"k" * 90),
            *(None, "", int(part == 2 and is_open), None, 3 - urgency, late_at, now if part == 3 and is_open else None),
            TAKEN_BY if part == 4 and is_open else "",
        )


def _referrals(size: int) -> Rows:
    now = Moment.into(MONDAY)
    for id in range(1, size + 1):
        dates = (now + HOUR, now + 9 * HOUR, now + 99 * HOUR, now)
        yield id, id, "drenas", OFFICES[id % 5], "lead", now, None, None, "", *dates, None, ""


def _dues(size: int) -> Rows:
    far = Moment.into(MONDAY + timedelta(days=2))
    for id in range(1, size + 1):
        if id % 100:
            yield id, "drenas", id, id, "reminder", 1, far + id, None
