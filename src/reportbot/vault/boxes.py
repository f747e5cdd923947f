"""The one way in which bytes are sealed: XChaCha20-Poly1305 of the padded bytes, bound to a header and a place.

    header | nonce 24 | sealed, padded bytes

The header tells which key it was; the place (table, column, row) is not written down, but opens it nowhere else.
"""

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from reportbot.core.errors import CannotBeRead
from reportbot.vault.framing import pad, unpad

NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
OVERHEAD = NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES

# The first byte of everything sealed: under which kind of key.
UNDER_RING = 1  # | key id 1: wrapped keys, addresses
UNDER_WEEK = 2  # | week 4: what lives for days
UNDER_DATA_KEY = 3  # what belongs to one case, photo or kept message


def shut(key: bytes, header: bytes, plain: bytes, place: str) -> bytes:
    """Seal for one place, such as "reports.answers:123" (table, column, row)."""
    nonce = random_bytes(NONCE_BYTES)
    bound = header + place.encode()
    return header + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(pad(plain), bound, nonce, key)


def unshut(key: bytes, header: bytes, sealed: bytes, place: str) -> bytes:
    """What `shut` was given for this place. Raises CannotBeRead, which names the place and nothing else."""
    check_header(sealed, header, len(header) + OVERHEAD, place)
    start = len(header)
    nonce, text = sealed[start:][:NONCE_BYTES], sealed[start + NONCE_BYTES :]
    try:
        return unpad(crypto_aead_xchacha20poly1305_ietf_decrypt(text, header + place.encode(), nonce, key))
    except (CryptoError, ValueError):
        raise CannotBeRead(f"{place}: changed, or sealed for another place or with another key") from None


def check_header(sealed: bytes, expected: bytes, smallest: int, place: str) -> None:
    """Raises CannotBeRead before any cryptography when the bytes cannot have come from this key."""
    if len(sealed) < smallest:
        raise CannotBeRead(f"{place}: cut off, {len(sealed)} bytes")
    if sealed[0] != expected[0]:
        raise CannotBeRead(f"{place}: sealed in an unknown way")
    if not sealed.startswith(expected):
        raise CannotBeRead(f"{place}: sealed with a key that is not here")
