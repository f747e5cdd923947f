"""The small parts of delivery by themselves: retries, breakers, lanes, ids."""

import asyncio
from datetime import timedelta

import pytest

from reportbot.service.ids import RisingIds
from reportbot.service.outbox.breakers import FAILURES, PAUSE, Breakers
from reportbot.service.outbox.retries import after_pause, next_try
from reportbot.service.ports import DeliveryFailed, StoreFailed
from reportbot.service.records import Delivery
from reportbot.service.trying import TRIES, persistently
from reportbot.service.turns import lanes as lanes_module
from reportbot.service.turns.lanes import Lanes
from tests.builders import TUESDAY, Clock

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
MAIL = ("email", "drenas")


def a_row(attempts: int = 1, age: timedelta = timedelta(0), at_most_once: bool = False) -> Delivery:
    created = TUESDAY - age
    return Delivery(1, "drenas", 1, "reply", "sms", created, created, b"", at_most_once=at_most_once, attempts=attempts)


@pytest.mark.parametrize(
    ("row", "failure", "chance", "wait"),
    [
        (a_row(1), DeliveryFailed("down", retry=True), 0.5, 2 * SECOND),
        (a_row(2), DeliveryFailed("down", retry=True), 0.5, 4 * SECOND),
        (a_row(2), DeliveryFailed("down", retry=True), 0.0, 0 * SECOND),
        (a_row(30), DeliveryFailed("down", retry=True), 0.5, HOUR / 2),
        (a_row(1000), DeliveryFailed("down", retry=True), 0.5, HOUR / 2),
        (a_row(1), DeliveryFailed("slow down", retry=True, after=40 * SECOND), 0.5, 40 * SECOND),
        (a_row(1), DeliveryFailed("no such person", retry=False), 0.5, None),
        (a_row(1, age=3 * DAY), DeliveryFailed("down", retry=True), 0.5, 2 * SECOND),
        (a_row(1, age=3 * DAY + SECOND), DeliveryFailed("down", retry=True), 0.5, None),
        (a_row(1, at_most_once=True), DeliveryFailed("down", retry=True), 0.5, None),
    ],
)
def test_when_to_try_again(row: Delivery, failure: DeliveryFailed, chance: float, wait: timedelta | None) -> None:
    assert next_try(row, failure, TUESDAY, chance) == (None if wait is None else TUESDAY + wait)


def test_after_a_pause_not_all_come_back_at_once() -> None:
    assert TUESDAY <= after_pause(TUESDAY, 0.0) < after_pause(TUESDAY, 0.9) <= TUESDAY + 2 * SECOND


def test_a_provider_that_fails_again_and_again_is_left_alone_for_a_moment() -> None:
    breakers = Breakers()
    for _ in range(FAILURES):
        assert breakers.open_until(MAIL, TUESDAY) is None
        breakers.failed(MAIL, TUESDAY, passing=True)
    assert breakers.open_until(MAIL, TUESDAY) == TUESDAY + PAUSE
    assert breakers.open_until(("email", "kamez"), TUESDAY) is None
    assert breakers.open_until(MAIL, TUESDAY + PAUSE) is None


def test_a_refused_recipient_says_nothing_about_the_provider() -> None:
    breakers = Breakers()
    for _ in range(3 * FAILURES):
        breakers.failed(MAIL, TUESDAY, passing=False)
    assert breakers.open_until(MAIL, TUESDAY) is None


def test_one_success_forgets_the_failures() -> None:
    breakers = Breakers()
    for _ in range(3 * FAILURES):
        breakers.failed(MAIL, TUESDAY, passing=True)
        breakers.worked(MAIL)
    assert breakers.open_until(MAIL, TUESDAY) is None


def test_a_lane_is_free_when_all_that_waited_has_left() -> None:
    lanes = Lanes(True, [5, 5])
    lanes.wait(5)
    for _ in range(3):
        assert not lanes.is_free(5) and lanes.is_held(5)
        lanes.left(5)
    lanes.left(5)
    assert lanes.is_free(5) and not lanes.is_held(5)


def test_with_several_processes_no_lane_is_ever_free() -> None:
    assert not Lanes(False).is_free(5)


async def test_hand_overs_of_one_lane_go_one_after_the_other_and_lanes_side_by_side() -> None:
    lanes, order, gate = Lanes(True), [], asyncio.Event()

    async def send(word: str, waits: bool) -> None:
        if waits:
            await gate.wait()
        order.append(word)

    tasks = [
        asyncio.create_task(lanes.after_earlier(1, lambda: send("first", True))),
        asyncio.create_task(lanes.after_earlier(1, lambda: send("second", False))),
        asyncio.create_task(lanes.after_earlier(2, lambda: send("other", False))),
    ]
    await asyncio.sleep(0.01)
    assert order == ["other"]
    gate.set()
    await asyncio.gather(*tasks)
    assert order == ["other", "first", "second"]


async def test_a_flood_waits_in_the_database_instead_of_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "MOST", 2)
    lanes, gate = Lanes(True), asyncio.Event()

    async def send() -> None:
        await gate.wait()

    tasks = [asyncio.create_task(lanes.after_earlier(lane, send)) for lane in (1, 2)]
    await asyncio.sleep(0)
    assert not lanes.is_free(3)
    gate.set()
    await asyncio.gather(*tasks)
    assert lanes.is_free(3)


@pytest.mark.parametrize(("passing", "tries"), [(True, TRIES), (False, 1)])
async def test_only_what_may_pass_is_tried_again(passing: bool, tries: int) -> None:
    tried = 0

    async def action() -> None:
        nonlocal tried
        tried += 1
        failure = StoreFailed("a lost race")
        failure.passing = passing
        raise failure

    with pytest.raises(StoreFailed):
        await persistently(action)
    assert tried == tries


def test_ids_rise_even_when_the_clock_stands_still_or_runs_backwards() -> None:
    clock = Clock()
    ids = RisingIds(clock.now, lambda bits: (1 << bits) - 1)
    made = []
    for _ in range(3):
        made += [ids.new() for _ in range(1000)]
        clock.forward(-HOUR)
    assert made == sorted(set(made))
    assert made[0] > 0 and made[-1] < 1 << 63
