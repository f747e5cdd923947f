"""Everybody at once: reporters, institutions, the clock and the outbox, on one database, and a network that fails."""

import asyncio
import random
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.service.ports import DeliveryFailed
from reportbot.storage import Database
from tests.builders import CHAIN, TUESDAY, WASTE, Parts, parts_for
from tests.service.reaches import ALL

STARTS = (
    "Report a risk",
    "Choose your language",
    "Only those who must help",
    "What do you see",
    "Where is it?",
    "Please check",
    "Thank you, we have your report",
    "Is it safe to write",
)


@pytest.mark.parametrize("seed", range(4))
async def test_everybody_hears_everything_in_order_over_a_network_that_fails(parts: Parts, seed: int) -> None:
    chance = random.Random(seed)
    people = [f"person {number}" for number in range(8)]
    down = DeliveryFailed("down", retry=True)
    parts.phones.failures = [down if chance.random() < 0.3 else None for _ in range(600)]
    running = asyncio.create_task(parts.delivery.run())
    for text in WASTE:
        await asyncio.gather(*(parts.intake.receive([parts.message(person, text)]) for person in people))
        await asyncio.sleep(chance.random() / 50)
        parts.clock.forward(timedelta(seconds=1))
    running.cancel()
    await asyncio.wait([running])
    for _ in range(60):
        parts.clock.forward(timedelta(minutes=5))
        await parts.deliver()
    for person in people:
        told = parts.phones.told(person)
        firsts = [next(number for number, start in enumerate(STARTS) if text.startswith(start)) for text in told]
        assert sorted(set(firsts)) == list(range(len(STARTS)))
        # A bubble may come twice, when the one after it in the same delivery failed; never out of order.
        assert [first for first in firsts if first != 0] == sorted(first for first in firsts if first != 0)
        assert len({text for text in told if "Your code" in text}) == 1
    assert len(await parts.cases()) == len(people)


async def test_reporters_institutions_and_the_clock_do_not_trip_over_each_other(postgresql_url: str) -> None:
    stores = [await Database.open(postgresql_url, chain=CHAIN) for _ in range(2)]
    one = await parts_for(stores[0], direct=False)
    other = await parts_for(stores[1], one.clock, phones=one.phones, direct=False)
    people = [f"person {number}" for number in range(12)]
    async with one.taking(), other.taking():
        for person in people:
            await one.say(person, *WASTE)
        cases = await one.cases()
        due = TUESDAY + timedelta(days=1)
        one.clock.set(due)

        async def answer(number: str) -> None:
            lead = (await one.casework.case("drenas", number, "coordinator")).referrals[0]
            await one.responses.answer_as(lead.institution, lead.id, Answer.DONE, "Today", outcome="passed_on")

        async def ask(person: str) -> None:
            await other.intake.receive([other.message(person, "status")])

        await asyncio.gather(
            *(answer(case.number) for case in cases),
            *(ask(person) for person in people),
            *(persisting(each, due) for each in (one, other)),
        )
        await one.deliver()
    assert {case.status for case in await one.cases()} == {Status.RESOLVED}
    assert await one.kept.waiting("drenas", ALL) == []
    for person in people:
        assert (
            sum(
                "another office goes on with it" in text and "Today" in text and "Your report" not in text
                for text in one.phones.told(person)
            )
            == 1
        )
    for store in stores:
        await store.close()


async def persisting(parts: Parts, now: object) -> None:
    for _ in range(5):
        await parts.follow_ups.run_due(parts.clock.now())
