"""What is posted must keep coming, and says early who sends it: no stranger can hold a room for photos by being slow.

The beginning of a form is read before anything is kept for it; a key that stands there says whose room it needs.
"""

import asyncio
import re

from starlette.requests import Request
from starlette.types import Message

BEGINNING = 64 * 1024  # bytes that are read, at least, before a form needs a room
GRACE = 5.0  # seconds until the pace counts
SLOWEST = 50 * 1024  # bytes a second
_KEY = re.compile(
    rb'(?i)content-disposition:[^\r\n]{0,100};\s*name="?api_key"?\s*\r\n(?:[^\r\n]{1,200}\r\n){0,5}\r\n([^\r\n]{1,400})\r\n--'
)


class TooSlow(Exception):
    """Less came in than a server with a poor connection sends."""


class Beginning:
    """The first bytes of a form, and the whole of it for whoever reads on."""

    def __init__(self, messages: list[Message], request: Request) -> None:
        self._bytes = b"".join(message.get("body", b"") for message in messages)
        self._messages, self._request = messages, request
        self.is_all = not messages[-1].get("more_body", False)

    @property
    def key(self) -> str:
        """ "" where it does not stand before the photos."""
        found = _KEY.search(self._bytes)
        return found[1].decode(errors="replace").strip() if found else ""

    def whole(self) -> Request:
        waiting = list(self._messages)

        async def receive() -> Message:
            return waiting.pop(0) if waiting else await self._request.receive()

        return Request(self._request.scope, receive)


async def beginning_of(request: Request) -> Beginning:
    """Raises TooSlow, also later, for whoever reads on."""
    steady, messages, read = _paced(request), list[Message](), 0
    while read < BEGINNING:
        messages.append(message := await steady.receive())
        read += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
        if Beginning(messages, steady).key:
            break
    return Beginning(messages, steady)


def _paced(request: Request) -> Request:
    """The same request. What is late by its own sender alone counts: while we keep it waiting, the clock stands."""
    loop = asyncio.get_running_loop()
    waited, read = 0.0, 0

    async def receive() -> Message:
        nonlocal waited, read
        since = loop.time()
        try:
            async with asyncio.timeout(max(GRACE + read / SLOWEST - waited, 0)):
                message = await request.receive()
        except TimeoutError:
            raise TooSlow from None
        waited += loop.time() - since
        read += len(message.get("body", b""))
        return message

    return Request(request.scope, receive)
