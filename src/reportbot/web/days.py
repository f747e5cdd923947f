"""Days as people type them into a form."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_OURS = re.compile(r"(\d{1,2})[./ ]+(\d{1,2})(?:[./ ]+(\d{4})?)?", re.ASCII)


def today_in(zone: str, now: datetime) -> date:
    """On the town's own calendar."""
    return now.astimezone(ZoneInfo(zone)).date()


def day_of(said: str, today: date) -> date | None:
    """A day as a browser sends it (2026-12-01), or as people here write it (1.12.2026, 1.12.); None for no day."""
    if found := _ISO.fullmatch(said):
        year, month, day = map(int, found.groups())
    elif found := _OURS.fullmatch(said):
        day, month = int(found[1]), int(found[2])
        year = int(found[3]) if found[3] else today.year + ((month, day) < (today.month, today.day))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
