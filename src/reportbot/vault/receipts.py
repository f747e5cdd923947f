"""Receipt codes: made from the system's randomness, kept only as a tag. How they are written is `core/receipt.py`."""

import secrets
from hashlib import blake2b

from reportbot.core.errors import RuleBroken
from reportbot.core.receipt import is_plausible, with_check_digit
from reportbot.vault.keys import Keys

TAG_BYTES = 16


def new_code() -> str:
    """16 digits: 15 random (about 50 bits) and the check digit."""
    return with_check_digit(f"{secrets.randbelow(10**15):015d}")


def receipt_tag(keys: Keys, code: str) -> bytes:
    """16 bytes under the receipt pepper that find the case of a code. Raises RuleBroken unless `read_code` gave it.

    Every tag is made here, so a slower hash in front of the pepper changes this function alone.
    """
    if not is_plausible(code):
        raise RuleBroken("only a code that read_code understood may be looked up")
    return blake2b(code.encode(), key=keys.receipt_pepper, digest_size=TAG_BYTES, person=b"receipt").digest()
