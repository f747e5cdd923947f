"""A reporter spoke. Messages that wait are taken as one batch, into one unit of work, with one commit.

receive ─► code hashed ─► [batch] ─► unseen? ─► sessions ─► engine ─► cases ─► one commit ─► acknowledged ─► delivery
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from reportbot.core.messages import InboundMessage
from reportbot.core.receipt import masked
from reportbot.service.ports import Clock, Ids, Store, StoreFailed, Vault, Work
from reportbot.service.records import BrokenMessage
from reportbot.service.reports.codes import Codes, Hand, ShortOfCodes
from reportbot.service.trying import persistently
from reportbot.service.turns.batch import TurnTaker
from reportbot.service.turns.codechecks import Arrived, CodeChecks
from reportbot.service.turns.saying import Prepared

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
        codes: Codes,
        hand_over: Callable[[Sequence[Prepared], bool], None],
    ) -> None:
        self._store, self._turns, self._vault, self._clock, self._ids = store, turns, vault, clock, ids
        self._codes, self._hand_over = codes, hand_over
        self._waiting: asyncio.Queue[Arrived] = asyncio.Queue()
        self._checks = CodeChecks(codes, vault, clock, self._waiting.put_nowait)

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """Returns once every message is durable (P1). Raises what the database raised if one of them is not."""
        taken = [self._checks.take(message) for message in messages]
        if len(taken) == 1:  # nearly always: a hook brings one message at a time
            await taken[0]
            return
        ended = await asyncio.gather(*taken, return_exceptions=True)
        for each in ended:
            if isinstance(each, BaseException):
                raise each

    async def run(self) -> None:
        """Takes batches until it is cancelled; what then still waits is refused, and will be sent to us again."""
        batch: list[Arrived] = []
        try:
            while True:
                batch = [await self._waiting.get()]
                while len(batch) < BATCH and not self._waiting.empty():
                    batch.append(self._waiting.get_nowait())
                await self._take(batch)
        finally:
            self._checks.stop()
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            for each in batch:
                _settle(each.done, StoreFailed("this process is stopping"))

    async def _take(self, batch: list[Arrived], store_works: bool = False) -> bool:
        """If a batch breaks, its halves are taken one after the other, down to the one message that broke it.

        Whether the store works: where it does not, the rest of the batch is refused at once.
        """
        try:
            await persistently(lambda: self._commit(batch))
        except Exception as error:
            if len(batch) == 1:
                return await self._keep(batch[0], error)
            log.warning("a batch broke, taking its parts", extra={"failure": type(error).__name__})
            middle = 1 if isinstance(error, StoreFailed) and not store_works else len(batch) // 2
            if await self._take(batch[:middle], store_works):
                return await self._take(batch[middle:], store_works=True)
            for each in batch[middle:]:
                _settle(each.done, error)
            return False
        for each in batch:
            _settle(each.done)
        return True

    async def _commit(self, batch: list[Arrived]) -> None:
        async with self._codes.hand(len(batch)) as hand:
            while True:
                try:
                    return await self._commit_with(hand, batch)
                except ShortOfCodes:  # rare: more reports at once than codes that lay ready
                    await self._codes.make_up(hand)

    async def _commit_with(self, hand: Hand, batch: list[Arrived]) -> None:
        """Raises ShortOfCodes, and then nothing of it is kept."""
        now = self._clock.now()
        async with self._store.begin() as work:
            fresh = await self._fresh(work, batch, now)
            prepared, others_wait = await self._turns.take(work, fresh, hand, now)
        self._hand_over(prepared, others_wait)

    async def _fresh(self, work: Work, batch: list[Arrived], now: datetime) -> list[Arrived]:
        """Those that we have never seen: a message known by any of its keys has had its effect already (P3)."""
        hashed = [[self._vault.message_key(key) for key in each.message.keys] for each in batch]
        new = set(await work.messages.unseen([key for keys in hashed for key in keys], now))
        fresh = []
        for each, keys in zip(batch, hashed, strict=True):
            if all(key in new for key in keys):
                new.difference_update(keys)
                fresh.append(each)
        return fresh

    async def _keep(self, arrived: Arrived, error: Exception) -> bool:
        """It made us stumble: kept sealed for a person to see, and its sender is told that it was saved."""
        failure = type(error).__name__
        try:
            if await persistently(lambda: self._save(arrived, failure)):
                channel = arrived.message.address.channel
                log.error("message kept for a person", extra={"failure": failure, "channel": channel})
        except Exception as second:
            _settle(arrived.done, second)  # not durable: the channel must not acknowledge, it will be sent again
            return not isinstance(second, StoreFailed)
        _settle(arrived.done)
        return True

    async def _save(self, arrived: Arrived, failure: str) -> bool:
        now, message = self._clock.now(), arrived.message
        async with self._store.begin() as work:
            if not await self._fresh(work, [arrived], now):
                return False
            id = self._ids.new()
            conversation, out, prepared, others_wait = await self._turns.apologize(work, message, id, now)
            await work.messages.keep_broken([self._broken(id, message, conversation.id, failure, out)])
        self._hand_over(prepared, others_wait)
        return True

    def _broken(
        self, id: int, message: InboundMessage, conversation: int, failure: str, out: tuple[str, ...]
    ) -> BrokenMessage:
        """All that was said, but not by whom: the way back to them is the conversation's sealed address."""
        where = message.location
        said = {
            "text": masked(message.text),
            "pressed": message.pressed,
            "location": [where.latitude, where.longitude] if where else None,
            "attachments": [attachment.kind for attachment in message.attachments],
        }
        key, sealed_key = self._vault.new_data_key(f"broken_messages.key:{id}")
        sealed = key.seal(json.dumps(said, ensure_ascii=False).encode(), f"broken_messages.message:{id}")
        address = message.address
        return BrokenMessage(
            id=id,
            municipality=address.municipality,
            channel=address.channel,
            conversation=conversation,
            sealed_message=sealed,
            sealed_key=sealed_key,
            failure=failure,
            received_at=message.received_at,
            avoided=out,
        )


def _settle(future: asyncio.Future[None], error: Exception | None = None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
