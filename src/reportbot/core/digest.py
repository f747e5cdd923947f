"""Which day's digest is due: the town's clock decides, also in the nights in which it jumps."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_FIRST_DAY = date(1970, 1, 1)
DIGEST_HOURS = range(24)


def digest_day(now: datetime, zone: str, hour: int) -> int:
    """The last day (since 1970, on the town's calendar) whose digest should be out at `now`, which is aware.

    Where the clock skips the hour the next one counts; where it comes twice the day counts once.
    """
    local = now.astimezone(ZoneInfo(zone))
    return (local.date() - _FIRST_DAY).days - (local.hour < hour)


def is_digest_due(now: datetime, zone: str, hour: int, last_day: int) -> bool:
    """One a day, also when we were away: of the days before, whose digests nobody wrote, none comes late."""
    today = (now.astimezone(ZoneInfo(zone)).date() - _FIRST_DAY).days
    return last_day < digest_day(now, zone, hour) == today
