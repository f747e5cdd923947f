"""Tokens for the local part of a mail address: short, and the same in capitals, since mail servers may change the case.

token = base32( key id 1 | expires 2 (days since 1970) | number 8 | BLAKE2b 12 under key and purpose ), 37 letters
"""

from base64 import b32decode, b32encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest

from reportbot.core.errors import BadSignature, LinkExpired, RuleBroken
from reportbot.vault.framing import frame

_BODY_BYTES = 11
_MAC_BYTES = 12
"""96 bits: whoever guesses has to send us a mail for each guess."""
_LETTERS = 37
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MailTokens:
    """Signs under the key `key_id`, and reads what any key that is here has signed."""

    def __init__(self, keys: Mapping[int, bytes], key_id: int) -> None:
        self._key_id = key_id
        self._macs = {id: blake2b(key=key, digest_size=_MAC_BYTES, person=b"mail token") for id, key in keys.items()}

    def sign(self, purpose: str, number: int, expires: datetime) -> str:
        """Good until the end of the day (UTC) of `expires`. Raises RuleBroken for a time or number out of range."""
        days = (expires - _EPOCH).days
        if not 0 <= days < 2**16 or not 0 <= number < 2**63:
            raise RuleBroken("a mail token names a number of 63 bits and a day before 2149")
        body = bytes((self._key_id,)) + days.to_bytes(2, "big") + number.to_bytes(8, "big")
        return b32encode(body + self._mac(purpose, body)).decode("ascii").rstrip("=").lower()

    def read(self, purpose: str, token: str, now: datetime) -> int:
        """The number. Raises BadSignature; LinkExpired only when the signature was right."""
        signed = _bytes_of(token)
        body, mac = signed[:_BODY_BYTES], signed[_BODY_BYTES:]
        if body[0] not in self._macs or not compare_digest(self._mac(purpose, body), mac):
            raise BadSignature("not signed here for this purpose")
        if now >= _EPOCH + timedelta(days=int.from_bytes(body[1:3], "big") + 1):
            raise LinkExpired("this address has expired")
        return int.from_bytes(body[3:], "big")

    def _mac(self, purpose: str, body: bytes) -> bytes:
        mac = self._macs[body[0]].copy()
        mac.update(frame(purpose) + body)
        return mac.digest()


def _bytes_of(token: str) -> bytes:
    """One token has one spelling, apart from capitals."""
    try:
        signed = b32decode(token.upper() + "=" * (-len(token) % 8)) if len(token) == _LETTERS else b""
    except ValueError:
        signed = b""
    if len(signed) != _BODY_BYTES + _MAC_BYTES or b32encode(signed).decode().rstrip("=") != token.upper():
        raise BadSignature("not a token")
    return signed
