"""A body is counted while it is read, so that nobody can fill our memory. Beyond the limit it is read and dropped."""

from starlette.requests import Request
from starlette.types import Message

from reportbot.core.errors import TooLarge

PATIENCE = 64 * 1024 * 1024  # bytes read and thrown away, so that a browser still listens when we say what is wrong


def limit_body(request: Request, most: int) -> Request:
    """The same request; reading more than `most` bytes of its body raises TooLarge."""
    receive = request.receive
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read <= most:
            return message
        while message.get("more_body") and read <= PATIENCE:
            message = await receive()
            read += len(message.get("body", b""))
        raise TooLarge(f"a body here has at most {most} bytes")

    return Request(request.scope, counted)


def announces_more_than(request: Request, most: int) -> bool:
    """Whether the sender says itself that more is coming than we take; asked before anything is read."""
    length = request.headers.get("content-length", "0")
    return not length.isdecimal() or int(length) > most
