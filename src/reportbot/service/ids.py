"""Numbers for rows: milliseconds and chance, always rising, so that they sort by age and say nothing of how many."""

from collections.abc import Callable
from datetime import datetime

CHANCE_BITS = 22  # 41 bits of milliseconds and these make a positive 63-bit number


class RisingIds:
    """`chance(bits)` gives random bits. Rises within one process; two processes collide as good as never."""

    def __init__(self, now: Callable[[], datetime], chance: Callable[[int], int]) -> None:
        self._now, self._chance = now, chance
        self._last = 0

    def new(self) -> int:
        milliseconds = int(self._now().timestamp() * 1000)
        self._last = max(
            self._last + 1 + self._chance(8), (milliseconds << CHANCE_BITS) | self._chance(CHANCE_BITS - 2)
        )
        return self._last


def id_at(moment: datetime) -> int:
    """Every id of an earlier moment is below this one, but for those of a burst within the same second."""
    return int(moment.timestamp() * 1000) << CHANCE_BITS
