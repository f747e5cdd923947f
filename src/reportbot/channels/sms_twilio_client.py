"""Sends SMS through Twilio's own client, over httpx: the library's async transport ignores its timeout."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException  # type: ignore[import-untyped]
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reportbot.channels.sms_twilio import request
from reportbot.core.messages import Attachment, OutboundMessage
from reportbot.service.ports import DeliveryFailed

TWILIO = "https://api.twilio.com"
TIMEOUT = 20.0
"""Seconds for one call."""


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """What one municipality has with Twilio. `number` in the form +383..."""

    sid: str
    token: str = field(repr=False)
    number: str


class TwilioChannel:
    """The accounts of all municipalities. `api_url` may be a server that stands in for Twilio."""

    def __init__(self, accounts: Mapping[str, TwilioAccount], api_url: str = TWILIO, timeout: float = TIMEOUT) -> None:
        quiet_loggers()
        self._accounts = dict(accounts)
        self._transport = _HttpxTransport(api_url.rstrip("/"), timeout)
        self._clients = {name: _client(account, self._transport) for name, account in accounts.items()}

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Those that have an account."""
        return tuple(self._accounts)

    async def send(self, message: OutboundMessage) -> str:
        """Twilio's MessageSid. Accepted by Twilio is not yet received by the phone."""
        municipality = message.address.municipality
        if municipality not in self._accounts:
            raise DeliveryFailed("Twilio: no account for this municipality", retry=True)
        wanted = request(message, self._accounts[municipality].number)
        try:
            sent = await self._clients[municipality].messages.create_async(
                to=wanted["To"], from_=wanted["From"], body=wanted["Body"]
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise failed(error.status, error.code) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise DeliveryFailed(f"Twilio: not reached ({type(error).__name__})", retry=True) from None
        except (TwilioException, ValueError, TypeError, AttributeError):
            raise DeliveryFailed("Twilio: answered with something we cannot read", retry=True) from None
        return sent.sid or ""

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """Pictures do not come by SMS."""
        raise DeliveryFailed("Twilio: no pictures by SMS", retry=False)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()


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


def quiet_loggers() -> None:
    """Twilio's and httpx's logs name accounts and numbers."""
    for name in ("twilio", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _client(account: TwilioAccount, transport: "_HttpxTransport") -> Client:
    # An environment of our own: TWILIO_REGION and its like must not change where texts go.
    return Client(account.sid, account.token, http_client=transport, environment={"TWILIO_REGION": ""})


class _HttpxTransport(AsyncHttpClient):  # type: ignore[misc]
    """One pool of connections for all accounts, opened at the first call."""

    def __init__(self, api_url: str, timeout: float) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=timeout)
        self._api_url = api_url
        self._seconds = timeout
        self._http: httpx.AsyncClient | None = None

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
        """Raises httpx's errors and TimeoutError."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=self._seconds, trust_env=False, follow_redirects=False)
        sent: Any = {"params": params, "data": data, "headers": headers, "auth": auth}
        # httpx limits each step; a server that answers letter by letter is stopped by this one.
        async with asyncio.timeout(timeout or 2 * self._seconds):
            answer = await self._http.request(method, self._api_url + uri.removeprefix(TWILIO), **sent)
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()
