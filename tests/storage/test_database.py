"""Units of work: whole or not at all, one writer, readers that never wait, a few statements for any batch."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from reportbot.core.errors import RuleBroken
from reportbot.service.ports import Store
from reportbot.service.records import DeliveryState
from reportbot.storage import Database, StorageFailed
from reportbot.storage.sql.sqlite import PRAGMAS
from tests.storage.samples import MINUTE, NOW, a_case, a_conversation, a_delivery, a_due, a_referral, an_event, who


async def test_a_database_is_a_store(sqlite_store: Database) -> None:
    store: Store = sqlite_store
    async with store.begin() as work:
        assert await work.outbox.next_due() is None


async def test_a_unit_of_work_that_fails_leaves_nothing(store: Database) -> None:
    with pytest.raises(LookupError):
        async with store.begin() as work:
            await work.conversations.save([a_conversation()])
            await work.outbox.add([a_delivery(case=1)])
            await work.cases.add([a_case()], [], [a_referral()], [an_event()])
            await work.dues.add([a_due()])
            assert await work.conversations.by_who([who(1)])
            raise LookupError
    async with store.read() as work:
        assert await work.conversations.by_who([who(1)]) == {}
        assert await work.outbox.of_case(1) == []
        assert await work.cases.get([1]) == {}
        assert await work.dues.of_case(1) == []
    assert store.commits == 0


async def test_a_unit_of_work_that_is_cancelled_leaves_nothing_and_blocks_nobody(store: Database) -> None:
    written = asyncio.Event()

    async def never_ends() -> None:
        async with store.begin() as work:
            await work.conversations.save([a_conversation()])
            assert await work.conversations.by_who([who(1)])
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.begin() as work:
        assert await work.conversations.by_who([who(1)]) == {}
        await work.conversations.save([a_conversation()])


@pytest.mark.parametrize("after", range(0, 30, 3))
async def test_being_cancelled_at_any_moment_leaves_all_or_nothing(store: Database, after: int) -> None:
    async def write() -> None:
        async with store.begin() as work:
            await work.messages.unseen([b"key"], NOW)
            await work.conversations.by_who([who(1)])
            await work.conversations.save([a_conversation()])
            await work.outbox.add([a_delivery(case=1)])

    task = asyncio.create_task(write())
    for _ in range(after):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with store.begin() as work:
        kept = len(await work.conversations.by_who([who(1)]))
        assert len(await work.outbox.of_case(1)) == kept
        assert len(await work.messages.unseen([b"key"], NOW)) == 1 - kept


async def test_a_failure_that_is_swallowed_still_keeps_nothing(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.outbox.add([a_delivery(case=1)])
            await work.conversations.save([a_conversation()])
            with pytest.raises(StorageFailed):
                await work.conversations.by_who([who(1)])
    async with store.read() as work:
        assert await work.outbox.of_case(1) == []


async def test_a_failure_says_what_was_broken_and_not_what_was_in_it(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])
    with pytest.raises(StorageFailed) as failure:
        async with store.begin() as work:
            await work.conversations.save([a_conversation(2, who=who(1))])
    assert "conversations" in str(failure.value)
    assert "tag 1" not in str(failure.value)
    assert "7461" not in str(failure.value)  # "ta" as PostgreSQL writes bytes
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


async def test_reading_does_not_wait_for_who_writes(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])
        assert await work.conversations.by_who([who(1)])
        async with store.read() as look:
            assert await look.conversations.by_who([who(1)]) == {}


async def test_a_look_sees_one_moment(store: Database) -> None:
    async with store.read() as look:
        assert await look.conversations.by_who([who(1)]) == {}
        async with store.begin() as work:
            await work.conversations.save([a_conversation()])
        assert await look.conversations.by_who([who(1)]) == {}
    async with store.read() as look:
        assert await look.conversations.by_who([who(1)])


async def test_a_look_cannot_write(store: Database) -> None:
    async with store.read() as look:
        with pytest.raises(RuleBroken):
            await look.conversations.save([a_conversation()])
    async with store.read() as look:
        with pytest.raises(StorageFailed):
            await look.messages.unseen([b"key"], NOW)
    async with store.read() as look:
        with pytest.raises(StorageFailed):
            await look.outbox.claim(NOW, NOW + MINUTE, 1)


async def test_many_looks_at_once_wait_for_one_another(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])

    async def look() -> int:
        async with store.read() as work:
            return len(await work.conversations.get([a_conversation().id]))

    assert await asyncio.gather(*(look() for _ in range(40))) == [1] * 40


async def test_two_who_change_the_same_conversation_both_count(store: Database) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation(session=b"0"), a_conversation(2, session=b"0")])

    async def add_one(people: list[int]) -> None:
        async with store.begin() as work:
            found = await work.conversations.by_who([who(number) for number in people])
            await asyncio.sleep(0)
            await work.conversations.save(
                [replace(each, session=b"%d" % (int(each.session) + 1)) for each in found.values()]
            )

    await asyncio.gather(*(add_one([1, 2] if number % 2 else [2, 1]) for number in range(8)))
    async with store.read() as work:
        assert [each.session for each in (await work.conversations.get([1, 2])).values()] == [b"8", b"8"]


async def test_the_same_keys_at_the_same_time_are_new_for_one_only(store: Database) -> None:
    async def see(keys: list[bytes]) -> frozenset[bytes]:
        async with store.begin() as work:
            return await work.messages.unseen(keys, NOW)

    keys = [b"%d" % number for number in range(20)]
    new = await asyncio.gather(*(see(keys if number % 2 else keys[::-1]) for number in range(8)))
    assert sorted(key for several in new for key in several) == sorted(keys)


async def test_a_batch_costs_as_many_statements_as_a_single_message(store: Database) -> None:
    async def turn(first: int, size: int) -> tuple[int, int]:
        before = store.statements, store.commits
        several = range(first, first + size)
        async with store.begin() as work:
            await work.messages.unseen([b"%d" % number for number in several], NOW)
            await work.conversations.by_who([who(number) for number in several])
            await work.conversations.save([a_conversation(number) for number in several])
            await work.conversations.save([a_conversation(number, is_new=False) for number in several])
            await work.cases.take_numbers("drenas", 2026, size)
            await work.cases.add(
                [a_case(number) for number in several],
                [],
                [a_referral(number, number) for number in several],
                [an_event(number, number) for number in several],
            )
            await work.dues.add([a_due(number, number) for number in several])
            await work.outbox.add([a_delivery(number) for number in several])
        async with store.begin() as work:
            claimed = await work.outbox.claim(NOW, NOW + MINUTE, size)
            assert len(claimed) == size
            await work.outbox.finish([(each.id, 1, DeliveryState.DONE, "") for each in claimed], NOW)
        return store.statements - before[0], store.commits - before[1]

    await turn(100, 1)  # the very first note makes the row of the chain's head
    assert await turn(1, 1) == await turn(2, 64) == (15, 2)


async def test_a_unit_of_work_without_a_question_asks_nothing(store: Database) -> None:
    async with store.begin():
        pass
    async with store.read():
        pass
    assert (store.statements, store.commits) == (0, 0)


async def test_a_healthy_database_has_nothing_to_say(store: Database) -> None:
    assert await store.health() == ""
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])


async def test_what_was_committed_is_there_after_reopening(store: Database, database_url: str) -> None:
    async with store.begin() as work:
        await work.conversations.save([a_conversation()])
    again = await Database.open(database_url, upgrade=False)
    async with again.read() as work:
        assert await work.conversations.by_who([who(1)])
    await again.close()


def log_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///") + "-wal")


async def test_a_log_that_somebody_still_reads_is_emptied_later(
    sqlite_store: Database, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A backup reads one moment for as long as it takes."""
    reader = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cases").fetchall()
    async with sqlite_store.begin() as work:
        await work.messages.set_offset("telegram", "drenas", 7)
    await sqlite_store.settle()
    assert [each.message for each in caplog.records] == ["the write-ahead log could not be emptied yet"]
    await sqlite_store.settle_rest()
    assert log_of(sqlite_url).stat().st_size > 0
    reader.close()
    await sqlite_store.settle_rest()
    assert log_of(sqlite_url).stat().st_size == 0


async def test_what_waits_for_the_log_keeps_nobody_from_writing(sqlite_store: Database, sqlite_url: str) -> None:
    reader = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cases").fetchall()
    await sqlite_store.settle()
    async with sqlite_store.begin() as work:
        await work.messages.set_offset("telegram", "drenas", 7)
        rows = await work.messages._transaction.fetch(text("PRAGMA busy_timeout"))
    reader.close()
    assert [tuple(row) for row in rows] == [(PRAGMAS["busy_timeout"],)]


async def test_who_was_forgotten_leaves_the_log_with_the_next_look(sqlite_store: Database, sqlite_url: str) -> None:
    async with sqlite_store.begin() as work:
        await work.conversations.save([a_conversation(1)])
    await sqlite_store.settle_rest()
    assert log_of(sqlite_url).stat().st_size > 0, "nobody was forgotten yet"
    async with sqlite_store.begin() as work:
        await work.conversations.remove([1])
    await sqlite_store.settle_rest()
    assert log_of(sqlite_url).stat().st_size == 0
