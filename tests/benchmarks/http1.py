"""Just enough HTTP/1.1 for a load driver that must not be the bottleneck: kept alive, with a Content-Length."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


def take(waiting: bytearray) -> tuple[bytes, bytes] | None:
    """Cut one whole message off the front: its head and its body; None while it is incomplete.

    Raises ValueError for a chunked message, which this does not read.
    """
    end = waiting.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(waiting[:end])
    if _CHUNKED.search(head):
        raise ValueError("a chunked message: the benchmark reads only those with a Content-Length")
    length = _LENGTH.search(head)
    whole = end + 4 + (int(length[1]) if length else 0)
    if len(waiting) < whole:
        return None
    body = bytes(waiting[end + 4 : whole])
    del waiting[:whole]
    return head, body


class Server(asyncio.Protocol):
    """Answers each request with 200 and the JSON that `answer(head, body)` gives; with 400 if it raises ValueError."""

    def __init__(self, answer: Callable[[bytes, bytes], bytes]) -> None:
        self._answer = answer
        self._waiting = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        try:
            while message := take(self._waiting):
                self._write(b"200 OK", self._answer(*message))
        except ValueError:
            self._write(b"400 Bad Request", b'{"ok":false,"error_code":400,"description":"Bad Request"}')
            self._transport.close()

    def _write(self, status: bytes, body: bytes) -> None:
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self._transport.write(head + body)


class Client:
    """Posts to one address over connections that stay open, as many as there are requests at once."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname and parts.port
        self._host, self._port = parts.hostname, parts.port
        self._idle: deque[_Connection] = deque()

    async def request(self, method: str, path: str, body: bytes = b"", headers: str = "") -> int:
        """The status of the answer. Raises OSError when nobody listens or the connection is cut."""
        connection = self._idle.pop() if self._idle else await self._connect()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n{headers}Content-Length: {len(body)}\r\n"
        )
        status = await connection.ask(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
        self._idle.append(connection)
        return status

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, self._host, self._port)
        return connection


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._waiting = bytearray()
        self._status: asyncio.Future[int] | None = None

    def ask(self, request: bytes) -> asyncio.Future[int]:
        self._status = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self._status.set_exception(ConnectionResetError("the server closed the connection"))
        self._transport.write(request)
        return self._status

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        if self._status and not self._status.done() and (message := take(self._waiting)):
            self._status.set_result(int(message[0].split(b" ", 2)[1]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._status and not self._status.done():
            self._status.set_exception(error or ConnectionResetError("the server closed the connection"))

    def close(self) -> None:
        self._transport.close()
