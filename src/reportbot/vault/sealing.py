"""The vault as everyone but delivery sees it: it tags and seals addresses, seals and opens texts, signs, and hashes.

It cannot open an address: that is `opening.py`, which the web must not import.

    sealed text     version 1 | key id 1 | nonce 24 | XChaCha20-Poly1305 of the padded text, bound to header and place
    sealed address  version 1 | key id 1 | X25519 sealed box of municipality, channel, value, padded
"""

from datetime import datetime
from hashlib import blake2b

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    crypto_box_seal,
)
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Address
from reportbot.vault import receipts
from reportbot.vault.framing import frame, pad, unpad
from reportbot.vault.keys import Keys
from reportbot.vault.signing import Link, Signer, link_text, read_link_text

VERSION = 1
HEADER_BYTES = 2
TAG_BYTES = 16
_NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SMALLEST = HEADER_BYTES + _NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES


class Vault:
    """All that a message, a case and a page need. Keeps no key that opens addresses, even when it is given one."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys.without_opening()
        self._header = header(keys)
        self._links = Signer(keys.link_signing, keys.key_id)
        self._tokens = Signer(keys.cookie, keys.key_id)
        # hashlib's keyed BLAKE2b is the same function as libsodium's at a tenth of the cost; a copy saves the keying.
        self._tags = blake2b(key=keys.tag_pepper, digest_size=TAG_BYTES, person=b"address")
        self._message_keys = blake2b(key=keys.dedupe, digest_size=TAG_BYTES, person=b"message")

    def tag(self, address: Address) -> bytes:
        """16 bytes that find this address again. A pseudonym: whoever holds the pepper can try every phone number."""
        tags = self._tags.copy()
        tags.update(frame(address.municipality, address.channel, address.value))
        return tags.digest()

    def message_key(self, key: str) -> bytes:
        """16 bytes that recognise a message seen before; its key may hold a chat id and is not stored."""
        message_keys = self._message_keys.copy()
        message_keys.update(frame(key))
        return message_keys.digest()

    def seal_address(self, address: Address) -> bytes:
        """Seal for delivery alone. The same address never looks the same twice."""
        framed = frame(address.municipality, address.channel, address.value)
        return self._header + crypto_box_seal(pad(framed), self._keys.sealing)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal for one place, such as "reports.answers:123" (table, column, row); it opens nowhere else."""
        nonce = random_bytes(_NONCE_BYTES)
        bound = self._header + place.encode()
        sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(pad(plain), bound, nonce, self._keys.content)
        return self._header + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """What `seal` was given for this place. Raises CannotBeRead, which names the place and nothing else."""
        check_header(sealed, self._header, _SMALLEST, place)
        nonce, text = sealed[HEADER_BYTES:][:_NONCE_BYTES], sealed[HEADER_BYTES + _NONCE_BYTES :]
        bound = self._header + place.encode()
        try:
            return unpad(crypto_aead_xchacha20poly1305_ietf_decrypt(text, bound, nonce, self._keys.content))
        except (CryptoError, ValueError):
            raise CannotBeRead(f"{place}: changed, or sealed for another place or with another key") from None

    def new_code(self) -> str:
        """A new receipt code, 16 digits."""
        return receipts.new_code()

    def receipt_tag(self, code: str) -> bytes:
        """16 bytes that find the case of this receipt code; the code itself is not stored."""
        return receipts.receipt_tag(self._keys, code)

    def sign_link(self, referral: int, institution: str, expires: datetime) -> str:
        """A token for a link that lets one institution answer one referral until `expires` (aware)."""
        return self._links.sign("referral", link_text(referral, institution), expires)

    def read_link(self, token: str, now: datetime) -> Link:
        """Raises BadSignature, and LinkExpired (a BadSignature) for one that was good once."""
        text, expires = self._links.read("referral", token, now)
        return read_link_text(text, expires)

    def sign(self, purpose: str, text: str, expires: datetime) -> str:
        """A token for a login link, a cookie or a form. Its holder can read the text, but not change it."""
        return self._tokens.sign(purpose, text, expires)

    def read(self, purpose: str, token: str, now: datetime) -> str:
        """The text that was signed for this purpose. Raises BadSignature, and LinkExpired as `read_link` does."""
        return self._tokens.read(purpose, token, now)[0]


def header(keys: Keys) -> bytes:
    """Stands in front of everything sealed, so that a later version and a newer key can be told apart."""
    return bytes((VERSION, keys.key_id))


def check_header(sealed: bytes, expected: bytes, smallest: int, place: str) -> None:
    """Raises CannotBeRead before any cryptography when the bytes cannot have come from these keys."""
    if len(sealed) < smallest:
        raise CannotBeRead(f"{place}: cut off, {len(sealed)} bytes")
    if sealed[0] != expected[0]:
        raise CannotBeRead(f"{place}: sealed by an unknown version")
    if sealed[1] != expected[1]:
        raise CannotBeRead(f"{place}: sealed with key {sealed[1]}, which is not here")
