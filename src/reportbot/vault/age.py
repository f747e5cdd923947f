"""Encryption with age (https://age-encryption.org/v1), as a stream: no plain byte is written anywhere.

age tells a changed or cut file from a whole one, but not who wrote it: whoever knows the recipient can write one.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pyrage import DecryptError, EncryptError, IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage import encrypt as encrypt_bytes
from pyrage.x25519 import Identity, Recipient

from reportbot.core.errors import BadSetup, Problem

LARGEST_IDENTITY = 64 * 1024  # bytes


def new_identity(file: Path) -> str:
    """Writes a new identity, 0600, never over something else; returns its public key. Raises BadSetup."""
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(f"# opens backups of reportbot; keep it far from them\n# public key: {public}\n{identity}\n")
            out.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise BadSetup(Problem(str(file), 0, f"cannot be written: {error.strerror}")) from None
    return public


def read_recipients(given: Iterable[str], where: str) -> list[Recipient]:
    """Raises BadSetup, which does not repeat what was given: it may be the secret half, by mistake."""
    found = []
    for text in given:
        try:
            found.append(Recipient.from_str(text))
        except RecipientError:
            why = "an age public key begins with age1; make one: reportbot backup --new-identity FILE"
            if text.upper().startswith("AGE-SECRET-KEY-"):
                why = "this is the secret half of an age key: only its public key (age1…) belongs here"
            raise BadSetup(Problem(where, 0, why)) from None
    return found


def read_identities(file: Path) -> list[Identity]:
    """Every secret key in the file, as age-keygen writes it. Raises BadSetup, never with a word of the file."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(LARGEST_IDENTITY).decode("ascii", "replace").splitlines()
        found = [Identity.from_str(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    except OSError as error:
        raise BadSetup(Problem(str(file), 0, f"cannot be read: {error.strerror}")) from None
    except IdentityError:
        found = []
    if not found:
        raise BadSetup(Problem(str(file), 0, "is not an age identity: a line that begins with AGE-SECRET-KEY-1"))
    return found


def encrypt(chunks: Iterator[bytes], out: IO[bytes], recipients: Sequence[Recipient]) -> None:
    """Raises whatever `chunks` and `out` raise."""
    source = _Source(chunks)
    try:
        encrypt_io(source, out, recipients)
    except EncryptError as error:
        raise source.failure or OSError(str(error)) from None


def encrypt_for(plain: bytes, recipient: str) -> bytes:
    """For one public key. Raises BadSetup, which does not repeat it."""
    return bytes(encrypt_bytes(plain, read_recipients([recipient], "age")))


def decrypt(file: Path, identities: Sequence[Identity], take: Callable[[bytes], None]) -> None:
    """`take` is given the plain bytes, piece by piece; they are the whole only when this returns.

    Raises BadSetup (unreadable, not age, another key, changed, cut off), and whatever `take` raises.
    """
    sink = _Sink(take)
    try:
        with file.open("rb") as opened:
            decrypt_io(opened, sink, identities)
    except DecryptError as error:
        if sink.failure:
            raise sink.failure from None
        wrong_key = "No matching keys" in str(error)
        why = "was encrypted for another identity" if wrong_key else "is not a backup: it is not encrypted with age"
        raise BadSetup(Problem(str(file), 0, why)) from None
    except OSError as error:
        if sink.failure:
            raise sink.failure from None
        why = f"cannot be read: {error.strerror}" if error.errno else "was changed or is cut off"
        raise BadSetup(Problem(str(file), 0, why)) from None


class _Source(io.RawIOBase):
    """What pyrage reads from. It turns every error into one of its own, so ours is kept aside."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks, None) or b"")
                if not self._rest:
                    return b""
        except BaseException as error:
            self.failure = error
            raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


class _Sink(io.RawIOBase):
    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:  # type: ignore[override]
        try:
            self._take(data)
        except BaseException as error:
            self.failure = error
            raise
        return len(data)
