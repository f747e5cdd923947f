"""On PostgreSQL too, each view of the queue is one walk along its index, among 20,000 open cases that it knows well.

It makes two kinds of plan: for the values that it sees, and, once a statement was asked often, for any. Both are held.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.desk.queue import COUNTED, View
from reportbot.core.cases.workflow import Status
from reportbot.storage.cases import queue_pages
from reportbot.storage.cases.queue import COUNTED_AMONG
from reportbot.storage.sql.columns import Moment
from reportbot.storage.sql.postgresql import Postgresql
from reportbot.storage.sql.statements import Statements
from tests.databases import PostgresqlDatabases
from tests.storage.full_queue import HOUR, MONDAY, TAKEN_BY, fill_postgresql

SIZE = 20_000
NOW = Moment.into(MONDAY)
KNOWN = {"force_custom_plan": "for these values", "force_generic_plan": "for any"}
VALUES = (
    {"municipality": "drenas", "member": TAKEN_BY, "desk": "coordinator", "now": NOW, "limit": 41}
    | {"looked_at": 9_999, "most": 100}
    | {"office0": "% police %", "hidden0": "neglect", "theirs": "qps", "want_lead": "qps", "want_place": "komoran"}
    | {"end_late_at": NOW + 5 * HOUR, "end_prio": 3, "end_id": 8}
    | {"after_late_at": NOW - 5 * HOUR, "after_prio": 2, "after_id": 7}
)
INDEXES = {
    View.OPEN: "ix_cases_open",
    View.LOOK: "ix_cases_look",
    View.DANGER: "ix_cases_danger",
    View.MINE: "ix_cases_taken",
    View.WAITING: "ix_cases_open",
    View.OVERDUE: "ix_cases_open",
    View.NEWS: "ix_cases_news",
    View.CLOSED: "ix_cases_over",
}
ALL, OFFICES_OWN = (1, False, 1), (1, True, 1)


@pytest.fixture(scope="module")
def full(postgresql_databases: PostgresqlDatabases) -> Iterator[psycopg.Connection]:
    with postgresql_databases.fresh() as url:
        fill_postgresql(url, SIZE)
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            yield connection


@pytest.mark.parametrize("kind", KNOWN, ids=KNOWN.values())
@pytest.mark.parametrize("goes_on", [False, True], ids=["first page", "next page"])
@pytest.mark.parametrize("view", View)
def test_a_view_is_one_walk_along_its_index_and_never_sorted(
    full: psycopg.Connection, view: View, goes_on: bool, kind: str
) -> None:
    plan = _plan(full, queue_pages.page_of(view, ALL, (), goes_on, False), kind)
    assert _walks(plan) == {INDEXES[view]}, plan
    assert not re.search(r"Seq Scan|Sort|Hash|Materialize|Bitmap", plan), plan


@pytest.mark.parametrize("kind", KNOWN, ids=KNOWN.values())
@pytest.mark.parametrize("view", View)
def test_a_narrowed_page_stays_between_its_ends(full: psycopg.Connection, view: View, kind: str) -> None:
    end = _plan(full, queue_pages.end_of_page(view, True), kind)
    assert INDEXES[view] in end and not re.search("Seq Scan|Sort", end), end
    page = _plan(full, queue_pages.page_of(view, OFFICES_OWN, ("lead", "place"), True, True), kind)
    assert _walks(page) == {INDEXES[view]}, page
    assert not re.search("Seq Scan|Sort|Hash|Bitmap", page), page


@pytest.mark.parametrize("kind", KNOWN, ids=KNOWN.values())
@pytest.mark.parametrize("within", [ALL, OFFICES_OWN], ids=["the desk's", "an office's"])
def test_the_tabs_are_counted_along_the_indexes(full: psycopg.Connection, within: queue_pages.Shape, kind: str) -> None:
    plan = _plan(full, queue_pages.counts(within), kind)
    assert _walks(plan) == {INDEXES[view] for view in COUNTED}, plan
    assert not re.search(r"Seq Scan|Sort|Hash", plan), plan


@pytest.mark.parametrize("kind", KNOWN, ids=KNOWN.values())
@pytest.mark.parametrize("within", [ALL, OFFICES_OWN], ids=["the desk's", "an office's"])
def test_a_narrowed_list_is_counted_along_the_same_indexes(
    full: psycopg.Connection, within: queue_pages.Shape, kind: str
) -> None:
    """It may sort where it needs all that there is, and never more than it would look at anyway."""
    plan = _plan(full, queue_pages.narrowed_counts(within, ("lead", "place")), kind, looked_at=COUNTED_AMONG)
    assert _walks(plan) == {INDEXES[view] for view in COUNTED}, plan
    assert not re.search(r"Seq Scan|Hash", plan), plan
    assert all(int(rows) <= COUNTED_AMONG for rows in re.findall(r"Sort .*?rows=(\d+)", plan)), plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"number": "2026-0000007"}, "uq_cases"),
        ({"place": "a hamlet"}, "ix_cases_place"),
        ({"category": "a seldom one"}, "ix_cases_category"),
        ({"lead": "a small office"}, "ix_cases_lead"),
        ({"status": Status.REJECTED}, "ix_cases_status"),
        ({"status": Status.REJECTED, "lead": "qps"}, "ix_cases_status"),
        ({"status": Status.REFERRED, "lead": "a small office"}, "ix_cases_lead"),
        ({"place": "komoran", "lead": "qps"}, ""),
        ({}, "pk_cases"),
    ],
)
@pytest.mark.parametrize("within", [ALL, OFFICES_OWN], ids=["the desk's", "an office's"])
def test_a_search_reads_what_it_finds_not_the_whole_table(
    full: psycopg.Connection, within: queue_pages.Shape, wanted: dict[str, Any], index: str
) -> None:
    plan = _plan(full, queue_pages.search(within, tuple(sorted(wanted))), "force_custom_plan", **wanted)
    assert index in plan and "Seq Scan" not in plan, plan


def _plan(connection: psycopg.Connection, statement: Executable, kind: str, **wanted: Any) -> str:
    prepared = Statements(Postgresql.dialect).prepare(statement)
    (arguments,) = prepared.arguments([VALUES | wanted])
    places = iter(range(1, len(arguments) + 1))
    asked = re.sub("%s", lambda _: f"${next(places)}", prepared.sql).replace("%%", "%")
    connection.execute(f"SET plan_cache_mode = {kind}".encode())
    connection.execute(b"DEALLOCATE ALL")
    connection.execute(f"PREPARE asked AS {asked}".encode())
    given = sql.SQL(", ").join(map(sql.Literal, arguments))
    rows = connection.execute(sql.SQL("EXPLAIN EXECUTE asked({})").format(given)).fetchall()
    return "\n".join(row[0] for row in rows)


def _walks(plan: str) -> set[str]:
    """The indexes by which cases are found."""
    along = re.findall(r"using (\w+) on cases", plan)
    return {*along, *re.findall(r"Bitmap Index Scan on (ix_cases_\w+)", plan)}
