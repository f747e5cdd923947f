"""Seen messages, polling offsets, broken messages."""

from dataclasses import replace

from reportbot.core.access.reach import Reach
from reportbot.storage import Database
from tests.builders import a_case
from tests.service.reaches import ALL
from tests.storage.samples import NOW, a_broken_message, a_conversation


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


async def test_those_of_whoever_keeps_an_office_out_are_not_there_for_it(store: Database) -> None:
    """By what was known when it came, by any case of theirs, by the case that they are on."""
    withheld = ("coordinator", "police_office")
    one = a_case(id=1, conversation=10, avoided=withheld, sealed_key=b"key")
    cases = [one, replace(one, id=2, conversation=None, number="2026-0009", receipt_tag=b"")]
    talks = [a_conversation(10), a_conversation(11, case=2), a_conversation(12)]
    kept = [
        a_broken_message(1, avoided=withheld),
        a_broken_message(2, conversation=10),
        a_broken_message(3, conversation=11),
        a_broken_message(4, conversation=12),
        a_broken_message(5),
    ]
    async with store.begin() as work:
        await work.conversations.save(talks)
        await work.cases.add(cases, [], [], [])
        await work.messages.keep_broken(kept)
    for offices, seen in (({"coordinator"}, [5, 4]), ({"police_office", "qps"}, [5, 4]), ({"police"}, [5, 4, 3, 2, 1])):
        within = Reach(frozenset(offices))
        async with store.begin() as work:
            assert [each.id for each in await work.messages.broken("drenas", within)] == seen
            found = [await work.messages.one_broken("drenas", each, within) for each in (1, 2, 3, 4, 5)]
        assert [each.id for each in found if each] == seen[::-1]
    async with store.read() as work:
        assert [each.id for each in await work.messages.broken_round(0, 9)] == [1, 2, 3]
        assert [each.id for each in await work.messages.broken_round(1, 1)] == [2]
        assert [each.id for each in await work.messages.cases_of_writer(10)] == [1]
        assert [each.id for each in await work.messages.cases_of_writer(11)] == [2]
        assert await work.messages.cases_of_writer(12) == []


async def test_broken_messages_are_shown_newest_first_to_their_municipality_only(store: Database) -> None:
    mine = [a_broken_message(number) for number in (1, 2, 3)]
    async with store.begin() as work:
        await work.messages.keep_broken([*mine, a_broken_message(4, municipality="kamez", conversation=5)])
    async with store.read() as work:
        assert await work.messages.broken("drenas", ALL) == mine[::-1]
        assert await work.messages.broken("drenas", ALL, limit=1) == [mine[2]]
