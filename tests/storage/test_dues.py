"""Due dates."""

import asyncio

import pytest

from reportbot.storage import Database
from tests.storage.samples import HOUR, MINUTE, NOW, a_case, a_due


@pytest.fixture(autouse=True)
async def two_cases(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2)], [], [], [])


async def test_what_is_due_is_taken_once_oldest_first(store: Database) -> None:
    late, now, later = a_due(1, due_at=NOW - HOUR, referral=5), a_due(2), a_due(3, due_at=NOW + MINUTE)
    async with store.begin() as work:
        await work.dues.add([later, now, late])
    async with store.begin() as work:
        assert await work.dues.next_due() == NOW - HOUR
        assert await work.dues.take(NOW, 1) == [late]
        assert await work.dues.take(NOW, 10) == [now]
        assert await work.dues.take(NOW, 10) == []
        assert await work.dues.next_due() == NOW + MINUTE
        assert await work.dues.of_case(1) == [later]


async def test_a_due_taken_by_a_unit_of_work_that_failed_is_due_again(store: Database) -> None:
    async with store.begin() as work:
        await work.dues.add([a_due(1)])
    with pytest.raises(LookupError):
        async with store.begin() as work:
            await work.dues.take(NOW, 10)
            raise LookupError
    async with store.begin() as work:
        assert await work.dues.take(NOW, 10) == [a_due(1)]


@pytest.mark.parametrize(
    ("by", "left"),
    [({"case": 1}, [3, 4]), ({"case": 1, "referral": 7}, [1, 3, 4]), ({"case": 1, "referral": 9}, [1, 2, 3, 4])],
)
async def test_dues_are_cancelled_by_case_and_by_referral_of_it(
    store: Database, by: dict[str, int], left: list[int]
) -> None:
    rows = [a_due(1), a_due(2, referral=7), a_due(3, 2, referral=7), a_due(4, 2)]
    async with store.begin() as work:
        await work.dues.add(rows)
        await work.dues.cancel(**by, at=NOW)
        remaining = [due.id for due in await work.dues.take(NOW, 10)]
    assert remaining == left


async def test_two_who_take_at_once_never_take_the_same(store: Database) -> None:
    async with store.begin() as work:
        await work.dues.add([a_due(id) for id in range(1, 41)])

    async def take() -> list[int]:
        async with store.begin() as work:
            return [due.id for due in await work.dues.take(NOW, 10)]

    taken = [id for ids in await asyncio.gather(*(take() for _ in range(6))) for id in ids]
    assert len(taken) == len(set(taken))
