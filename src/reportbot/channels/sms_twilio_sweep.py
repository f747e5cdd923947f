"""Looks through Twilio's own list of messages for those that no webhook brought us, and for copies left behind.

Twilio calls the webhook once, waits 15 seconds, and forgets; the list is the only second way. What it gives goes to
intake under the same keys as the webhook's, so that each message has its effect once, whichever way it came first.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from reportbot.channels.sms_twilio import inbound
from reportbot.channels.sms_twilio_client import Listed, TwilioChannel
from reportbot.core.errors import BadInput
from reportbot.core.messages import InboundMessage
from reportbot.service.ports import Clock, DeliveryFailed

EVERY = timedelta(minutes=10)
LOOK_BACK = timedelta(hours=24)
"""Far below what the service remembers of messages that it has seen (service/due/tidying.py): one that is still in the
list (Twilio keeps it 13 months) and no longer remembered would open its case a second time.
"""
LEFT_BEHIND = timedelta(hours=1)  # by then the outbox has erased what we sent, or says that it cannot
MOST_ERASED = 100  # copies in one sweep
log = logging.getLogger("reportbot.sweep")

Receive = Callable[[list[InboundMessage]], Awaitable[object]]
"""Returns only after the commit."""


class TwilioSweep:
    """`run` until `stop`: at once, and then every ten minutes. Cancelling is safe too."""

    def __init__(self, channel: TwilioChannel, municipality: str, clock: Clock, receive: Receive) -> None:
        self._channel, self._municipality, self._clock, self._receive = channel, municipality, clock, receive
        self._handed: frozenset[str] = frozenset()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.sweep()
            except Exception as error:  # the next sweep looks at the same day again
                log.warning("the list could not be looked through", extra=self._about(error))
            try:
                async with asyncio.timeout(EVERY.total_seconds()):
                    await self._stopping.wait()
            except TimeoutError:
                pass

    async def sweep(self) -> int:
        """How many messages were handed to intake. Raises DeliveryFailed, and what intake raises.

        The whole window is looked through each time: no order of the list is promised, and a message that was missed
        lies among others that were not, so a known one says nothing about those behind it.
        """
        now = self._clock.now()
        listed = await self._channel.listed(self._municipality, now - LOOK_BACK)
        theirs = [
            each for each in sorted(listed, key=lambda each: each.at) if each.is_theirs and each.status != "receiving"
        ]
        fresh = [each for each in theirs if each.sid not in self._handed and (each.body or each.media)]
        messages: list[InboundMessage] = []
        unread: list[Listed] = []
        for each in fresh:
            try:
                message = inbound(self._municipality, await self._form(each), now)
            except BadInput:
                unread.append(
                    each
                )  # a machine's, which the webhook refuses too: it opens nothing, and no row erases it
                continue
            if message.text or message.attachments:
                messages.append(message)
        if messages:
            await self._receive(messages)
            log.info("the list was looked through", extra={"municipality": self._municipality, "count": len(messages)})
        left = [each for each in listed if not each.is_theirs and each.body and each.at < now - LEFT_BEHIND]
        await self._erase([*unread, *left])
        unread_sids = {each.sid for each in unread}
        self._handed = frozenset(each.sid for each in theirs if each.sid not in unread_sids)
        return len(messages)

    async def _form(self, listed: Listed) -> dict[str, str]:
        """As the webhook would have brought it. Of a picture that is gone already nothing is left to bring."""
        form = {"MessageSid": listed.sid, "From": listed.sender, "Body": listed.body}
        if listed.media:
            media = await self._channel.media(self._municipality, listed.sid)
            form["NumMedia"] = str(len(media))
            for at, (sid, kind) in enumerate(media):
                form |= {f"MediaUrl{at}": sid, f"MediaContentType{at}": kind}
        return form

    async def _erase(self, left: Iterable[Listed]) -> None:
        """Copies that no outbox row knows: we died between sending and noting it, or nobody could have answered."""
        for each in list(left)[:MOST_ERASED]:
            try:
                await self._channel.erase(self._municipality, each.sid)
            except DeliveryFailed as error:
                log.warning("a copy could not be erased yet", extra=self._about(error))

    def _about(self, error: Exception) -> dict[str, str]:
        about = {"municipality": self._municipality, "channel": "sms", "failure": type(error).__name__}
        return about | ({"reason": error.reason} if isinstance(error, DeliveryFailed) else {})
