"""Passwords of people who work here: hashed with Argon2id, and judged by how soon an attacker would guess them.

Argon2's parameters are OWASP's first choice (Password Storage Cheat Sheet: Argon2id with 46 MiB, 1 pass, 1 lane). What
is stored is sealed besides, under a key outside the database. zxcvbn brings its lists of common passwords with it.
"""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from reportbot.core.signin.passwords import GUESSES, LONGEST

MEMORY = 46 * 1024  # KiB
AT_ONCE = 2  # hashes: the memory of more would fill a small machine
JUDGED = 72  # letters; zxcvbn's time grows with the cube of them
_KNOWN_HERE = (
    *("fjalekalimi", "fjalëkalimi", "kosova", "kosove", "kosovë", "shqiperia", "shqiperi", "shqipëria", "shqipëri"),
    *("prishtina", "prishtine", "prizren", "drenica", "drenas", "gllogoc", "vushtrri", "kamez", "kamëz", "tirana"),
    *("mitrovica", "peja", "gjakova", "ferizaj", "gjilan", "komuna", "komunë", "qytetari", "mirembrema", "miredita"),
    *("lozinka", "sifra", "šifra", "srbija", "kosovo", "beograd", "opstina", "opština", "dobardan", "parola", "sifre"),
    *("belediye", "reportbot", "password", "administrator", "coordinator"),
)
"""What people of these towns would put into a password, and an English list does not know."""


class Passwords:
    """`hashes` counts what was computed: a try costs one, whether such a person exists or not."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=1, memory_cost=MEMORY, parallelism=1)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._nobody = _that_of_nobody()
        self.hashes = 0

    async def hash(self, password: str) -> bytes:
        """About 30 ms, in a thread."""
        async with self._free:
            self.hashes += 1
            return (await asyncio.to_thread(self._hasher.hash, password)).encode()

    async def is_right(self, hashed: bytes, password: str) -> bool:
        """Costs the same where there is no hash (b""): then nothing is right. No hash is made of what is too long."""
        async with self._free:
            self.hashes += 1
            typed = password[: LONGEST + 1]
            return await asyncio.to_thread(self._verify, hashed.decode() or self._nobody, typed)

    async def is_common(self, password: str, about: Sequence[str]) -> bool:
        """Whether it would be found too soon; `about`: names that somebody who knows them would try."""
        return await asyncio.to_thread(_is_common, password, about)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _is_common(password: str, about: Sequence[str]) -> bool:
    from zxcvbn import zxcvbn  # its lists are 8 MB that only whoever chooses a password should load

    names = [part for each in about for part in (each, *each.split()) if part]
    judged = zxcvbn(password[:JUDGED], user_inputs=[*names, *_KNOWN_HERE])
    return bool(judged["guesses"] < GUESSES)


def _that_of_nobody() -> str:
    """A hash that no password gives: its last part is chance."""
    salt, digest = (b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={MEMORY},t=1,p=1${salt}${digest}"
