"""Whatever the queue, a search and a case page ask of PostgreSQL among 20,000 open cases, no statement of theirs reads
a whole table; and they ask as often as on SQLite.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest

from reportbot.core.cases.desk.queue import View
from reportbot.core.cases.events import CaseEvent
from reportbot.storage.sql.postgresql import PostgresqlLink
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Step
from tests.databases import PostgresqlDatabases
from tests.storage.full_queue import fill_postgresql
from tests.web.console.house import House, open_house, page_of

SIZE = 20_000
FULL = ("cases", "referrals", "dues")


@dataclass
class Full:
    """The house on a full database, and what it asks of it."""

    house: House
    desk: httpx.AsyncClient
    url: str
    number: str
    asked: list[Step] = field(default_factory=list)

    async def plans(self, path: str) -> list[str]:
        """Of every statement that a page reads with."""
        self.asked.clear()
        assert (await self.desk.get(path)).status_code == 200
        reads = [step for step in self.asked if step.sql.startswith(("SELECT", "WITH"))]
        with psycopg.connect(self.url) as connection:
            rows = [connection.execute(f"EXPLAIN {step.sql}".encode(), step.arguments).fetchall() for step in reads]
        return ["\n".join(row[0] for row in plan) for plan in rows]


@pytest.fixture
async def full(postgresql_databases: PostgresqlDatabases, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Full]:
    with postgresql_databases.fresh() as url:
        fill_postgresql(url, SIZE)
        async with open_house(url) as house:
            number = await house.report()
            desk = await house.sign_in()
            found = Full(house, desk, url, number)
            done = PostgresqlLink._do

            async def noted(link: PostgresqlLink, step: Step) -> psycopg.AsyncCursor[Row]:
                found.asked.append(step)
                return await done(link, step)

            monkeypatch.setattr(PostgresqlLink, "_do", noted)
            yield found
            await desk.aclose()


async def test_no_page_reads_a_whole_table(full: Full) -> None:
    await _much_happened(full.house, full.number)
    paths = [f"/console/drenas?view={view}" for view in View]
    paths += ["/console/drenas?place=komoran&category=neglect", f"/console/drenas/cases/{full.number}"]
    next_page = page_of(await full.desk.get(paths[0])).select_one("[rel=next]")
    assert next_page is not None
    for path in (*paths, str(next_page["href"])):
        plans = await full.plans(path)
        assert len(plans) >= 3
        for plan in plans:
            assert not [table for table in FULL if f"Seq Scan on {table} " in plan], f"{path}\n{plan}"


async def test_a_case_page_asks_as_often_as_on_sqlite_whatever_has_happened(
    postgresql_url: str, sqlite_url: str
) -> None:
    counts: list[int] = []
    for url in (postgresql_url, sqlite_url):
        async with open_house(url) as house:
            number, desk = await house.report(), await house.sign_in()
            counts.append(await _statements(house, desk, number))
            await _much_happened(house, number)
            counts.append(await _statements(house, desk, number))
            await desk.aclose()
    assert len(set(counts)) == 1 and counts[0] <= 40


async def _statements(house: House, desk: httpx.AsyncClient, number: str) -> int:
    before = house.parts.database.statements
    assert (await desk.get(f"/console/drenas/cases/{number}")).status_code == 200
    return house.parts.database.statements - before


async def _much_happened(house: House, number: str) -> None:
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        at, new = house.clock.now(), house.parts.ids.new
        events = [CaseEvent(new(), case.id, "drenas", "status_asked", at, "reporter") for _ in range(200)]
        await work.cases.add_events(events)
