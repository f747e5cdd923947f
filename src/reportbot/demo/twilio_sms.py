"""What an SMS looks like at Twilio: the Message resource, its segments, its dates. Knows nothing of HTTP."""

import math
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

Json = dict[str, Any]

API_VERSION = "2010-04-01"
_GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = set("\f^{}\\[~]|€")


@dataclass
class Sms:
    """One message, in either direction. `status` changes; an empty `body` was redacted."""

    account: str
    sender: str
    to: str
    body: str = field(repr=False)
    direction: str
    status: str
    callback: str = ""
    error_code: int | None = None
    sid: str = field(default_factory=lambda: "SM" + secrets.token_hex(16))
    created: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    sent: datetime | None = None
    media: "dict[str, Media]" = field(default_factory=dict, repr=False)

    @property
    def is_on_its_way(self) -> bool:
        """Twilio still needs the text."""
        return self.status in {"accepted", "scheduled", "queued", "sending", "receiving"}

    @property
    def uri(self) -> str:
        return f"/{API_VERSION}/Accounts/{self.account}/Messages/{self.sid}.json"

    def resource(self) -> Json:
        """The Message resource, with every field of the API."""
        return {
            "account_sid": self.account,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.sent or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": ERROR_MESSAGES.get(self.error_code) if self.error_code else None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": str(len(self.media)),
            "num_segments": str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": self.uri.replace(".json", "/Media.json")},
            "to": self.to,
            "uri": self.uri,
        }


@dataclass(frozen=True, slots=True)
class Media:
    """One file of a message."""

    content_type: str
    data: bytes = field(repr=False)
    sid: str = field(default_factory=lambda: "ME" + secrets.token_hex(16))

    def uri(self, sms: Sms) -> str:
        return f"{sms.uri.removesuffix('.json')}/Media/{self.sid}"

    def resource(self, sms: Sms) -> Json:
        """The Media resource, with every field of the API."""
        return {
            "account_sid": sms.account,
            "content_type": self.content_type,
            "date_created": format_datetime(sms.created),
            "date_updated": format_datetime(sms.created),
            "parent_sid": sms.sid,
            "sid": self.sid,
            "uri": f"{self.uri(sms)}.json",
        }


ERROR_MESSAGES = {30003: "Unreachable destination handset", 30007: "Message filtered"}


def segments(body: str) -> int:
    """How many SMS a text takes: 160 letters (153 each when several) in GSM 03.38, else 70 (67) UTF-16 units."""
    if set(body) <= _GSM_7 | _GSM_7_TWICE:
        length, one, each = len(body) + sum(letter in _GSM_7_TWICE for letter in body), 160, 153
    else:
        length, one, each = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else math.ceil(length / each)
