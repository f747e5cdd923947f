"""SMS are counted by municipality and month, on both databases."""

from reportbot.core.spending import Level
from reportbot.service.records import SmsMonth
from reportbot.storage import Database

APRIL, MAY = 202604, 202605


async def test_what_is_spent_adds_up_in_its_month(store: Database) -> None:
    for segments in (1, 2, 4):
        async with store.begin() as work:
            await work.spending.add(
                [SmsMonth("drenas", APRIL, segments, Level.FREE), SmsMonth("kamez", APRIL, 10, Level.FREE)]
            )
    async with store.begin() as work:
        await work.spending.add([SmsMonth("drenas", MAY, 8, Level.FREE)])
    async with store.read() as work:
        assert await work.spending.since(APRIL) == [
            SmsMonth("drenas", APRIL, 7, Level.FREE),
            SmsMonth("drenas", MAY, 8, Level.FREE),
            SmsMonth("kamez", APRIL, 30, Level.FREE),
        ]
        assert [row.key for row in await work.spending.since(MAY)] == [("drenas", MAY)]


async def test_what_the_coordinator_knows_outlasts_more_spending(store: Database) -> None:
    async with store.begin() as work:
        await work.spending.add([SmsMonth("drenas", APRIL, 80, Level.FREE)])
        await work.spending.tell([SmsMonth("drenas", APRIL, 80, Level.WARNED)])
    async with store.begin() as work:
        await work.spending.add([SmsMonth("drenas", APRIL, 1, Level.FREE)])
        assert await work.spending.since(APRIL) == [SmsMonth("drenas", APRIL, 81, Level.WARNED)]


async def test_all_towns_of_a_commit_are_one_statement(store: Database) -> None:
    before = store.statements
    async with store.begin() as work:
        await work.spending.add([SmsMonth(f"town{number}", APRIL, 1, Level.FREE) for number in range(50)])
    assert store.statements - before == 1
