"""Receipt codes: made from the system's randomness, kept only as a tag. How they are written is `core/receipt.py`.

tag = keyed BLAKE2b(receipt pepper, Argon2id(code)). Without the pepper a tag says nothing; with it, each of the 10^15
codes still costs a guess of about 20 ms and 19 MiB. Argon2's parameters are the least that OWASP recommends for
passwords (Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane). The salt is the same for all codes:
a tag must be found by the code alone, and codes are random, so that there is no dictionary to share.
"""

import secrets
from hashlib import blake2b

from argon2.low_level import Type, hash_secret_raw

from reportbot.core.errors import RuleBroken
from reportbot.core.receipt import is_plausible, with_check_digit
from reportbot.vault.keys import Keys

TAG_BYTES = 16
MEMORY = 19 * 1024  # KiB
PASSES = 2
LANES = 1
_SALT = b"reportbot receipt code"
_STRETCHED_BYTES = 32


def new_code() -> str:
    """16 digits: 15 random (about 50 bits) and the check digit."""
    return with_check_digit(f"{secrets.randbelow(10**15):015d}")


def receipt_tag(keys: Keys, code: str) -> bytes:
    """16 bytes that find the case of a code. Raises RuleBroken unless `read_code` gave it.

    Takes about 20 ms and releases the interpreter's lock meanwhile: to be called in a thread, outside a transaction.
    """
    if not is_plausible(code):
        raise RuleBroken("only a code that read_code understood may be looked up")
    stretched = hash_secret_raw(code.encode(), _SALT, PASSES, MEMORY, LANES, _STRETCHED_BYTES, Type.ID)
    return blake2b(stretched, key=keys.receipt_pepper, digest_size=TAG_BYTES, person=b"receipt").digest()
