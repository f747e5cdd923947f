"""Letters: numbered without a gap, listed without their pages, and gone when their case goes."""

from dataclasses import replace

import pytest

from reportbot.storage import Database, StorageFailed
from tests.storage.samples import MINUTE, NOW, a_case, a_letter


async def test_numbers_follow_each_other_in_each_town_and_year(store: Database) -> None:
    async with store.begin() as work:
        assert [await work.letters.take_number("drenas", 2026) for _ in range(3)] == [1, 2, 3]
        assert await work.letters.take_number("drenas", 2027) == 1
        assert await work.letters.take_number("kamez", 2026) == 1
    async with store.read() as work:
        assert await work.letters.taken("drenas", 2026) == 3
        assert await work.letters.taken("vushtrri", 2026) == 0


async def test_a_number_that_was_not_kept_is_taken_again(store: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as work:
            assert await work.letters.take_number("drenas", 2026) == 1
            raise ZeroDivisionError
    async with store.begin() as work:
        assert await work.letters.take_number("drenas", 2026) == 1


async def test_a_letter_is_found_by_id_and_number_and_listed_without_its_pages(store: Database) -> None:
    first, second = a_letter(1), a_letter(2, kind="referral")
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
        await work.letters.add(first)
        await work.letters.add(second)
    async with store.read() as work:
        assert await work.letters.get(1) == first
        assert await work.letters.by_number("drenas", "L-2026-0002") == second
        assert await work.letters.by_number("kamez", "L-2026-0002") is None
        assert await work.letters.get(3) is None
        assert await work.letters.of_case(1) == [replace(second, sealed_pdf=b""), replace(first, sealed_pdf=b"")]


async def test_only_notices_wait_until_they_are_handed_over_once(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
        for letter in (a_letter(1), a_letter(2, kind="referral"), a_letter(3), a_letter(4, municipality="kamez")):
            await work.letters.add(letter)
    async with store.read() as work:
        assert [each.id for each in await work.letters.to_hand_over("drenas", 10)] == [1, 3]
        assert [each.id for each in await work.letters.to_hand_over("drenas", 1)] == [1]
    async with store.begin() as work:
        await work.letters.handed_over(1, NOW)
        await work.letters.handed_over(1, NOW + MINUTE)
    async with store.read() as work:
        assert [each.id for each in await work.letters.to_hand_over("drenas", 10)] == [3]
        handed = await work.letters.get(1)
    assert handed is not None and handed.handed_at == NOW


async def test_no_two_letters_of_a_town_have_one_number(store: Database) -> None:
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            await work.cases.add([a_case(1)], [], [], [])
            await work.letters.add(a_letter(1))
            await work.letters.add(a_letter(2, number="L-2026-0001"))


async def test_letters_go_with_the_keys_of_their_case(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2)], [], [], [])
        await work.letters.add(a_letter(1))
        await work.letters.add(a_letter(2, case=2))
    async with store.begin() as work:
        await work.retention.shred([1], NOW)
    async with store.read() as work:
        assert await work.letters.get(1) is None
        assert [each.case for each in await work.letters.to_hand_over("drenas", 10)] == [2]


async def test_a_case_with_letters_can_be_removed(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
        await work.letters.add(a_letter(1))
    async with store.begin() as work:
        await work.retention.remove([1], [])
    async with store.read() as work:
        assert await work.letters.get(1) is None and await work.cases.find(1) is None
