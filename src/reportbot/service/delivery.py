"""The outbox: claim what is due, in order per lane, send it, mark it. Only here does anything leave the house."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.errors import Refusal
from reportbot.core.messages import OutboundMessage
from reportbot.service.breakers import Breakers
from reportbot.service.lanes import Lanes
from reportbot.service.notices import OfficeNotice
from reportbot.service.photos import PhotoKeeper
from reportbot.service.ports import AddressOpener, Channel, Clock, DeliveryFailed, Store, Transport, Vault
from reportbot.service.records import Conversation, Delivery, DeliveryState
from reportbot.service.retries import next_try
from reportbot.service.speaking import unpack
from reportbot.service.turns import Prepared

CLAIM = timedelta(seconds=120)  # how long one attempt may take before another process may try
AT_ONCE = 64  # sends under way at the same time
GATHER = 0.05  # seconds in which finished sends are gathered into one commit
log = logging.getLogger("reportbot.delivery")

Failed = Callable[[Delivery, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: `again` is when to try once more, None when there is nothing more to try."""

    delivery: Delivery
    state: DeliveryState
    words: str
    again: datetime | None = None


class DeliveryService:
    """`on_dead` is told of every office message that will not arrive, so that the coordinator hears of it."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        opener: AddressOpener,
        channels: Mapping[str, Channel],
        transports: Mapping[str, Transport],
        photos: PhotoKeeper,
        lanes: Lanes,
        clock: Clock,
        jitter: Callable[[], float],
        on_dead: Failed,
    ) -> None:
        self._store, self._vault, self._opener, self._clock = store, vault, opener, clock
        self._channels, self._transports, self._photos, self._lanes = channels, transports, photos, lanes
        self._jitter, self._on_dead = jitter, on_dead
        self._breakers = Breakers()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._outcomes: list[Outcome] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._handed: set[int] = set()
        self._ended = asyncio.Event()
        self.wake = asyncio.Event()

    def hand_over(self, prepared: Sequence[Prepared], others_wait: bool) -> None:
        """Committed a moment ago and already ours: sent from memory, each lane in order.

        `others_wait`: rows for the claim were written too.
        """
        for each in prepared:
            row = each.delivery
            self._handed.add(row.id)
            self._start(self._lanes.after_earlier(row.lane, self._send_to_person(row, each.messages)))
        if others_wait:
            self.wake.set()

    async def run_due(self, now: datetime) -> int:
        """Claims and sends everything that is due now, waits for it, and returns how many rows were tried."""
        tried = 0
        await self.drain()  # what is under way is not claimed again, however far the clock has jumped
        while claimed := await self._claim(now, AT_ONCE):
            tried += claimed
            await self.drain()
        await self.drain()
        return tried

    async def _claim(self, now: datetime, limit: int) -> int:
        """Takes up to `limit` due rows and starts to send them."""
        async with self._store.begin() as work:
            claimed = await work.outbox.claim(now, now + CLAIM, limit)
            people = [row.conversation for row in claimed if row.conversation is not None]
            conversations = await work.conversations.get(list(dict.fromkeys(people))) if people else {}
        for row in claimed:
            self._start(self._attempt(row, conversations.get(row.conversation or 0)))
        return len(claimed)

    @property
    def under_way(self) -> int:
        """Sends that have begun and not ended."""
        return len(self._sending)

    async def drain(self) -> None:
        """Waits until nothing is under way and everything that ended is marked."""
        while self._sending:
            await asyncio.wait(set(self._sending))
        await self.settle()

    async def run(self) -> None:
        """Marks finished sends as they end, many in one commit, and claims what was written, until cancelled.

        A slow mail server holds up nobody else: claiming goes on while slots are free.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._settle_as_they_end())
            group.create_task(self._claim_as_they_come())

    async def _settle_as_they_end(self) -> None:
        while True:
            await self._ended.wait()
            await asyncio.sleep(GATHER)
            try:
                await self.settle()
            except Exception as error:  # the claims run out and others take over; nothing is lost
                log.error("finished sends could not be marked", extra={"failure": type(error).__name__})

    async def _claim_as_they_come(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            try:
                while (free := AT_ONCE - len(self._sending)) > 0 and await self._claim(self._clock.now(), free):
                    await asyncio.sleep(0)
            except Exception as error:
                log.error("nothing could be claimed", extra={"failure": type(error).__name__})
                await asyncio.sleep(1)

    async def settle(self) -> None:
        """One commit for all attempts that have ended since the last."""
        self._ended.clear()
        outcomes, self._outcomes = self._outcomes, []
        if not outcomes:
            return
        now = self._clock.now()
        over = [(o.delivery.id, o.delivery.attempts, o.state, o.words) for o in outcomes if o.again is None]
        again = [(o.delivery.id, o.delivery.attempts, o.again, o.words) for o in outcomes if o.again is not None]
        async with self._store.begin() as work:
            if over:
                await work.outbox.finish(over, now)
            if again:
                await work.outbox.retry(again)
        if any(outcome.delivery.id not in self._handed for outcome in outcomes):
            self.wake.set()  # the next row of a lane may have its turn now
        for outcome in outcomes:
            self._note_lane(outcome)
            if outcome.state is DeliveryState.DEAD:
                await self._on_dead(outcome.delivery, outcome.words)

    def _note_lane(self, outcome: Outcome) -> None:
        """A row that was handed over and has to wait after all now holds up its lane; one that waited frees it."""
        row = outcome.delivery
        if row.id in self._handed:
            self._handed.discard(row.id)
            if outcome.again is not None:
                self._lanes.wait(row.lane)
        elif outcome.again is None:
            self._lanes.left(row.lane)

    def _start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return task

    async def _attempt(self, row: Delivery, conversation: Conversation | None) -> None:
        if row.kind == "photo":
            await self._sent(row, lambda: self._photos.fetch(row, self._channels[row.by]))
        elif row.conversation is None:
            await self._send_to_office(row)
        elif conversation is None or not conversation.sealed_address:
            self._over(row, DeliveryState.CANCELLED, "forgotten")
        else:
            who = conversation.who
            address = self._opener.open_address(who.municipality, who.channel, conversation.sealed_address)
            messages = unpack(self._vault.open(row.payload, f"deliveries.payload:{row.id}"), address)
            await self._send_to_person(row, messages)

    async def _send_to_person(self, row: Delivery, messages: Sequence[OutboundMessage]) -> None:
        async def send() -> str:
            evidence = ""
            for message in messages:
                evidence = await self._channels[row.by].send(message)
            return evidence

        await self._sent(row, send)

    async def _send_to_office(self, row: Delivery) -> None:
        async def send() -> str:
            transport = self._transports.get(row.by)
            if transport is None:
                raise DeliveryFailed("no contact of this office is known", retry=False)
            notice = OfficeNotice.from_json(self._vault.open(row.payload, f"deliveries.payload:{row.id}"))
            return await transport.send(notice)

        await self._sent(row, send)

    async def _sent(self, row: Delivery, send: Callable[[], Awaitable[str]]) -> None:
        now = self._clock.now()
        provider = (row.by, row.municipality)
        if self._breakers.is_open(provider, now):
            self._again(row, DeliveryFailed("the provider is being left alone for a moment", retry=True), now)
            return
        try:
            async with self._slots:
                evidence = await send()
        except DeliveryFailed as failure:
            self._breakers.failed(provider, now, failure.retry)
            self._again(row, failure, now)
        except Refusal as refusal:
            self._over(row, DeliveryState.DEAD, type(refusal).__name__)
        except Exception as error:
            log.error("delivery broke", extra={"failure": type(error).__name__, "by": row.by})
            self._again(row, DeliveryFailed(type(error).__name__, retry=True), now)
        else:
            self._breakers.worked(provider)
            self._over(row, DeliveryState.DONE, evidence)

    def _again(self, row: Delivery, failure: DeliveryFailed, now: datetime) -> None:
        if failure.gone:
            self._over(row, DeliveryState.CANCELLED, failure.reason)
            return
        when = next_try(row, failure, now, self._jitter())
        if when is None:
            self._over(row, DeliveryState.DEAD, failure.reason)
        else:
            self._end(Outcome(row, DeliveryState.WAITING, failure.reason, when))

    def _over(self, row: Delivery, state: DeliveryState, words: str) -> None:
        self._end(Outcome(row, state, words[:500]))

    def _end(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._ended.set()
