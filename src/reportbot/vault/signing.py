"""Signed tokens for links, cookies and forms: url-safe, bound to a purpose, good until a moment. Signed, not secret.

token = base64url( version 1 | key id 1 | expires 6 (UNIX seconds) | text | BLAKE2b 16 under key and purpose )
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from hmac import compare_digest

from reportbot.core.errors import BadSignature, LinkExpired, RuleBroken
from reportbot.vault.framing import frame

VERSION = 1
MAX_TEXT_BYTES = 512
_HEADER_BYTES = 8
_MAC_BYTES = 16
MAX_TOKEN = -(-(_HEADER_BYTES + MAX_TEXT_BYTES + _MAC_BYTES) * 4 // 3)


@dataclass(frozen=True, slots=True)
class Link:
    """What a signed link allows: one institution (its key) answers one referral until `expires` (UTC)."""

    referral: int
    institution: str
    expires: datetime


class Signer:
    """Signs tokens under the key `key_id`, and reads those of every key that is here."""

    def __init__(self, keys: Mapping[int, bytes], key_id: int) -> None:
        self._head = bytes((VERSION, key_id))
        self._macs = {id: blake2b(key=key, digest_size=_MAC_BYTES, person=b"token") for id, key in keys.items()}

    def sign(self, purpose: str, text: str, expires: datetime) -> str:
        """Raises RuleBroken for a text over 512 bytes or a time without zone; whole seconds count."""
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise RuleBroken(f"a signed text has at most {MAX_TEXT_BYTES} bytes")
        body = self._head + int(_aware(expires).timestamp()).to_bytes(6, "big") + text.encode()
        return _to_token(body + self._mac(purpose, body))

    def read(self, purpose: str, token: str, now: datetime) -> tuple[str, datetime]:
        """Text and expiry. Raises BadSignature; LinkExpired only when the signature was right."""
        signed = _from_token(token)
        body, mac = signed[:-_MAC_BYTES], signed[-_MAC_BYTES:]
        if body[0] != VERSION or body[1] not in self._macs or not compare_digest(self._mac(purpose, body), mac):
            raise BadSignature("not signed here for this purpose")
        expires = datetime.fromtimestamp(int.from_bytes(body[2:_HEADER_BYTES], "big"), UTC)
        if _aware(now) >= expires:
            raise LinkExpired("this link has expired")
        return body[_HEADER_BYTES:].decode(), expires

    def _mac(self, purpose: str, body: bytes) -> bytes:
        macs = self._macs[body[1]].copy()
        macs.update(frame(purpose) + body)
        return macs.digest()


def link_text(referral: int, institution: str) -> str:
    """What is signed for a referral's link."""
    return f"{referral} {institution}"


def read_link_text(text: str, expires: datetime) -> Link:
    """The link that `link_text` wrote."""
    referral, _, institution = text.partition(" ")
    return Link(int(referral), institution, expires)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise RuleBroken("a moment without a time zone")
    return moment


def _to_token(signed: bytes) -> str:
    return urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def _from_token(token: str) -> bytes:
    """One token has one spelling: what does not encode back to itself is refused."""
    if not token.isascii() or len(token) > MAX_TOKEN:
        raise BadSignature("not a token")
    try:
        signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise BadSignature("not a token") from None
    if len(signed) < _HEADER_BYTES + _MAC_BYTES or _to_token(signed) != token:
        raise BadSignature("not a token")
    return signed
