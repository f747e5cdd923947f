"""In which order the ways to an office are tried, and how long one may fail before the next is taken. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from reportbot.core.urgency import Urgency

PATIENCE: Mapping[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(minutes=2),
    Urgency.URGENT: timedelta(minutes=15),
    Urgency.NORMAL: timedelta(hours=4),
    Urgency.INFORMATION: timedelta(days=1),
}
"""Our proposal; no source states it. It counts only where there is another way: else we try for three days."""

DEAD_WITHIN = timedelta(days=1)
"""Two messages that could not be delivered within this time are no accident: the address is taken for dead. Ours."""
ENOUGH_DEAD = 2


class Way(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def group(self) -> int: ...
    def fits(self, urgency: Urgency, now: datetime) -> bool: ...


W = TypeVar("W", bound=Way)
Taken = tuple[str, str]
"""A way that was taken: its kind and its address."""


def in_order(ways: Iterable[W], urgency: Urgency, now: datetime, by: str = "") -> tuple[tuple[W, ...], ...]:
    """The groups to try, each for one attempt: those that fit, or all where none does, so that nothing falls through.

    A group with the transport `by` comes first. Empty for an office that has no way at all.
    """
    all_of_them = tuple(ways)
    fitting = tuple(way for way in all_of_them if way.fits(urgency, now)) or all_of_them
    numbers = sorted({way.group for way in fitting})
    groups = [tuple(way for way in fitting if way.group == number) for number in numbers]
    return tuple(sorted(groups, key=lambda group: not by or all(way.kind != by for way in group)))


def not_taken(groups: Iterable[tuple[W, ...]], taken: Collection[Taken]) -> tuple[tuple[W, ...], ...]:
    """The groups of which no way has been taken yet."""
    return tuple(group for group in groups if not any((way.kind, way.address) in taken for way in group))


def is_dead(failed: Iterable[datetime], came_back: bool) -> bool:
    """Whether an address cannot be reached, of what failed since the last success: one message came back, or two could
    not be delivered within a day."""
    times = sorted(failed)
    pairs = zip(times, times[ENOUGH_DEAD - 1 :], strict=False)
    return came_back or any(later - earlier <= DEAD_WITHIN for earlier, later in pairs)
