"""What a new password must be: long, and not one that others would try first. No rule says which letters it needs.

15 to 128 letters: NIST SP 800-63B-4, section 3.1.1.2 (15 where the password is the only factor; we ask them always).
"""

import unicodedata
from enum import StrEnum

SHORTEST, LONGEST = 15, 128
GUESSES = 10**10
"""Fewer than these an attacker needs to find it: zxcvbn's own line between "somewhat" and "safely" unguessable."""


class PasswordProblem(StrEnum):
    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    DIFFERENT = "different"  # the second time it was typed


def normalised(typed: str) -> str:
    """The same password typed on another keyboard is the same: composed as Unicode's NFC."""
    return unicodedata.normalize("NFC", typed)


def length_problem(password: str) -> PasswordProblem | None:
    """`password` is normalised; letters are counted as Unicode does."""
    if len(password) < SHORTEST:
        return PasswordProblem.SHORT
    return PasswordProblem.LONG if len(password) > LONGEST else None
