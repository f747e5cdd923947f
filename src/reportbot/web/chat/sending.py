"""Hand a message on, write its bubble down once it is safe, wait a moment for our answer."""

import asyncio
import logging

from reportbot.core.conversation.danger import leaving
from reportbot.core.conversation.walking import forgetting
from reportbot.core.messages import Address
from reportbot.web.chat.arriving import Posted
from reportbot.web.parts import WebParts

PATIENCE = 15.0  # seconds until we say that a message is not saved yet
HURRY = 2.0  # seconds that somebody who leaves waits for us at most
LEFT = f"!{leaving.EXIT}"  # the button
ANSWER = 2.0  # seconds that a sent form waits for our answer, all bubbles of which come in one piece
log = logging.getLogger("reportbot.web.chat")


class Sending:
    def __init__(self, parts: WebParts) -> None:
        self._parts, self._chat = parts, parts.chat

    async def send(self, person: Address, posted: Posted, label: str) -> bool:
        """Whether it is durable; then our answer is there too, if it came soon. `label` stood on a pressed button.

        The same form again is the same message, so "not yet" can be tried again.
        """
        id = self._parts.ids.new()  # taken first, so that their bubble stands above the answer
        if not await self._received(person, posted):
            return False
        if await self._write_down(person, posted, id, label):
            await self._chat.wait(person, id, ANSWER, answers=True)
        else:
            await self._answered_before(person)
        return True

    async def forget(self, person: Address, nonce: str) -> bool:
        """As if they had said "forget me" and yes, without a bubble of theirs. Whether they are forgotten.

        The form beside it may have been sent by script with the same nonce: that must not make this one a repetition.
        """
        id = self._parts.ids.new()
        if not await self._received(person, Posted(f"erasure/{nonce}", pressed=forgetting.YES_PRESSED)):
            return False
        await self._chat.wait(person, id, ANSWER, answers=True)
        return True

    async def leave(self, person: Address, nonce: str) -> None:
        """As if they had said "exit", without a bubble of theirs; then every bubble goes. Nobody waits long for it."""
        try:
            await self._received(person, Posted(f"exit/{nonce}", pressed=LEFT), HURRY)
            await self._chat.clear(person)
        except Exception as error:
            log.error("somebody left, and their bubbles may stay", extra={"failure": type(error).__name__})

    async def _received(self, person: Address, posted: Posted, patience: float = PATIENCE) -> bool:
        message = posted.message(person, self._parts.vault.chat_tag(person), self._parts.clock.now())
        try:
            async with asyncio.timeout(patience):
                await self._parts.receive([message])
        except Exception as error:
            log.error("a message is not saved", extra={"failure": type(error).__name__})
            return False
        return True

    async def _write_down(self, person: Address, posted: Posted, id: int, label: str) -> bool:
        """Whether it is new, as far as we know. It is safe already, so a bubble that cannot be written is no reason to
        say otherwise."""
        text = label if posted.pressed else posted.text.strip()
        try:
            key = posted.key(self._parts.vault.chat_tag(person))
            return await self._chat.heard(person, id, key, text, posted.attached)
        except Exception as error:
            log.error("a bubble was not written", extra={"failure": type(error).__name__})
            return True

    async def _answered_before(self, person: Address) -> None:
        """The same form again has no answer of its own; that of the first one is there, or on its way."""
        bubbles = await self._chat.bubbles(person)
        if bubbles and bubbles[-1].from_reporter:
            await self._chat.wait(person, bubbles[-1].id, ANSWER)
