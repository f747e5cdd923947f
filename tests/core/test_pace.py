"""A bucket that fills evenly: what is above a limit waits, and nothing waits longer than it may."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.pace import Limit, full

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMIT = Limit(20, MINUTE, MINUTE)
NOTHING = timedelta(0)


def test_so_many_at_once_wait_for_nothing_and_the_next_one_waits() -> None:
    bucket, waits = full(LIMIT, NOW), []
    for _ in range(22):
        bucket, wait = bucket.taken(LIMIT, NOW)
        waits.append(wait)
    assert waits[:20] == [NOTHING] * 20
    assert waits[20:] == [timedelta(seconds=3), timedelta(seconds=6)]


def test_a_minute_later_it_is_full_again() -> None:
    bucket = full(LIMIT, NOW)
    for _ in range(20):
        bucket, _ = bucket.taken(LIMIT, NOW)
    bucket, wait = bucket.taken(LIMIT, NOW + MINUTE)
    assert (wait, bucket.left) == (NOTHING, 19)


def test_what_costs_more_takes_more() -> None:
    bucket, wait = full(LIMIT, NOW).taken(LIMIT, NOW, cost=20)
    assert wait == NOTHING
    assert bucket.taken(LIMIT, NOW)[1] > NOTHING


@given(st.lists(st.floats(-100, 100), max_size=200))
def test_nothing_waits_longer_than_the_limit_says_whatever_the_clock_does(steps: list[float]) -> None:
    bucket, now = full(LIMIT, NOW), NOW
    for step in steps:
        now += timedelta(seconds=step)
        bucket, wait = bucket.taken(LIMIT, now)
        assert NOTHING <= wait <= MINUTE
        assert -20 <= bucket.left <= 20
