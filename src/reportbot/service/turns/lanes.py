"""Order per conversation (P5): which lanes have something older that has not left yet."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from reportbot.service.ports import Work

MOST = 1_000  # sends from memory under way at the same time; what comes then waits in the database


class Lanes:
    """`direct`: this process alone owns the outbox, so what it has just written may be sent from memory.

    With several processes (PostgreSQL) every row goes through the claim, which keeps the order in the database.
    """

    def __init__(self, direct: bool, waiting: Iterable[int] = ()) -> None:
        self.direct = direct
        self._waiting = Counter(waiting)
        self._tails: dict[int, asyncio.Future[None]] = {}
        self._under_way = 0

    def is_free(self, lane: int) -> bool:
        """Whether a new row of this lane may be handed over in memory: nothing of it waits in the database."""
        return self.direct and lane not in self._waiting and self._under_way < MOST

    def is_held(self, lane: int) -> bool:
        """Whether something of this lane waits in the database."""
        return lane in self._waiting

    def wait(self, lane: int) -> None:
        """A row of this lane waits in the database: what comes after it must wait there too."""
        if self.direct:
            self._waiting[lane] += 1

    def wait_with(self, work: Work, lane: int) -> None:
        """The same for a row that `work` writes: noted at once, and forgotten if the row is not kept after all."""
        self.wait(lane)
        work.if_lost(lambda: self.left(lane))

    def left(self, lane: int) -> None:
        """A row of this lane that waited has left for good."""
        if lane in self._waiting:
            self._waiting[lane] -= 1
            if self._waiting[lane] <= 0:
                del self._waiting[lane]

    async def after_earlier(self, lane: int, send: Callable[[], Awaitable[None]]) -> None:
        """Runs `send` when the lane's earlier hand-overs are through."""
        before = self._tails.get(lane)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tails[lane] = mine
        self._under_way += 1
        try:
            if before is not None:
                await before
            await send()
        finally:
            self._under_way -= 1
            mine.set_result(None)
            if self._tails.get(lane) is mine:
                del self._tails[lane]
