"""A reporter spoke. Messages that wait are taken as one batch, into one unit of work, with one commit.

receive ─► [batch] ─► unseen? ─► sessions ─► engine ─► cases ─► one commit ─► acknowledged ─► delivery wakes
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from reportbot.core.messages import InboundMessage
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import BrokenMessage, Who
from reportbot.service.turns import Prepared, TurnTaker

BATCH = 200  # messages in one commit
log = logging.getLogger("reportbot.intake")


class Intake:
    """`hand_over` gets what was just committed, so that answers leave without being read back."""

    def __init__(
        self,
        store: Store,
        turns: TurnTaker,
        vault: Vault,
        clock: Clock,
        ids: Ids,
        hand_over: Callable[[Sequence[Prepared], bool], None],
    ) -> None:
        self._store, self._turns, self._vault, self._clock, self._ids = store, turns, vault, clock, ids
        self._hand_over = hand_over
        self._waiting: asyncio.Queue[tuple[InboundMessage, asyncio.Future[None]]] = asyncio.Queue()

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """Returns once every message is durable (P1); raises what the database raised if it could not be."""
        loop = asyncio.get_running_loop()
        taken = [(message, loop.create_future()) for message in messages]
        for pair in taken:
            self._waiting.put_nowait(pair)
        for _, future in taken:
            await future

    async def run(self) -> None:
        """Takes batches until it is cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._take(batch)

    async def _take(self, batch: list[tuple[InboundMessage, asyncio.Future[None]]]) -> None:
        try:
            await self._commit([message for message, _ in batch])
        except Exception as error:
            if len(batch) > 1:
                log.warning("batch broke, taking its messages one by one", extra={"failure": type(error).__name__})
                for pair in batch:
                    await self._take([pair])
                return
            await self._keep(batch[0], error)
            return
        for _, future in batch:
            _settle(future)

    async def _commit(self, messages: list[InboundMessage]) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            fresh = await self._fresh(work, messages, now)
            prepared, others_wait = await self._turns.take(work, fresh, now)
        self._hand_over(prepared, others_wait)

    async def _fresh(self, work: Work, messages: list[InboundMessage], now: datetime) -> list[InboundMessage]:
        """Those that we have never seen: a message known by any of its keys has had its effect already (P3)."""
        hashed = [[self._vault.message_key(key) for key in message.keys] for message in messages]
        new = set(await work.messages.unseen([key for keys in hashed for key in keys], now))
        fresh = []
        for message, keys in zip(messages, hashed, strict=True):
            if all(key in new for key in keys):
                new.difference_update(keys)
                fresh.append(message)
        return fresh

    async def _keep(self, pair: tuple[InboundMessage, asyncio.Future[None]], error: Exception) -> None:
        """It made us stumble: kept sealed for a person to see, and its sender is told that it was saved."""
        message, future = pair
        failure = type(error).__name__
        log.error("message kept for a person to see", extra={"failure": failure, "channel": message.address.channel})
        now = self._clock.now()
        try:
            async with self._store.begin() as work:
                fresh = await self._fresh(work, [message], now)
                if fresh:
                    await work.messages.keep_broken([self._broken(message, failure)])
                    prepared, others_wait = await self._turns.apologize(work, message, now)
            if fresh:
                self._hand_over(prepared, others_wait)
        except Exception as second:
            _settle(future, second)  # not durable: the channel must not acknowledge, it will be sent again
        else:
            _settle(future)

    def _broken(self, message: InboundMessage, failure: str) -> BrokenMessage:
        id = self._ids.new()
        fields = asdict(message) | {"received_at": message.received_at.isoformat(), "attachments": []}
        sealed = self._vault.seal(json.dumps(fields, ensure_ascii=False).encode(), f"broken.message:{id}")
        address = message.address
        return BrokenMessage(id, address.municipality, address.channel, None, sealed, failure, message.received_at)


def who_is(message: InboundMessage, vault: Vault) -> Who:
    address = message.address
    return Who(address.municipality, address.channel, vault.tag(address))


def _settle(future: asyncio.Future[None], error: Exception | None = None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
