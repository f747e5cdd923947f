"""How much may come how quickly: a bucket that fills evenly. Nobody is refused for it; what is above it waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and as many again within `per`, evenly. `longest`: nothing waits longer than that."""

    most: int
    per: timedelta
    longest: timedelta

    def worth(self, time: timedelta) -> float:
        """How many may come within that time."""
        return self.most * (time / self.per)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of a limit at one moment; below nothing where something waits already."""

    left: float
    at: datetime

    def taken(self, limit: Limit, now: datetime, cost: int = 1) -> tuple["Bucket", timedelta]:
        """The bucket after one more, and how long that one waits: nothing while there is something left.

        A clock that jumps back fills nothing, and empties nothing.
        """
        passed = max(now - self.at, timedelta(0))
        left = min(float(limit.most), self.left + limit.worth(passed)) - cost
        least = -limit.worth(limit.longest)
        left = max(left, least)
        wait = limit.per * (-left / limit.most) if left < 0 else timedelta(0)
        return Bucket(left, max(now, self.at)), min(wait, limit.longest)


def full(limit: Limit, now: datetime) -> Bucket:
    return Bucket(float(limit.most), now)
