"""Twilio's client over httpx, and what Twilio's refusals mean."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import httpx
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from reportbot.core.errors import TooLarge
from reportbot.service.ports import DeliveryFailed

TWILIO = "https://api.twilio.com"

# https://www.twilio.com/docs/api/errors
_GONE = {21610: "the person sent STOP", 21211: "no such number", 21614: "the number cannot receive SMS"}
_OPERATOR = {20003: "the account's secret was rejected", 20005: "the account is not active"}


def failed(status: int, code: int | None) -> DeliveryFailed:
    """What Twilio's answer means for the delivery. The reason never repeats Twilio's words: they hold the number."""
    if code in _GONE:
        return DeliveryFailed(f"Twilio: {_GONE[code]} ({code})", retry=False, gone=True)
    if code in _OPERATOR or status in {401, 403}:
        why = _OPERATOR.get(code or 0, "the account is not allowed to")
        return DeliveryFailed(f"Twilio: {why} ({code})", retry=True, after=timedelta(minutes=5))
    if code == 20429 or status == 429:
        return DeliveryFailed("Twilio: too many requests (20429)", retry=True)
    if status >= 500 or status == 408:
        return DeliveryFailed(f"Twilio: out of order ({status})", retry=True)
    return DeliveryFailed(f"Twilio: refused ({code})", retry=False)


class HttpxTransport(AsyncHttpClient):  # type: ignore[misc]
    """One pool of connections for all accounts, opened at the first call, and never again once it is closed: what is
    still on its way then waits for the next start."""

    def __init__(self, api_url: str, timeout: float) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=timeout)
        self._api_url = api_url
        self._seconds = timeout
        self._http: httpx.AsyncClient | None = None
        self._is_closed = False

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - Twilio's signature
        allow_redirects: bool = False,
    ) -> Response:
        """Raises httpx's errors, TimeoutError, and DeliveryFailed once it is closed."""
        sent: Any = {"params": params, "data": data, "headers": headers, "auth": auth}
        # httpx limits each step; a server that answers letter by letter is stopped by this one.
        async with asyncio.timeout(timeout or 2 * self._seconds):
            answer = await self._pool().request(method, self._api_url + uri.removeprefix(TWILIO), **sent)
        return Response(answer.status_code, answer.text, answer.headers)

    async def download(self, uri: str, auth: tuple[str, str], most: int) -> bytes:
        """A file, from wherever Twilio sends us on to; the secret only goes to Twilio (httpx sees to that).

        Raises TooLarge, DeliveryFailed, httpx's errors and TimeoutError.
        """
        data = bytearray()
        async with (
            asyncio.timeout(3 * self._seconds),
            self._pool().stream("GET", self._api_url + uri, auth=auth, follow_redirects=True) as answer,
        ):
            if answer.status_code != 200:
                raise failed(answer.status_code, None)
            async for piece in answer.aiter_bytes():
                data += piece
                if len(data) > most:
                    raise TooLarge("a photo of more than 20 MB")
        return bytes(data)

    def _pool(self) -> httpx.AsyncClient:
        if self._is_closed:
            raise DeliveryFailed("Twilio: closed", retry=True)
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=self._seconds, trust_env=False, follow_redirects=False)
        return self._http

    async def close(self) -> None:
        self._is_closed = True
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()
