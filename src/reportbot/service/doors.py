"""Messages come to several doors one after another: what one of them does not take, the next one gets."""

from collections.abc import Awaitable, Callable, Sequence

from reportbot.core.messages import InboundMessage

Receive = Callable[[Sequence[InboundMessage]], Awaitable[None]]
"""Returns once everything is durable. Raises what the store raised if something is not."""


async def take_or_pass(
    messages: Sequence[InboundMessage], take: Callable[[InboundMessage], Awaitable[bool]], otherwise: Receive
) -> None:
    """`take` says whether a message was for this door, and has had its effect; all others go on together."""
    others = [message for message in messages if not await take(message)]
    if others:
        await otherwise(others)
