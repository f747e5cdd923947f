"""Talks to Twilio through its own client, over httpx: the library's async transport ignores its timeout."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reportbot.channels.sms_twilio import MOST_MEDIA, WHATSAPP, request
from reportbot.channels.sms_twilio_copies import Erasing, erase
from reportbot.channels.sms_twilio_http import TWILIO, HttpxTransport, failed
from reportbot.core.messages import Attachment, OutboundMessage
from reportbot.core.sms import segments
from reportbot.service.ports import DeliveryFailed

TIMEOUT = 20.0
"""Seconds for one call."""
LARGEST_FILE = 20 * 1024 * 1024  # bytes of a picture
PAGE = 100  # messages asked for at once; Twilio allows 1,000
MOST_PAGES = 100
"""Of one listing: 10,000 messages a day in one direction are more than a town hall gets."""


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """What one municipality has with Twilio. `number` in the form +383..."""

    sid: str
    token: str = field(repr=False)
    number: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One message as Twilio keeps it, in either direction. `at` is when it was sent, aware, UTC."""

    sid: str
    sender: str = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    at: datetime
    status: str
    media: int
    is_theirs: bool


class TwilioChannel:
    """The accounts of all municipalities. `api_url` may be a server that stands in for Twilio.

    `erasing` is how Twilio's own copies go: "redact" leaves numbers and times there, "delete" nothing.
    """

    def __init__(
        self,
        accounts: Mapping[str, TwilioAccount],
        api_url: str = TWILIO,
        timeout: float = TIMEOUT,
        erasing: Erasing = "redact",
    ) -> None:
        quiet_loggers()
        self._accounts, self._erasing = dict(accounts), erasing
        self._transport = HttpxTransport(api_url.rstrip("/"), timeout)
        self._clients = {name: _new_client(account, self._transport) for name, account in accounts.items()}

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Those that have an account."""
        return tuple(self._accounts)

    async def send(self, message: OutboundMessage) -> str:
        """Twilio's MessageSid. Accepted by Twilio is not yet received by the phone."""
        municipality = message.address.municipality
        client = self._client(municipality)
        wanted = request(message, self._accounts[municipality].number)
        with _named():
            sent = await client.messages.create_async(to=wanted["To"], from_=wanted["From"], body=wanted["Body"])
            return str(sent.sid or "")

    def segments(self, message: OutboundMessage) -> int:
        """Implements service.ports.Billed; WhatsApp is not billed by the letter."""
        return 0 if message.address.value.startswith(WHATSAPP) else segments(request(message, "")["Body"])

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """A picture that came by MMS or WhatsApp, 20 MB at most. Raises DeliveryFailed, TooLarge."""
        self._client(municipality)
        account = self._accounts[municipality]
        message, _, media = attachment.handle.partition("/")
        path = f"/2010-04-01/Accounts/{account.sid}/Messages/{message}/Media/{media}"
        with _named():
            return await self._transport.download(path, (account.sid, account.token), LARGEST_FILE)

    async def erase(self, municipality: str, copy: str) -> str:
        """Implements service.ports.KeepsCopies; `copy` is a MessageSid."""
        client = self._client(municipality)
        with _named():
            return await erase(client, copy, self._erasing)

    async def listed(self, municipality: str, since: datetime) -> list[Listed]:
        """Every message to and from our number since that moment, by SMS and WhatsApp, in no order that is promised.

        Raises DeliveryFailed; also when there are more than MOST_PAGES of one kind.
        """
        client, number = self._client(municipality), self._accounts[municipality].number.removeprefix(WHATSAPP)
        found: list[Listed] = []
        with _named():
            for ours in (number, WHATSAPP + number):
                found += [each for each in await _pages(client, since, True, to=ours) if each.to == ours]
                found += [each for each in await _pages(client, since, False, from_=ours) if each.sender == ours]
        return [each for each in found if each.at >= since]

    async def media(self, municipality: str, sid: str) -> list[tuple[str, str]]:
        """(number, type) of each file of a message. Raises DeliveryFailed."""
        client = self._client(municipality)
        with _named():
            return [
                (each.sid, each.content_type) for each in await client.messages(sid).media.list_async(limit=MOST_MEDIA)
            ]

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()

    def _client(self, municipality: str) -> Client:
        if municipality not in self._accounts:
            raise DeliveryFailed("Twilio: no account for this municipality", retry=True)
        return self._clients[municipality]


def quiet_loggers() -> None:
    """Twilio's and httpx's logs name accounts and numbers."""
    for name in ("twilio", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _named() -> Iterator[None]:
    """Whatever goes wrong inside becomes DeliveryFailed, named by its kind, never in the words of the other side."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise failed(error.status, error.code) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise DeliveryFailed(f"Twilio: not reached ({type(error).__name__})", retry=True) from None
    except (TwilioException, ValueError, TypeError, AttributeError, LookupError):
        raise DeliveryFailed("Twilio: answered with something we cannot read", retry=True) from None


async def _pages(client: Client, since: datetime, theirs: bool, **filters: str) -> list[Listed]:
    """The filter takes days (GMT); the caller looks at the hours."""
    page = await client.messages.page_async(date_sent_after=since.date().isoformat(), page_size=PAGE, **filters)
    found: list[Listed] = []
    for _ in range(MOST_PAGES):
        found += [_listed(each, theirs) for each in page]
        page = await page.next_page_async()
        if page is None:
            return found
    raise DeliveryFailed("Twilio: more messages in a day than we look through", retry=True)


def _listed(message: Any, theirs: bool) -> Listed:
    at = message.date_sent or message.date_created
    return Listed(
        sid=str(message.sid or ""),
        sender=str(message.from_ or ""),
        to=str(message.to or ""),
        body=str(message.body or ""),
        at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
        status=str(message.status or ""),
        media=int(message.num_media or 0),
        is_theirs=theirs,
    )


def _new_client(account: TwilioAccount, transport: HttpxTransport) -> Client:
    # An environment of our own: TWILIO_REGION and its like must not change where texts go.
    return Client(account.sid, account.token, http_client=transport, environment={"TWILIO_REGION": ""})
