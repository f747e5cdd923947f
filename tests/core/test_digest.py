"""Which day's digest is due: once a day, also in the nights in which the clock jumps."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.digest import DIGEST_HOURS, digest_day, is_digest_due

ZONE = "Europe/Belgrade"
NEW_YEAR = datetime(2025, 12, 31, 23, tzinfo=UTC)  # midnight there


def days_of(hour: int, since: datetime, days: int) -> list[datetime]:
    """When a digest of this hour leaves, looked for every half an hour."""
    last, left = digest_day(since, ZONE, hour), []
    for step in range(days * 48):
        now = since + timedelta(minutes=30 * step)
        if is_digest_due(now, ZONE, hour, last):
            last = digest_day(now, ZONE, hour)
            left.append(now)
    return left


@pytest.mark.parametrize("hour", DIGEST_HOURS)
def test_in_a_year_it_leaves_on_every_day_once_at_its_hour(hour: int) -> None:
    left = days_of(hour, NEW_YEAR, 365)
    skipped = datetime(2026, 3, 29, 1, tzinfo=UTC)  # 3 o'clock there, an hour after 1 o'clock
    assert len(left) == (365 if hour else 364)  # that of the very first midnight counts as sent
    local = {at: at.astimezone(ZoneInfo(ZONE)) for at in left}
    assert len({each.date() for each in local.values()}) == len(left)
    assert {each.hour for at, each in local.items() if at != skipped} == {hour}
    assert all(each.minute == 0 for each in local.values())


def test_in_the_night_that_has_the_hour_twice_it_leaves_at_the_first() -> None:
    (left,) = days_of(2, datetime(2026, 10, 24, 22, tzinfo=UTC), 1)
    assert left == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_in_the_night_that_lacks_the_hour_it_leaves_at_the_next() -> None:
    (left,) = days_of(2, datetime(2026, 3, 28, 23, tzinfo=UTC), 1)
    assert left == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_days_on_which_nobody_was_awake_are_not_made_up_for() -> None:
    last = digest_day(NEW_YEAR + timedelta(hours=9), ZONE, 8)
    later = NEW_YEAR + timedelta(days=5, hours=20)
    assert is_digest_due(later, ZONE, 8, last)
    assert not is_digest_due(later, ZONE, 8, digest_day(later, ZONE, 8))
    assert not is_digest_due(NEW_YEAR + timedelta(days=5, hours=3), ZONE, 8, last), "yesterday's does not come at night"
