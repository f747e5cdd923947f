"""A notice as a signed POST to an office's own system: Standard Webhooks headers, JSON, nothing of the story.

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from reportbot.core.errors import BadSignature
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.transports import checked_address
from reportbot.transports.checked_address import Resolve, checked

TIMEOUT = 20.0  # seconds for one attempt, from the name to the status
LONGEST_WAIT = timedelta(hours=6)  # of a Retry-After
LARGEST = 20_000  # bytes that we send; the specification asks for less than 20 kB
TOLERANCE = timedelta(minutes=5)  # between a message's own time and ours
LONGEST_ID, LONGEST_SIGNATURES = 200, 1000  # letters of headers that we read
AGAIN = frozenset({408, 425, 429})
Secrets = Callable[[Notice], Sequence[bytes]]
"""Of every institution that the address of this notice belongs to: each finds a signature of its own."""


class Webhook:
    """`here`: addresses on this very machine are taken, as in a demo. `tls` is for a private authority."""

    def __init__(
        self,
        secrets: Secrets,
        now: Callable[[], datetime],
        *,
        here: bool = False,
        resolve: Resolve = checked_address.resolve,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._secrets, self._now, self._here, self._resolve = secrets, now, here, resolve
        self._tls, self._timeout = tls or ssl.create_default_context(), timeout

    async def send(self, notice: Notice) -> str:
        """The id of the message and the status that it was taken with."""
        content, secrets = body(notice), self._secrets(notice)
        if not secrets:
            raise DeliveryFailed("the address belongs to no institution", retry=False)
        if len(content) > LARGEST:
            raise DeliveryFailed("more than a webhook carries", retry=False)
        id = message_id(notice)
        headers = {"content-type": "application/json", "user-agent": "reportbot"}
        headers |= signed(id, self._now(), content, secrets)
        status, after = await self._post(notice.target, content, headers)
        if 200 <= status < 300:
            return f"{id} {status}"
        if status == 410:
            raise DeliveryFailed("the address is gone (410)", retry=False)
        if 300 <= status < 400:
            raise DeliveryFailed(f"the address leads on to another one, which is not followed ({status})", retry=False)
        raise DeliveryFailed(f"refused ({status})", retry=status >= 500 or status in AGAIN, after=after)

    async def _post(self, url: str, content: bytes, headers: dict[str, str]) -> tuple[int, timedelta | None]:
        """The status, and how long the other side asks us to wait. What else it answers is not read."""
        try:
            async with asyncio.timeout(self._timeout):
                at = await checked(url, here=self._here, resolve=self._resolve)
                async with (
                    # Without the proxies of the environment: they would resolve the name once more.
                    httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=self._timeout) as client,
                    client.stream(
                        "POST",
                        at.url,
                        content=content,
                        headers={**headers, "host": at.header},
                        extensions={"sni_hostname": at.host},
                        follow_redirects=False,
                    ) as answer,
                ):
                    return answer.status_code, self._after(answer.headers.get("retry-after", ""))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise DeliveryFailed(f"not reached ({type(error).__name__})", retry=True) from None

    def _after(self, said: str) -> timedelta | None:
        """Seconds or a date (RFC 9110, 10.2.3); None for anything else."""
        if said.isascii() and said.isdigit() and len(said) < 10:
            return min(timedelta(seconds=int(said)), LONGEST_WAIT)
        try:
            when = parsedate_to_datetime(said)
            wait = when - self._now()
        except (ValueError, TypeError):
            return None
        return min(wait, LONGEST_WAIT) if wait > timedelta() else None


def body(notice: Notice) -> bytes:
    """What happened, in facts a machine can read, and the words that a mail would have. `answer_url` takes an answer
    as JSON, signed with the same secret (hooks.WebhookHook).
    """
    base, slash, _ = notice.link.rpartition("/r/")
    data = {
        **notice.facts,
        "subject": notice.subject,
        "text": notice.body,
        "link": notice.link,
        "answer_url": f"{base}/hooks/webhook/{notice.municipality}" if slash else "",
    }
    kind = notice.facts.get("kind", "notice")
    return json.dumps({"type": f"report.{kind}", "data": data}, ensure_ascii=False, separators=(",", ":")).encode()


def message_id(notice: Notice) -> str:
    """The same for every attempt, so that the receiver can drop a doubled one."""
    return notice.message_id.strip("<>").partition("@")[0]


def signed(id: str, at: datetime, content: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The three headers; one signature for each secret."""
    moment = str(int(at.timestamp()))
    text = f"{id}.{moment}.".encode() + content
    signatures = (base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode() for secret in secrets)
    return {
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }


def check_signature(headers: Mapping[str, str], content: bytes, secrets: Sequence[bytes], now: datetime) -> str:
    """The id of a message that was signed with one of these secrets a moment ago. Raises BadSignature."""
    id, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (0 < len(id) <= LONGEST_ID and moment.isascii() and moment.isdigit() and len(moment) < 12):
        raise BadSignature("a message without its id or its time")
    at = datetime.fromtimestamp(int(moment), UTC)
    if abs(now - at) > TOLERANCE:
        raise BadSignature("a message of another time")
    ours = signed(id, at, content, secrets)["webhook-signature"].encode().split(b" ")
    given = headers.get("webhook-signature", "")[:LONGEST_SIGNATURES].encode().split(b" ")
    if not any(hmac.compare_digest(one, each) for one in ours for each in given):
        raise BadSignature("not signed with the secret of that institution")
    return id
