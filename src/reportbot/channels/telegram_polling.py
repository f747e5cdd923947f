"""Long polling for one municipality's bot: ask, hand over, wait for the commit, only then let Telegram forget.

PTB's and aiogram's own loops confirm updates before they are worked on; a crash would lose them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from reportbot.channels.telegram import callback_id, inbound
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_failures import ConflictingPoll
from reportbot.core.errors import Refusal
from reportbot.core.messages import InboundMessage
from reportbot.service.ports import Clock, DeliveryFailed

WAIT = 50
"""Seconds that Telegram keeps a question open when there is nothing new."""

SHORTEST_PAUSE, LONGEST_PAUSE, CONFLICT_PAUSE = 1.0, 60.0, 30.0  # seconds

log = logging.getLogger(__name__)


class Offsets(Protocol):
    """Where the next question starts, by municipality; 0 where Telegram knows by itself. May be lost without harm."""

    async def get(self, municipality: str) -> int: ...
    async def set(self, municipality: str, offset: int) -> None: ...


class OffsetsInMemory:
    """Enough in practice: Telegram remembers what was confirmed, and what comes twice takes effect once."""

    def __init__(self) -> None:
        self._offsets: dict[str, int] = {}

    async def get(self, municipality: str) -> int:
        return self._offsets.get(municipality, 0)

    async def set(self, municipality: str, offset: int) -> None:
        self._offsets[municipality] = offset


Receive = Callable[[list[InboundMessage]], Awaitable[object]]
"""Returns only after the commit."""
TakeOther = Callable[[Mapping[str, Any]], Awaitable[object]]
"""Gets each update that is no reporter's message, say a button pressed in a duty chat. Returns after its commit; a text
is what whoever pressed sees for a moment.
"""
OnUnreadable = Callable[[int, str], Awaitable[object]]
"""Gets the id of an update that could not be read (0 if it has none), and the name of the error."""


async def _let_go(*_: object) -> None:
    return None


class TelegramPolling:
    """`run` until `stop`. Cancelling is safe too: what was not committed comes again."""

    def __init__(
        self,
        channel: TelegramChannel,
        municipality: str,
        clock: Clock,
        receive: Receive,
        *,
        take_other: TakeOther = _let_go,
        on_unreadable: OnUnreadable = _let_go,
        offsets: Offsets | None = None,
        wait: int = WAIT,
    ) -> None:
        self._channel = channel
        self._municipality = municipality
        self._clock = clock
        self._receive = receive
        self._take_other = take_other
        self._on_unreadable = on_unreadable
        self._offsets = offsets or OffsetsInMemory()
        self._wait = wait
        self._stopping = asyncio.Event()
        self._answering: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Finish what is in hand, then leave `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Ask and hand over until stopped. Network failures are waited out and logged by their name."""
        pause, has_webhook = SHORTEST_PAUSE, True
        while not self._stopping.is_set():
            try:
                if has_webhook:
                    await self._channel.remove_webhook(self._municipality)
                    has_webhook = False
                await self._once()
                pause = SHORTEST_PAUSE
            except ConflictingPoll as error:
                log.error("polling refused: another program uses this bot's token", extra=self._about(error))
                has_webhook = True
                await self._rest(CONFLICT_PAUSE)
            except DeliveryFailed as error:
                log.warning("polling failed", extra=self._about(error) | {"reason": error.reason})
                await self._rest(max(pause, error.after.total_seconds() if error.after else 0))
                pause = min(2 * pause, LONGEST_PAUSE)
            except Exception as error:
                # Not saved, so not confirmed: the same updates come again.
                log.error("updates could not be saved, asking again", extra=self._about(error))
                await self._rest(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        await asyncio.gather(*self._answering)

    async def _once(self) -> None:
        offset = await self._offsets.get(self._municipality)
        updates = await self._unless_stopped(self._channel.updates(self._municipality, offset or None, self._wait))
        if updates:
            await self._hand_over(updates)
            await self._offsets.set(self._municipality, 1 + max(map(_update_id, updates)))
        elif updates is not None and offset:
            # Confirmed, so forget it: after a quiet week Telegram numbers anew, and an old, higher offset would drop
            # what comes then.
            await self._offsets.set(self._municipality, 0)

    async def _hand_over(self, updates: list[Any]) -> None:
        messages: list[InboundMessage] = []
        others: list[Mapping[str, Any]] = []
        now = self._clock.now()
        for update in updates:
            try:
                message = inbound(self._municipality, update, now)
            except Exception as error:
                await self._unreadable(update, error)
                continue
            if message is None:
                others.append(update)
            else:
                messages.append(message)
        if messages:
            await self._receive(messages)
        words: dict[str, str] = {}
        for update in others:
            try:
                said = await self._take_other(update)
            except Refusal as error:
                await self._unreadable(update, error)
            else:
                words |= {callback_id(update): said} if isinstance(said, str) else {}
        self._answer(updates, words)

    async def _unreadable(self, update: Any, error: Exception) -> None:
        log.warning("an update could not be read", extra=self._about(error))
        await self._on_unreadable(_update_id(update), type(error).__name__)

    def _answer(self, updates: list[Any], words: Mapping[str, str]) -> None:
        """Stop the pressed buttons from spinning, while the next question is already asked."""
        pressed = [id for update in updates if isinstance(update, dict) and (id := callback_id(update))]
        if pressed:
            task = asyncio.create_task(self._channel.acknowledge(self._municipality, pressed, words))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _unless_stopped(self, question: Awaitable[list[Any]]) -> list[Any] | None:
        """The answer, or None when we were stopped while waiting for it."""
        asked, stopped = asyncio.ensure_future(question), asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await asked if asked.done() else None
        finally:
            asked.cancel()
            stopped.cancel()
            await asyncio.wait({asked, stopped})

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    def _about(self, error: Exception) -> dict[str, str]:
        return {"municipality": self._municipality, "error": type(error).__name__}


def _update_id(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0
