"""How long a page of the queue takes among 10,000, 100,000 and 1,000,000 open cases, and how much goes over the wire
(issue 7: p95 at most 50 ms, flat within 1.5; first page at most 60 kB); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.queue [postgresql] [SIZE …]`, on SQLite in a folder that is removed
afterwards, or on a PostgreSQL cluster of its own: the whole application, asked as its web server asks it, with the
session checked each time. A fifth as many cases are over. The time is also given in processor time of this process, for
other work on the machine is in the first.
"""

import asyncio
import gzip
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from reportbot.app import open_parts
from reportbot.channels.webchat import WebChat
from reportbot.config import Settings
from reportbot.core.cases.desk.queue import View
from reportbot.storage.migrate import migrate
from reportbot.vault.keys import Keys
from reportbot.web.app import build
from reportbot.web.pages import STATIC
from tests.benchmarks.figures import percentile
from tests.databases import PostgresqlDatabases, postgresql_server
from tests.storage.full_queue import fill_postgresql, fill_sqlite
from tests.web.console.house import HandClock, House, Letterbox, _web_parts, browser_for

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS, WARMED_UP, DEEP = 60, 5, 20
MOST_MS, FLAT, MOST_BYTES = 50, 1.5, 60_000
Full = Callable[[int], AbstractContextManager[str]]


async def main(sizes: tuple[int, ...], full: Full) -> int:
    slowest: dict[int, tuple[float, float]] = {}
    worst = 0
    for size in sizes:
        began = time.perf_counter()
        with full(size) as url:
            print(f"\n{size:,} open cases (built in {time.perf_counter() - began:.0f} s)", flush=True)
            async with _house(url) as house:
                slowest[size], sent = await _measure(house)
                worst = max(worst, sent)
    for name, values in zip(("", "of the processor: "), zip(*slowest.values(), strict=True), strict=True):
        flat = max(values) / min(values)
        print(f"\n{name}slowest p95 of a first or next page: {_ms(max(values))} (at most {MOST_MS} ms wanted)")
        print(f"{name}largest against smallest: {flat:.2f} (at most {FLAT} wanted)")
    print(f"over the wire: {worst:,} bytes of {MOST_BYTES:,}")
    return 0


@contextmanager
def on_sqlite(size: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queue.db"
        migrate(make_url(f"sqlite:///{file}"))
        fill_sqlite(file, size)
        yield f"sqlite:///{file}"


@contextmanager
def on_postgresql(size: int) -> Iterator[str]:
    """Raises NoPostgresql."""
    with postgresql_server() as server, PostgresqlDatabases(server).fresh() as url:
        fill_postgresql(url, size)
        yield url


@asynccontextmanager
async def _house(url: str) -> AsyncIterator[House]:
    """Nothing runs beside the pages: a tick would follow up what falls due."""
    clock = HandClock()
    settings = Settings(database_url=url, public_url="http://desk.test", codes_ready="0", model="off")
    parts = await open_parts(settings, clock=clock, keys=Keys.for_tests())
    web = _web_parts(parts, WebChat(parts.database, parts.vault, clock, parts.ids, parts.damage.note))
    app = build(web)
    try:
        async with browser_for(app, settings.public_url) as visitor:
            yield House(parts, web, app, clock, Letterbox(), visitor, settings.public_url)
    finally:
        await parts.close()


async def _measure(house: House) -> tuple[tuple[float, float], int]:
    """The slowest p95 of the plain views in ms, on the clock and of the processor, and the largest first page."""
    browser = await house.sign_in()
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    await browser.aclose()
    slowest, sent = (0.0, 0.0), 0
    print(f"  {'view':24} {'p50':>8} {'p95':>8} {'processor':>10}  bytes")
    for name, query in _pages():
        times, worked, size = [], [], 0
        for round in range(WARMED_UP + ROUNDS):
            begun, began = time.perf_counter(), time.process_time()
            body = await _ask(house, query, cookie)
            if round >= WARMED_UP:
                times.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - began) * 1000)
            size = len(body)
        p95 = percentile(times, 95)
        p50, processor = percentile(times, 50), percentile(worked, 50)
        print(f"  {name:24} {p50:8.1f} {p95:8.1f} {processor:10.1f}  {size:,}", flush=True)
        if "narrowed" not in name:
            slowest = max(slowest[0], p95), max(slowest[1], percentile(worked, 95))
            sent = max(sent, size + _beside())
    print(f"  page {DEEP} of the open ones: {_ms(await _deep(house, cookie))} each on the way there")
    return slowest, sent


def _pages() -> Iterator[tuple[str, str]]:
    yield from ((str(view), f"view={view}") for view in View)
    yield "narrowed: often", "category=manhole"
    yield "narrowed: seldom", "place=komoran&category=neglect&urgency=urgent&office=dka"
    yield "narrowed: never", "since=2030-01-01"


async def _deep(house: House, cookie: str) -> float:
    """p95 of the pages that one turns over one after the other."""
    query, times = "view=open", []
    for _ in range(DEEP):
        begun = time.perf_counter()
        body = (await _ask(house, query, cookie)).decode()
        times.append((time.perf_counter() - begun) * 1000)
        query = body.partition('rel="next" href="/console/drenas?')[2].partition('"')[0].replace("&amp;", "&")
    return percentile(times, 95)


def _beside() -> int:
    """What the browser fetches for the first page beside it, as it is sent."""
    files = ["style.css", "console.css", "console.js", "keys.js", "icon.svg", "vendor/htmx/htmx.min.js"]
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files if (STATIC / name).is_file())


async def _ask(house: House, query: str, cookie: str) -> bytes:
    body = bytearray()
    status = 0

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/console/drenas",
        "raw_path": b"/console/drenas",
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"desk.test"), (b"cookie", cookie.encode()), (b"accept-encoding", b"gzip")],
        "client": ("127.0.0.1", 1),
        "server": ("desk.test", 80),
    }
    await house.app(scope, receive, send)
    assert status == 200, status
    return bytes(body)


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


if __name__ == "__main__":
    chosen, given = on_sqlite, sys.argv[1:]
    if given[:1] == ["postgresql"]:
        chosen, given = on_postgresql, given[1:]
    sys.exit(asyncio.run(main(tuple(map(int, given)) or SIZES, chosen)))
