"""How attempts ended, marked in the outbox: many in one commit, and never forgotten when the commit fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportbot.service.due.reminding import KIND as REMINDERS
from reportbot.service.outbox.in_force import WITHDRAWN
from reportbot.service.outgoing.copies import REDACT, Copies
from reportbot.service.outgoing.spending import Spending, Spent
from reportbot.service.ports import Clock, Store, Work
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.turns.lanes import Lanes

log = logging.getLogger("reportbot.delivery")

Failed = Callable[[Work, Delivery, str, datetime], Awaitable[None]]
"""Told, in the same unit of work, of every row that will not arrive."""
Arrived = Callable[[Work, Sequence[tuple[Delivery, str]], datetime], Awaitable[None]]
"""Told, in the same unit of work, of rows that offices have got, each with its evidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: `again` is when to try once more, None when there is nothing more to try."""

    delivery: Delivery
    state: DeliveryState
    words: str
    again: datetime | None = None

    @property
    def is_lost(self) -> bool:
        """A dead letter, one whose address was withdrawn before it left, or a photo that could not be had."""
        if self.delivery.kind == "photo":
            return self.state in (DeliveryState.DEAD, DeliveryState.CANCELLED)
        return self.state is DeliveryState.DEAD or self.words == WITHDRAWN

    @property
    def is_proof(self) -> bool:
        """An office has got a message about a case, or about several."""
        row = self.delivery
        is_about_cases = row.referral is not None or row.kind == REMINDERS
        return self.state is DeliveryState.DONE and is_about_cases and row.conversation is None


class Outcomes:
    def __init__(
        self,
        *,
        store: Store,
        lanes: Lanes,
        copies: Copies,
        clock: Clock,
        on_lost: Failed,
        on_arrived: Arrived,
        spending: Spending,
    ) -> None:
        self._store, self._lanes, self._copies, self._clock = store, lanes, copies, clock
        self._on_lost, self._on_arrived, self._spending = on_lost, on_arrived, spending
        self._spent: list[Spent] = []
        self._ended: list[Outcome] = []
        self._errands: list[Delivery] = []
        self._handed: set[int] = set()
        self._one_at_a_time = asyncio.Lock()
        self.some = asyncio.Event()

    def hand_over(self, row: Delivery) -> None:
        """This row is sent from memory: its lane does not wait for it in the database."""
        self._handed.add(row.id)

    def wait_after_all(self, row: Delivery) -> None:
        """A row that was handed over has to wait in the database: at once, what comes after it does too (P5)."""
        if row.id in self._handed:
            self._handed.discard(row.id)
            self._lanes.wait(row.lane)

    def left_copy(self, row: Delivery, copy: str) -> None:
        """A message of this row has left, and its provider keeps a copy: the errand is written with the outcome."""
        self._errands.append(self._copies.errand(row.municipality, row.by, copy, self._clock.now()))

    def cost(self, row: Delivery, segments: int) -> None:
        """A message of this row has left and is billed, also where the next one of the row fails."""
        self._spent.append(Spent(row.municipality, self._clock.now(), segments))

    def add(self, outcome: Outcome) -> None:
        if outcome.again is not None:
            self.wait_after_all(outcome.delivery)
        self._ended.append(outcome)
        self.some.set()

    async def settle(self) -> bool:
        """One commit for all attempts that have ended since the last. Whether there were any. Raises StoreFailed."""
        async with self._one_at_a_time:
            self.some.clear()
            ended, self._ended = self._ended, []
            if not ended:
                return False
            errands, self._errands = self._errands, []
            spent, self._spent = self._spent, []
            try:
                async with self._store.begin() as work:
                    await self._mark(work, ended)
                    if errands:
                        await work.outbox.add(errands)
                    if spent:
                        await self._spending.note(work, spent, self._clock.now())
            except BaseException:
                self._ended = ended + self._ended  # marked the next time, as long as the claims are ours
                self._errands = errands + self._errands
                self._spent = spent + self._spent
                raise
            for outcome in ended:
                self._note_lane(outcome)
            return True

    async def _mark(self, work: Work, ended: list[Outcome]) -> None:
        now = self._clock.now()
        over = [(o.delivery.id, o.delivery.attempts, o.state, o.words) for o in ended if o.again is None]
        again = [(o.delivery.id, o.delivery.attempts, o.again, o.words) for o in ended if o.again is not None]
        if over:
            await work.outbox.finish(over, now)
        if again:
            await work.outbox.retry(again)
        if arrived := [(o.delivery, o.words) for o in ended if o.is_proof]:
            await self._on_arrived(work, arrived, now)
        for outcome in ended:
            if outcome.is_lost:
                _sound_alarm(outcome)
                await self._on_lost(work, outcome.delivery, outcome.words, now)

    def _note_lane(self, outcome: Outcome) -> None:
        """A row that waited in the database and is through frees its lane."""
        row = outcome.delivery
        if row.id in self._handed:
            self._handed.discard(row.id)
        elif outcome.again is None:
            self._lanes.left(row.lane)


def _sound_alarm(outcome: Outcome) -> None:
    """What a provider would not erase stays readable there: somebody must look."""
    row = outcome.delivery
    if row.kind == REDACT:
        log.error(
            "a copy was not erased", extra={"municipality": row.municipality, "channel": row.by, "kind": row.kind}
        )
