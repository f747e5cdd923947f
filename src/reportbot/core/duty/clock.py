"""From what the wall clock says to the moment that is meant, also in the two nights in which it jumps."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=20_000)
def moment(day: date, clock: time, zone: str) -> datetime:
    """When the clock of `zone` says `clock` on `day`, in UTC. A later reading never gives an earlier moment.

    So shifts that follow each other on the wall follow each other in time: without a gap in spring, where a reading
    that is skipped means the jump itself, and without a quarrel in autumn, where one that comes twice means the first.
    """
    here = ZoneInfo(zone)
    wall = datetime.combine(day, clock)
    found = wall.replace(tzinfo=here).astimezone(UTC)
    if found.astimezone(here).replace(tzinfo=None) == wall:
        return found
    return _jump(wall.replace(tzinfo=here, fold=1).astimezone(UTC), found, here)


def _jump(before: datetime, after: datetime, here: ZoneInfo) -> datetime:
    """The first second between the two that has the offset of the later one."""
    new = after.astimezone(here).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(here).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
