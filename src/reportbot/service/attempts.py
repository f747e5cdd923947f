"""One attempt to send one row: to a person, to an office, or an errand (a photo, a copy). How it ended is noted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from reportbot.core.errors import BadInput, CannotBeRead, Refusal
from reportbot.core.messages import Address, OutboundMessage
from reportbot.service.breakers import Breakers
from reportbot.service.copies import REDACT, Copies
from reportbot.service.damage import Damage
from reportbot.service.leaving import Leaving
from reportbot.service.news import LEAVE, is_wanted
from reportbot.service.notices import OfficeNotice
from reportbot.service.outcomes import Outcome, Outcomes
from reportbot.service.photos import PhotoKeeper
from reportbot.service.ports import (
    AddressOpener,
    Billed,
    Channel,
    Clock,
    DeliveryFailed,
    KeepsCopies,
    OwnPage,
    StoreFailed,
    Transport,
    Vault,
)
from reportbot.service.records import Conversation, Delivery, DeliveryState
from reportbot.service.retries import after_pause, next_try
from reportbot.service.speaking import unpack
from reportbot.service.traces import CLEAR

AT_ONCE = 64  # sends under way at the same time
PHOTOS_AT_ONCE = 4  # photos fetched or painted at the same time: each is up to 20 MB of memory
log = logging.getLogger("reportbot.delivery")


class Attempts:
    def __init__(
        self,
        vault: Vault,
        opener: AddressOpener,
        channels: Mapping[str, Channel],
        transports: Mapping[str, Transport],
        photos: PhotoKeeper,
        copies: Copies,
        clock: Clock,
        jitter: Callable[[], float],
        outcomes: Outcomes,
        damage: Damage,
        leaving: Leaving,
    ) -> None:
        self._vault, self._opener, self._channels, self._transports = vault, opener, channels, transports
        self._photos, self._copies, self._damage, self._leaving = photos, copies, damage, leaving
        self._said_so_far: dict[int, list[str]] = {}  # numbers of a row's messages that left before it failed
        self._clock, self._jitter, self._outcomes = clock, jitter, outcomes
        self._breakers = Breakers()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._photo_slots = asyncio.Semaphore(PHOTOS_AT_ONCE)  # of their own, so that no message waits for a photo

    async def claimed(self, row: Delivery, conversation: Conversation | None) -> None:
        """One attempt of a row that was read back, opened only now."""
        if row.kind == "photo":
            await self._sent(row, lambda: self._photos.fetch(row, self._channels[row.by]))
        elif row.kind == REDACT:
            await self._sent(row, lambda: self._copies.erase(row, self._channels.get(row.by)))
        elif row.conversation is None:
            await self._sent(row, lambda: self._to_office(row))
        elif conversation is None or not conversation.sealed_address:
            self._over(row, DeliveryState.CANCELLED, "forgotten")
        elif not is_wanted(row, conversation):
            self._over(row, DeliveryState.CANCELLED, "not wanted here")
        else:
            known, say = conversation, self._leave if row.kind == LEAVE else self._to_person
            if row.kind == CLEAR:
                await self._sent(row, lambda: self._clear(row, known))
            else:
                await self._sent(row, lambda: say(row, self._opened(row, known)))

    async def send(self, row: Delivery, messages: Sequence[OutboundMessage]) -> None:
        """One attempt of a row whose messages are still in memory."""
        await self._sent(row, lambda: self._to_person(row, messages))

    async def _clear(self, row: Delivery, conversation: Conversation) -> str:
        channel = self._channels.get(row.by)
        if not isinstance(channel, OwnPage):
            raise DeliveryFailed("no page of ours", retry=False)
        await channel.clear(self._address(conversation))
        return ""

    def _opened(self, row: Delivery, conversation: Conversation) -> list[OutboundMessage]:
        payload = self._vault.open(row.payload, f"deliveries.payload:{row.id}")
        return unpack(payload, self._address(conversation))

    def _address(self, conversation: Conversation) -> Address:
        who = conversation.who
        return self._opener.open_address(who.municipality, who.channel, conversation.id, conversation.sealed_address)

    async def _to_person(self, row: Delivery, messages: Sequence[OutboundMessage]) -> str:
        channel = self._channels.get(row.by)
        if channel is None:
            raise DeliveryFailed("no account on this channel", retry=True)
        numbers = self._said_so_far.pop(row.id, [])
        try:
            for message in messages:
                number = await channel.send(message)
                numbers += [number] if number else []
                if isinstance(channel, Billed):
                    self._outcomes.cost(row, channel.segments(message))
                if number and isinstance(channel, KeepsCopies):
                    self._outcomes.left_copy(row, number)
        except BaseException:
            if numbers:
                self._said_so_far[row.id] = numbers
            raise
        return " ".join(numbers)

    async def _leave(self, row: Delivery, messages: Sequence[OutboundMessage]) -> str:
        channel = self._channels.get(row.by)
        if channel is None:
            raise DeliveryFailed("no account on this channel", retry=True)
        now = self._clock.now()
        return await self._leaving.leave(row, messages, channel, now, lambda said: self._to_person(row, said))

    async def _to_office(self, row: Delivery) -> str:
        transport = self._transports.get(row.by)
        if transport is None:
            raise DeliveryFailed("no contact of this office is known", retry=False)
        return await transport.send(
            OfficeNotice.from_json(self._vault.open(row.payload, f"deliveries.payload:{row.id}"))
        )

    async def _sent(self, row: Delivery, send: Callable[[], Awaitable[str]]) -> None:
        # Errands fail on their own: that a copy cannot be erased yet must not keep an answer from leaving.
        provider = (f"{row.kind} {row.by}" if row.kind == REDACT else row.by, row.municipality)
        async with self._photo_slots if row.kind == "photo" else self._slots:
            now = self._clock.now()
            if row.claimed_until is not None and row.claimed_until <= now:
                self._outcomes.wait_after_all(row)  # it waited too long for its turn: whoever claims it next sends it
                return
            if pause := self._breakers.open_until(provider, now):
                when = after_pause(pause, self._jitter())
                self._outcomes.add(Outcome(row, DeliveryState.WAITING, "the provider is left alone for a moment", when))
                return
            try:
                evidence = await send()
            except DeliveryFailed as failure:
                self._breakers.failed(provider, now, failure.retry)
                self._again(row, failure, now)
            except CannotBeRead as failure:
                self._damage.note(failure)
                self._over(row, DeliveryState.DEAD, type(failure).__name__)
            except Refusal as refusal:
                useless = row.kind == "photo" and isinstance(refusal, BadInput)  # no dead letter for an operator
                self._over(row, DeliveryState.CANCELLED if useless else DeliveryState.DEAD, type(refusal).__name__)
            except Exception as error:
                if not isinstance(error, StoreFailed):
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
            self._outcomes.add(Outcome(row, DeliveryState.WAITING, failure.reason[:500], when))

    def _over(self, row: Delivery, state: DeliveryState, words: str) -> None:
        self._said_so_far.pop(row.id, None)
        self._outcomes.add(Outcome(row, state, words[:500]))
