"""The message of the day: once for each chat and day, whoever looks, with what is in reach and nothing else."""

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reportbot import paths
from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.offices.assignment import Staff
from reportbot.municipality.loading import Municipality
from reportbot.service.desk.calling import Call
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.records import DeliveryState
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff_chats.digests import StaffDigests
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import CHAT, SILENT, StaffPost
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, Clock, Parts, a_municipality, catalogues, parts_for

ZONE = "Europe/Belgrade"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 3, 26, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)  # the clocks jump on the 29th


async def a_desk(store: Database, now: datetime = MIDNIGHT, town: Municipality | None = None) -> Parts:
    return await parts_for(store, Clock(now), town=town)


def a_process(parts: Parts) -> StaffDigests:
    """What each process has of its own."""
    ids = RisingIds(parts.clock.now, secrets.randbits)
    post = StaffPost(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    return StaffDigests(parts.store, parts.towns, StaffPeople(), post)


async def linked(
    parts: Parts, key: str, hour: int | None = 8, sensitive: frozenset[str] = SENSITIVE, disabled: bool = False
) -> None:
    now = parts.clock.now()
    id = RisingIds(parts.clock.now, secrets.randbits).new()
    usual = (now, now if disabled else None, b"", None, 0, b"key", b"", b"")
    member = StaffMember(id, "drenas", key, key, ("coordinator",), "", tuple(sensitive), "en", *usual)
    chat = StaffChat(id, "drenas", "telegram", key, key.encode(), b"sealed", now, hour, 0, now)
    async with parts.store.begin() as work:
        await work.staff.add(member)
        await work.staff_chats.add(chat)


async def chat_of(parts: Parts, key: str) -> str:
    async with parts.store.read() as work:
        chat = await work.staff_chats.of_member("drenas", key)
    assert chat
    return str(chat.id)


async def left(parts: Parts) -> list[OfficeNotice]:
    """What was written for staff chats since the last look."""
    now = parts.clock.now()
    async with parts.store.begin() as work:
        rows = [row for row in await work.outbox.claim(now, now + HOUR, 500) if row.by == "staff_chat"]
        await work.outbox.finish([(row.id, row.attempts, DeliveryState.DONE, "") for row in rows], now)
    return [OfficeNotice.from_json(parts.vault.open(row.payload, f"deliveries.payload:{row.id}")) for row in rows]


async def reported(parts: Parts, category: str = "manhole") -> None:
    parts.clock.forward(timedelta(seconds=1))
    call = Call("an open manhole", category, {}, False, "en", "citizen")
    await parts.calling.report("drenas", call, secrets.token_hex(8), "@desk")


async def test_two_processes_write_it_once_a_day_through_the_nights_in_which_the_clock_jumps(store: Database) -> None:
    parts = await a_desk(store)
    await linked(parts, "arta", 2)
    both, days = [a_process(parts), a_process(parts)], []
    for _ in range(6 * 24):
        await asyncio.gather(*(each.run_due(parts.clock.now()) for each in both))
        days += [parts.clock.now().astimezone(ZoneInfo(ZONE)) for _ in await left(parts)]
        parts.clock.forward(HOUR)
    assert [each.day for each in days] == [26, 27, 28, 29, 30, 31]
    assert {each.hour for each in days} == {2, 3}, "on the 29th there is no 2 o'clock"


async def test_a_restart_writes_nothing_twice(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store, MIDNIGHT + 9 * HOUR)
    await linked(parts, "arta")
    assert await a_process(parts).run_due(parts.clock.now()) == 1
    assert await a_process(parts).run_due(parts.clock.now()) == 0
    parts.clock.forward(3 * HOUR)
    assert await a_process(parts).run_due(parts.clock.now()) == 0


async def test_each_has_the_hour_of_their_own_and_who_wants_none_gets_none(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store)
    await linked(parts, "early", 6)
    await linked(parts, "late", 20)
    await linked(parts, "never", None)
    process, hours = a_process(parts), []
    for hour in range(24):
        parts.clock.set(MIDNIGHT + hour * HOUR)
        hours += [hour] * await process.run_due(parts.clock.now())
    assert hours == [6, 20]


async def test_it_counts_what_is_new_late_and_waiting_and_names_nothing(store: Database) -> None:
    parts = await a_desk(store, MIDNIGHT + 9 * HOUR)
    await linked(parts, "arta")
    await a_process(parts).run_due(parts.clock.now())
    (quiet,) = await left(parts)
    assert quiet.body.startswith("Reporting desk of Drenas (Gllogoc): nothing is new, nothing is late")
    assert SILENT in quiet.facts
    await reported(parts)
    parts.clock.forward(30 * DAY)
    await reported(parts)
    await a_process(parts).run_due(parts.clock.now())
    (said,) = await left(parts)
    assert said.body == (
        "Reporting desk of Drenas (Gllogoc)\nNew since the last message: 2\nLate: 1\nWaiting for you: 0\n"
        f"{PUBLIC_URL}/console/drenas"
    )
    assert SILENT not in said.facts
    parts.clock.forward(DAY)
    await a_process(parts).run_due(parts.clock.now())
    (next_day,) = await left(parts)
    assert "New since the last message: 0" in next_day.body


async def test_what_is_out_of_reach_is_not_counted(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store, MIDNIGHT + 7 * HOUR)
    await linked(parts, "named")
    await linked(parts, "unnamed", sensitive=frozenset())
    await reported(parts, "domestic_violence")
    parts.clock.forward(HOUR)
    await a_process(parts).run_due(parts.clock.now())
    said = {each.facts[CHAT]: each.body for each in await left(parts)}
    assert "New since the last message: 1" in said[await chat_of(parts, "named")]
    assert "nothing is new" in said[await chat_of(parts, "unnamed")]


async def test_what_a_colleague_has_taken_does_not_wait_for_one(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store, MIDNIGHT + 7 * HOUR)
    await linked(parts, "arta")
    await linked(parts, "besa")
    await reported(parts)
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        await work.dues.cancel(case=case.id, at=parts.clock.now())
        await work.queue.take(case.id, "besa")
    parts.clock.forward(HOUR)
    await a_process(parts).run_due(parts.clock.now())
    said = {each.facts[CHAT]: each.body for each in await left(parts)}
    assert "Waiting for you: 0" in said[await chat_of(parts, "arta")]
    assert "Waiting for you: 1" in said[await chat_of(parts, "besa")]


async def test_on_days_away_none_comes_and_afterwards_all_is_new_that_came_meanwhile(sqlite_store: Database) -> None:
    away = Staff("arta", "Coordinator", "desk", away=((date(2026, 3, 27), date(2026, 3, 28)),))
    town = a_municipality(staff=(away,))
    parts = await a_desk(sqlite_store, MIDNIGHT + 9 * HOUR, town)
    await linked(parts, "arta")
    process = a_process(parts)
    assert await process.run_due(parts.clock.now()) == 1
    await left(parts)
    for _ in range(2):
        parts.clock.forward(DAY)
        await reported(parts)
        assert await process.run_due(parts.clock.now()) == 0
    parts.clock.forward(DAY)
    assert await process.run_due(parts.clock.now()) == 1
    (said,) = await left(parts)
    assert "New since the last message: 2" in said.body


async def test_a_disabled_account_gets_none(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store, MIDNIGHT + 9 * HOUR)
    await linked(parts, "arta", disabled=True)
    assert await a_process(parts).run_due(parts.clock.now()) == 0


@pytest.mark.parametrize("count", [99, 100, 130])
async def test_many_are_counted_up_to_a_hundred(sqlite_store: Database, count: int) -> None:
    parts = await a_desk(sqlite_store, MIDNIGHT + 7 * HOUR)
    await linked(parts, "arta")
    await reported(parts)
    (case,) = await parts.cases()
    ids = RisingIds(parts.clock.now, secrets.randbits)
    more = [replace(case, id=ids.new(), number=f"x{place}", receipt_tag=b"") for place in range(count - 1)]
    async with parts.store.begin() as work:
        await work.cases.add(more, [], [], [])
    parts.clock.forward(HOUR)
    await a_process(parts).run_due(parts.clock.now())
    (said,) = await left(parts)
    assert f"New since the last message: {'99+' if count >= 100 else count}\n" in said.body
