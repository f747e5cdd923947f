"""The outbox: claim what is due, in order per lane, send it, mark it. Only here does anything leave the house."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from reportbot.service.cases.office_photos import Pictures
from reportbot.service.cases.photos import PhotoKeeper
from reportbot.service.outbox.attempts import AT_ONCE, Attempts
from reportbot.service.outbox.in_force import WaysInForce
from reportbot.service.outbox.outcomes import Arrived, Failed, Outcome, Outcomes
from reportbot.service.outgoing.copies import Copies
from reportbot.service.outgoing.spending import Spending
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import AddressOpener, Channel, Clock, Store, Transport, Vault
from reportbot.service.records import Conversation, Delivery, DeliveryState
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.leaving import Leaving
from reportbot.service.turns.news import NEWS
from reportbot.service.turns.saying import Prepared
from reportbot.service.upkeep.damage import Damage

CLAIM = timedelta(seconds=120)  # how long one attempt may take before another process may try
GATHER = 0.05  # seconds in which finished sends are gathered into one commit
GATHER_CLAIMED = 0.002  # where each answer waits for the one before it to be marked (several processes)
BREATH = 1.0  # seconds to wait before the database is asked again after it has failed
log = logging.getLogger("reportbot.delivery")


class DeliveryService:
    """`on_lost` is told of everything that will not arrive, so that the next way is taken, or the coordinator, or the
    reporter, hears of it; `on_arrived` of what offices have got."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        opener: AddressOpener,
        channels: Mapping[str, Channel],
        transports: Mapping[str, Transport],
        photos: PhotoKeeper,
        copies: Copies,
        lanes: Lanes,
        clock: Clock,
        jitter: Callable[[], float],
        on_lost: Failed,
        damage: Damage,
        spending: Spending,
        on_arrived: Arrived,
        in_force: WaysInForce,
    ) -> None:
        self._store, self._lanes, self._clock, self._on_lost = store, lanes, clock, on_lost
        self._spending = spending
        self._outcomes = Outcomes(
            store=store,
            lanes=lanes,
            copies=copies,
            clock=clock,
            on_lost=on_lost,
            on_arrived=on_arrived,
            spending=spending,
        )
        self._attempts = Attempts(
            vault=vault,
            opener=opener,
            channels=channels,
            transports=transports,
            photos=photos,
            pictures=Pictures(store, vault),
            copies=copies,
            clock=clock,
            jitter=jitter,
            outcomes=self._outcomes,
            damage=damage,
            leaving=Leaving(store),
            in_force=in_force,
        )
        self._sending: set[asyncio.Task[None]] = set()
        self._claiming = asyncio.Lock()
        self.wake = asyncio.Event()

    def hand_over(self, prepared: Sequence[Prepared], others_wait: bool) -> None:
        """Committed a moment ago and already ours: sent from memory, each lane in order.

        `others_wait`: rows for the claim were written too.
        """
        for each in prepared:
            self._outcomes.hand_over(each.delivery)
            self._start(self._in_turn(each))
        if others_wait:
            self.wake.set()

    async def run_due(self, now: datetime) -> int:
        """Sends everything that is due now, also what waits in its lane behind a row that is under way or not yet
        marked. Returns how many rows it tried itself; what `run` took beside it has left too.

        For tests and the demo's clock; a server lets `run` do it, which waits for nobody. Raises StoreFailed.
        """
        tried = 0
        await self.drain()
        while (tasks := await self._claim(now, AT_ONCE)) or self._sending:
            tried += len(tasks)
            await self.drain()
        return tried

    @property
    def under_way(self) -> int:
        """Sends that have begun and not ended."""
        return len(self._sending)

    async def drain(self) -> None:
        """Waits until nothing is under way and everything that ended is marked. Raises StoreFailed."""
        while self._sending:
            await asyncio.wait(set(self._sending))
        await self._outcomes.settle()

    async def run(self) -> None:
        """Marks finished sends as they end, many in one commit, and claims what was written, until cancelled.

        A slow mail server holds up nobody else: claiming goes on while slots are free. What is still under way at
        the end is given up, and sent by the next process when its claim has run out.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._settle_as_they_end())
                group.create_task(self._claim_as_they_come())
        finally:
            for task in self._sending:
                task.cancel()

    async def _settle_as_they_end(self) -> None:
        while True:
            await self._outcomes.some.wait()
            await asyncio.sleep(GATHER if self._lanes.direct else GATHER_CLAIMED)
            try:
                if await self._outcomes.settle():
                    self.wake.set()  # a slot is free, and the next row of a lane may have its turn
            except Exception as error:
                log.error("finished sends could not be marked yet", extra={"failure": type(error).__name__})
                await asyncio.sleep(BREATH)
                self._outcomes.some.set()

    async def _claim_as_they_come(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                free = AT_ONCE - len(self._sending)
                if free > 0 and await self._claim(self._clock.now(), free):
                    self.wake.set()  # there may be more
            except Exception as error:
                log.error("nothing could be claimed yet", extra={"failure": type(error).__name__})
                await asyncio.sleep(BREATH)
                self.wake.set()

    async def _claim(self, now: datetime, limit: int) -> list[asyncio.Task[None]]:
        """Takes up to `limit` due rows and starts to send them; empty when there was nothing to take."""
        async with self._claiming, self._store.begin() as work:
            claimed = await work.outbox.claim(now, now + CLAIM, limit)
            people = [row.conversation for row in claimed if row.conversation is not None]
            conversations = await work.conversations.get(list(dict.fromkeys(people))) if people else {}
            pushed = {row.municipality for row in claimed if _is_news_by_sms(row)}
            spent = await self._spending.spent_up(work, pushed, now)
            for row in claimed:
                if row.state is DeliveryState.DEAD:
                    await self._on_lost(work, row, row.failure, now)
        left_out = {row.id for row in claimed if _is_news_by_sms(row) and row.municipality in spent}
        return [
            self._start(self._attempt(row, conversations.get(row.conversation or 0), row.id in left_out))
            for row in claimed
        ]

    async def _attempt(self, row: Delivery, conversation: Conversation | None, is_left_out: bool) -> None:
        """`is_left_out`: written before the month's SMS were spent; STATUS still tells it."""
        if is_left_out and row.state is not DeliveryState.DEAD:
            why = "the month's SMS are spent"
            self._outcomes.add(Outcome(row, DeliveryState.CANCELLED, why))
        elif row.state is DeliveryState.DEAD:  # an at-most-once row whose sender died: it may have left or not
            self._lanes.left(row.lane)
        else:
            await self._attempts.claimed(row, conversation)

    def _start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return task

    async def _in_turn(self, each: Prepared) -> None:
        """A row that was handed over. Behind one that failed it waits in the database like any other."""
        row = each.delivery

        async def send() -> None:
            if self._lanes.is_held(row.lane):
                self._outcomes.add(Outcome(row, DeliveryState.WAITING, "behind an earlier one", self._clock.now()))
            else:
                await self._attempts.send(row, each.messages)

        await self._lanes.after_earlier(row.lane, send)


def _is_news_by_sms(row: Delivery) -> bool:
    return row.by == SMS and row.kind == NEWS
