"""Seen messages, polling offsets, broken messages."""

from reportbot.storage import Database
from tests.storage.samples import NOW, a_broken_message


async def test_a_key_is_new_once_and_for_ever(store: Database) -> None:
    async with store.begin() as work:
        assert await work.messages.unseen([b"one", b"two"], NOW) == {b"one", b"two"}
        assert await work.messages.unseen([b"two", b"three"], NOW) == {b"three"}
    async with store.begin() as work:
        assert await work.messages.unseen([b"one", b"two", b"three"], NOW) == frozenset()


async def test_a_key_that_stands_twice_in_a_batch_is_new_once(store: Database) -> None:
    async with store.begin() as work:
        assert await work.messages.unseen([b"same", b"same", b"other"], NOW) == {b"same", b"other"}


async def test_no_keys_are_no_question(store: Database) -> None:
    async with store.begin() as work:
        assert await work.messages.unseen([], NOW) == frozenset()
    assert store.statements == 0


async def test_more_keys_than_one_statement_takes(store: Database) -> None:
    keys = [b"%d" % number for number in range(1500)]
    async with store.begin() as work:
        assert await work.messages.unseen(keys, NOW) == set(keys)
        assert await work.messages.unseen([*keys, b"new"], NOW) == {b"new"}


async def test_keys_of_a_unit_of_work_that_failed_are_new_again(store: Database) -> None:
    try:
        async with store.begin() as work:
            await work.messages.unseen([b"one"], NOW)
            raise LookupError
    except LookupError:
        pass
    async with store.begin() as work:
        assert await work.messages.unseen([b"one"], NOW) == {b"one"}


async def test_the_polling_offset_starts_at_zero_and_is_kept_for_each_channel_and_municipality(store: Database) -> None:
    async with store.begin() as work:
        assert await work.messages.get_offset("telegram", "drenas") == 0
        await work.messages.set_offset("telegram", "drenas", 7)
        await work.messages.set_offset("telegram", "drenas", 9)
        await work.messages.set_offset("telegram", "kamez", 2**40)
    async with store.read() as work:
        assert await work.messages.get_offset("telegram", "drenas") == 9
        assert await work.messages.get_offset("telegram", "kamez") == 2**40
        assert await work.messages.get_offset("sms", "drenas") == 0


async def test_broken_messages_are_shown_newest_first_to_their_municipality_only(store: Database) -> None:
    mine = [a_broken_message(number) for number in (1, 2, 3)]
    async with store.begin() as work:
        await work.messages.keep_broken([*mine, a_broken_message(4, municipality="kamez", conversation=5)])
    async with store.read() as work:
        assert await work.messages.broken("drenas") == mine[::-1]
        assert await work.messages.broken("drenas", limit=1) == [mine[2]]
