"""One attempt to send one row: to a person, to an office, or an errand (a photo, a copy). How it ended is noted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from reportbot.core.errors import BadInput, CannotBeRead, Refusal
from reportbot.core.messages import Address, OutboundMessage
from reportbot.service.cases.office_photos import NotShown, Pictures
from reportbot.service.cases.photos import PhotoKeeper
from reportbot.service.outbox.breakers import Breakers
from reportbot.service.outbox.in_force import WITHDRAWN, WaysInForce
from reportbot.service.outbox.outcomes import Outcome, Outcomes
from reportbot.service.outbox.retries import after_pause, is_given_up, next_try
from reportbot.service.outgoing.copies import REDACT, Copies
from reportbot.service.outgoing.notice_ways import MISSING
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.outgoing.payloads import open_payload
from reportbot.service.ports import (
    AddressOpener,
    Channel,
    Clock,
    DeliveryFailed,
    StoreFailed,
    TakesBack,
    Transport,
    Vault,
    has_own_page,
    is_paid_post,
    keeps_copies,
    segments_of,
)
from reportbot.service.records import Conversation, Delivery, DeliveryState
from reportbot.service.staff_chats.post import STAFF_CHAT
from reportbot.service.turns.leaving import Leaving
from reportbot.service.turns.news import LEAVE, is_wanted
from reportbot.service.turns.pictures import TAKE_BACK
from reportbot.service.turns.speaking import unpack
from reportbot.service.turns.traces import CLEAR
from reportbot.service.upkeep.damage import Damage

AT_ONCE = 64  # sends under way at the same time
PHOTOS_AT_ONCE = 4  # photos fetched or painted at the same time: each is up to 20 MB of memory
log = logging.getLogger("reportbot.delivery")


class Withdrawn(Exception):
    """The way of a row is not in force any more."""


class Attempts:
    def __init__(
        self,
        *,
        vault: Vault,
        opener: AddressOpener,
        channels: Mapping[str, Channel],
        transports: Mapping[str, Transport],
        photos: PhotoKeeper,
        pictures: Pictures,
        copies: Copies,
        clock: Clock,
        jitter: Callable[[], float],
        outcomes: Outcomes,
        damage: Damage,
        leaving: Leaving,
        in_force: WaysInForce,
    ) -> None:
        self._vault, self._opener, self._channels, self._transports = vault, opener, channels, transports
        self._photos, self._pictures, self._copies = photos, pictures, copies
        self._damage, self._leaving = damage, leaving
        self._said_so_far: dict[int, list[str]] = {}  # numbers of a row's messages that left before it failed
        self._clock, self._jitter, self._outcomes, self._in_force = clock, jitter, outcomes, in_force
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
            elif row.kind == TAKE_BACK:
                await self._sent(row, lambda: self._take_back(row, known))
            else:
                await self._sent(row, lambda: say(row, self._opened(row, known)))

    async def send(self, row: Delivery, messages: Sequence[OutboundMessage]) -> None:
        """One attempt of a row whose messages are still in memory."""
        await self._sent(row, lambda: self._to_person(row, messages))

    async def _clear(self, row: Delivery, conversation: Conversation) -> str:
        channel = self._channels.get(row.by)
        if channel is None or not has_own_page(channel):
            raise DeliveryFailed("no page of ours", retry=False)
        await channel.clear(self._address(conversation))
        return ""

    async def _take_back(self, row: Delivery, conversation: Conversation) -> str:
        channel = self._channels.get(row.by)
        if not isinstance(channel, TakesBack):
            raise DeliveryFailed("nothing can be taken back there", retry=False)
        if not await channel.take_back(self._address(conversation), row.target.split()):
            raise DeliveryFailed("it stays in their chat", retry=False)
        return ""

    def _opened(self, row: Delivery, conversation: Conversation) -> list[OutboundMessage]:
        payload = open_payload(self._vault, row)
        return unpack(payload, self._address(conversation))

    def _address(self, conversation: Conversation) -> Address:
        who = conversation.who
        return self._opener.open_address(who.municipality, who.channel, conversation.id, conversation.sealed_address)

    async def _to_person(self, row: Delivery, messages: Sequence[OutboundMessage]) -> str:
        channel = self._channels.get(row.by)
        if channel is None:
            raise DeliveryFailed("no account on this channel", retry=True)
        if has_own_page(channel):
            await channel.show(messages, row.id)
            return ""
        numbers = self._said_so_far.pop(row.id, [])
        segments, has_copies = segments_of(channel), keeps_copies(channel)
        try:
            for message in messages:
                message = await self._with_picture(row, message)
                number = await channel.send(message)
                numbers += [number] if number else []
                if segments:
                    self._outcomes.cost(row, segments(message))
                if number and has_copies:
                    self._outcomes.left_copy(row, number)
        except BaseException:
            if numbers:
                self._said_so_far[row.id] = numbers
            raise
        return " ".join(numbers)

    async def _with_picture(self, row: Delivery, message: OutboundMessage) -> OutboundMessage:
        """Read only now: it may have been held back, or its case erased, since it was written. Raises NotShown."""
        if not message.picture:
            return message
        return replace(message, image=await self._pictures.image(row.municipality, message.picture))

    async def _leave(self, row: Delivery, messages: Sequence[OutboundMessage]) -> str:
        channel = self._channels.get(row.by)
        if channel is None:
            raise DeliveryFailed("no account on this channel", retry=True)
        now = self._clock.now()
        return await self._leaving.leave(row, messages, channel, now, lambda said: self._to_person(row, said))

    async def _to_office(self, row: Delivery) -> str:
        if await self._in_force.is_withdrawn(row):
            raise Withdrawn
        transport = self._transports.get(row.by)
        if transport is None:
            is_known = row.by != MISSING
            why = "no account for this way" if is_known else "no contact of this office is known"
            raise DeliveryFailed(why, retry=False)
        notice = OfficeNotice.from_json(open_payload(self._vault, row))
        evidence = await transport.send(notice)
        if is_paid_post(transport):
            self._outcomes.cost(row, transport.segments_of(notice))
            if evidence:
                self._outcomes.left_copy(row, evidence)
        return evidence

    async def _sent(self, row: Delivery, send: Callable[[], Awaitable[str]]) -> None:
        # Errands fail on their own: that a copy cannot be erased yet must not keep an answer from leaving.
        provider = (f"{row.kind} {row.by}" if row.kind == REDACT else row.by, row.municipality)
        async with self._photo_slots if row.kind == "photo" else self._slots:
            now = self._clock.now()
            if row.claimed_until is not None and row.claimed_until <= now:
                self._outcomes.wait_after_all(row)  # it waited too long for its turn: whoever claims it next sends it
                return
            if pause := self._breakers.open_until(provider, now):
                if is_given_up(row, now):
                    self._over(row, DeliveryState.DEAD, "the provider fails, another way is taken")
                    return
                when = after_pause(pause, self._jitter())
                self._outcomes.add(Outcome(row, DeliveryState.WAITING, "the provider is left alone for a moment", when))
                return
            try:
                evidence = await send()
            except Withdrawn:
                self._over(row, DeliveryState.CANCELLED, WITHDRAWN)
            except DeliveryFailed as failure:
                self._breakers.failed(provider, now, failure.retry)
                self._again(row, failure, now)
            except NotShown:
                self._over(row, DeliveryState.CANCELLED, "held back or erased")
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
        if failure.gone and (row.conversation is not None or row.by == STAFF_CHAT):
            # an office's chat that is gone is a dead letter; a member's is linked no longer, and their account says so
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
