"""An open queue hears that something has changed, and never what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from reportbot.core.access.member import SENSITIVE
from reportbot.core.access.reach import Reach
from reportbot.core.cases.events import CaseEvent
from reportbot.demo.serving import serve
from reportbot.service.desk import queue_watch
from reportbot.service.desk.queue_watch import QueueWatch
from reportbot.web.console.queue import streaming
from tests.service.reaches import ALL
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, House, form_token

EVENTS = "/console/drenas/queue/events"
STREAM = {"accept": "text/event-stream"}
PATIENCE = 20


@pytest.fixture
async def served(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The same app on a real port, which looks and beats quickly."""
    monkeypatch.setattr(house.parts.queue.watch, "_every", 0.0)
    monkeypatch.setattr(streaming, "EVERY", 0.02)
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.2)
    async with serve(house.app) as url:
        yield url


def browser_at(url: str, desk: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same browser, at the real port."""
    cookies = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
    return httpx.AsyncClient(base_url=url, headers={"cookie": cookies}, timeout=PATIENCE)


@asynccontextmanager
async def listening(url: str, desk: httpx.AsyncClient) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        browser_at(url, desk) as browser,
        browser.stream("GET", EVENTS, headers=STREAM) as answer,
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert answer.headers["cache-control"] == "no-store"
        yield answer.aiter_lines()


async def until(lines: AsyncIterator[str], wanted: str) -> list[str]:
    heard: list[str] = []
    async with asyncio.timeout(PATIENCE):
        async for line in lines:
            heard.append(line)
            if line == wanted:
                return heard
    raise AssertionError(f"the stream ended without {wanted!r}: {heard}")


async def test_a_new_report_is_told_and_nothing_of_it(house: House, desk: httpx.AsyncClient, served: str) -> None:
    async with listening(served, desk) as lines:
        assert await until(lines, "retry: 5000") == ["retry: 5000"]
        number = await house.report()
        heard = await until(lines, "event: changed")
        data = await until(lines, "data: -")
    assert number not in " ".join(heard + data)
    assert all(
        line == "" or line.startswith(("id: ", ": here", "event: ", "data: -", "retry")) for line in heard + data
    )


async def test_what_happens_in_another_town_is_not_told(house: House, desk: httpx.AsyncClient, served: str) -> None:
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        await house.report(("/start", "1", "1", "Pus pa kapak", "1", "1", "1"), town="vushtrri")
        assert "event: changed" not in await until(lines, ": here")


async def test_reading_is_no_change(house: House, desk: httpx.AsyncClient, served: str) -> None:
    number = await house.report()
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        assert (await desk.get(f"/console/drenas/cases/{number}")).status_code == 200
        assert "event: changed" not in await until(lines, ": here")


async def test_the_stream_ends_with_the_session(house: House, desk: httpx.AsyncClient, served: str) -> None:
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        form = {"form_token": form_token(await desk.get("/console/drenas"))}
        again = browser_at(served, desk)
        await desk.post("/console/drenas/logout", data=form, headers=SAME_SITE)
        await until(lines, "event: ended")
    async with again:
        assert (await again.get(EVENTS, headers=STREAM)).status_code in (401, 303)


async def test_what_changes_after_the_session_has_ended_is_not_told(
    house: House, desk: httpx.AsyncClient, served: str
) -> None:
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        form = {"form_token": form_token(await desk.get("/console/drenas"))}
        await desk.post("/console/drenas/logout", data=form, headers=SAME_SITE)
        await house.report()
        assert "event: changed" not in await until(lines, "event: ended")


async def test_a_member_has_four_streams_and_a_closed_one_makes_room(
    house: House, desk: httpx.AsyncClient, served: str
) -> None:
    async with listening(served, desk), listening(served, desk), listening(served, desk):
        async with listening(served, desk), browser_at(served, desk) as fifth:
            refused = await fifth.get(EVENTS, headers=STREAM)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        async with asyncio.timeout(PATIENCE):
            while True:  # the server notices in its own time that somebody has left
                try:
                    async with listening(served, desk):
                        break
                except AssertionError:
                    await asyncio.sleep(0.02)


async def test_whoever_comes_back_hears_that_they_have_missed_something(
    house: House, desk: httpx.AsyncClient, served: str
) -> None:
    await house.report()
    async with (
        browser_at(served, desk) as browser,
        browser.stream("GET", EVENTS, headers=STREAM | {"last-event-id": f"{'0' * 16}-1"}) as answer,
    ):
        await until(answer.aiter_lines(), "event: changed")


@pytest.mark.parametrize("rubbish", ["", "x", "-1", "٣", "9" * 40])
async def test_rubbish_as_the_last_event_is_as_if_it_were_none(
    house: House, desk: httpx.AsyncClient, served: str, rubbish: str
) -> None:
    async with (
        browser_at(served, desk) as browser,
        browser.stream("GET", EVENTS, headers=_headers(rubbish)) as answer,
    ):
        heard = await until(answer.aiter_lines(), ": here")
        assert "event: changed" not in heard


async def test_whoever_asks_for_no_stream_is_told_once(desk: httpx.AsyncClient) -> None:
    answer = await desk.get(EVENTS)
    assert answer.status_code == 200 and answer.text.startswith("id: ")


async def test_however_many_listen_the_database_is_looked_at_once(house: House) -> None:
    watch = QueueWatch(house.parts.database, every=60)
    await watch.changed("drenas", ALL)
    before = house.parts.database.statements
    for _ in range(50):
        await asyncio.gather(watch.changed("drenas", ALL), watch.changed("vushtrri", ALL))
    assert house.parts.database.statements == before


async def test_every_change_of_a_case_is_a_change_of_its_towns_queue_alone(house: House) -> None:
    watch = QueueWatch(house.parts.database, every=0)
    first = await watch.changed("drenas", ALL), await watch.changed("vushtrri", ALL)
    await house.report(PERSON)
    then = await watch.changed("drenas", ALL), await watch.changed("vushtrri", ALL)
    assert then[0] != first[0] and then[1] == first[1]
    assert (await watch.changed("drenas", ALL)) == then[0]
    await house.report(HAZARD)
    assert (await watch.changed("drenas", ALL)) != then[0]


REACHES = {
    "desk": Reach(frozenset({"coordinator"})),
    "unnamed": Reach(frozenset({"coordinator"}), hidden=SENSITIVE),
    "police": Reach(frozenset({"police"}), "police"),
    "public services": Reach(frozenset({"public_services"}), "public_services"),
}


async def marks(watch: QueueWatch) -> dict[str, str]:
    return {name: await watch.changed("drenas", reach) for name, reach in REACHES.items()}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {"desk", "unnamed", "public services"}),
        ({"avoided": ("coordinator",)}, {"public services"}),
        ({"avoided": ("coordinator", "public_services")}, set()),
        ({"category": "child_violence"}, {"desk", "public services"}),
    ],
)
async def test_r15_what_is_done_out_of_reach_is_not_even_told_to_have_been_done(
    house: House, changes: dict[str, Any], told: set[str]
) -> None:
    """Nor by a number that rises for everybody: marks of those who are not told stay what they were."""
    number = await house.report()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([replace(case, **changes)])
    watch = QueueWatch(house.parts.database, every=0)
    before = await marks(watch)
    async with house.parts.database.begin() as work:
        event = CaseEvent(house.parts.ids.new(), case.id, "drenas", "reporter_added", house.clock.now(), "reporter")
        await work.cases.add_events([event])
    after = await marks(watch)
    assert {name for name in REACHES if before[name] != after[name]} == told


async def test_a_look_costs_the_same_few_statements_for_every_reach(house: House) -> None:
    watch = QueueWatch(house.parts.database, every=60)
    await marks(watch)
    for _ in range(3):
        await house.report()
    before = house.parts.database.statements
    watch._looked_at = float("-inf")
    await marks(watch)
    assert house.parts.database.statements - before == 4, "the head, the entries, the cases, whom they were sent to"


async def test_after_more_than_anybody_would_read_everything_has_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = QueueWatch(house.parts.database, every=0)
    monkeypatch.setattr(queue_watch, "MOST", 2)
    before = await marks(watch)
    await house.report()
    assert not set(before.values()) & set((await marks(watch)).values())


async def test_entries_are_read_in_pages_and_none_is_overlooked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = QueueWatch(house.parts.database, every=0)
    monkeypatch.setattr(queue_watch, "AT_ONCE", 1)
    before = await marks(watch)
    await house.report()
    async with house.parts.database.begin() as work:
        work.audit.note("read_case", at=house.clock.now(), municipality="drenas", subject="2026-0001")
    after = await marks(watch)
    assert {name for name in REACHES if before[name] != after[name]} == {"desk", "unnamed", "public services"}


async def test_the_marks_of_two_reaches_are_never_the_same(house: House) -> None:
    assert len(set((await marks(QueueWatch(house.parts.database))).values())) == len(REACHES)


async def test_whose_reach_has_changed_begins_a_new_stream(house: House, desk: httpx.AsyncClient, served: str) -> None:
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        async with house.parts.database.begin() as work:
            staff = await work.staff.by_key("drenas", "coordinator")
            assert staff is not None
            await work.staff.update(replace(staff, sensitive=("child_violence",)))
        await house.report()
        async with asyncio.timeout(PATIENCE):
            rest = [line async for line in lines]
    assert not [line for line in rest if line.startswith("event")]


async def test_when_the_service_stops_everybody_is_let_go(house: House, desk: httpx.AsyncClient, served: str) -> None:
    async with listening(served, desk) as lines:
        await until(lines, "retry: 5000")
        house.parts.queue.watch.close()
        async with asyncio.timeout(PATIENCE):
            async for line in lines:
                assert not line.startswith("event")


def _headers(last: str) -> list[tuple[bytes, bytes]]:
    return [(b"accept", b"text/event-stream"), (b"last-event-id", last.encode())]
