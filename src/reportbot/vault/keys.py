"""The secrets, one hex file each in a folder outside the database. To lose the folder is to lose the data."""

import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Self, TypeVar

from nacl.bindings import crypto_scalarmult_base
from nacl.utils import random as random_bytes

from reportbot.core.errors import BadSetup, Problem

T = TypeVar("T")

KEY_BYTES = 32
KEY_ID_FILE = "key-id"
FILES = {
    "content": "content",
    "sealing": "address-sealing",
    "opening": "address-opening",
    "receipt_pepper": "receipt-pepper",
    "link_signing": "link-signing",
    "dedupe": "dedupe",
    "cookie": "cookie",
    "audit": "audit",
}


@dataclass(frozen=True, slots=True)
class Keys:
    """One generation of keys, 32 bytes each. `key_id` (1-255) is written into what they seal; a repr shows only that.

    `opening` alone opens reporters' addresses: empty in a process that only seals them.
    """

    key_id: int
    content: bytes = field(repr=False)  # XChaCha20-Poly1305
    sealing: bytes = field(repr=False)  # X25519, public half
    opening: bytes = field(repr=False)  # X25519, private half
    receipt_pepper: bytes = field(repr=False)
    link_signing: bytes = field(repr=False)
    dedupe: bytes = field(repr=False)
    cookie: bytes = field(repr=False)
    audit: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path, *, opening: bool = True) -> Self:
        """Read the folder; with `opening=False` the file `address-opening` is neither needed nor read.

        Raises BadSetup with every problem: missing, wrong length, readable by others, twice the same, no pair.
        """
        _check_folder(folder)
        problems: list[Problem] = []
        wanted = {name: file for name, file in FILES.items() if opening or name != "opening"}
        found = {name: _tried(read_key, folder / file, b"", problems) for name, file in wanted.items()}
        key_id = _tried(_read_key_id, folder / KEY_ID_FILE, 0, problems)
        problems += _repeated(found, folder) + _no_pair(found, folder)
        if problems:
            raise BadSetup(*problems)
        return cls(key_id=key_id, **{"opening": b"", **found})

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make new keys and write them: folder 0700, files 0600, all on disk when this returns.

        Raises BadSetup if the folder holds anything already: keys are never overwritten.
        """
        keys = cls.random()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise BadSetup(Problem(str(folder), 0, "is not empty; keys are never overwritten"))
            folder.chmod(0o700)
            for name, file in FILES.items():
                _write_secret(folder / file, getattr(keys, name).hex())
            _write_secret(folder / KEY_ID_FILE, str(keys.key_id))
            _flush_folder(folder)
        except OSError as error:
            raise BadSetup(Problem(str(folder), 0, f"cannot be written: {error.strerror}")) from None
        return keys

    @classmethod
    def random(cls) -> Self:
        """New keys from the system's randomness, on no disk: a demo that forgets everything when it ends."""
        return cls._made({name: random_bytes(KEY_BYTES) for name in FILES})

    @classmethod
    def for_tests(cls) -> Self:
        """Always the same keys. They stand in a public repository: for tests only."""
        return cls._made({name: blake2b(name.encode(), digest_size=KEY_BYTES).digest() for name in FILES})

    def without_opening(self) -> Self:
        """The same keys for those who must not be able to open an address."""
        return replace(self, opening=b"")

    @classmethod
    def _made(cls, secrets: dict[str, bytes]) -> Self:
        return cls(key_id=1, **{**secrets, "sealing": crypto_scalarmult_base(secrets["opening"])})


def _check_folder(folder: Path) -> None:
    try:
        status = folder.stat()
    except OSError as error:
        raise BadSetup(Problem(str(folder), 0, f"the folder of keys cannot be read: {error.strerror}")) from None
    if not stat.S_ISDIR(status.st_mode):
        raise BadSetup(Problem(str(folder), 0, "is not a folder of keys"))
    if status.st_mode & 0o022:
        raise BadSetup(Problem(str(folder), 0, "others may write here and swap the keys; chmod it to 700"))


def _tried(read: Callable[[Path], T], path: Path, otherwise: T, problems: list[Problem]) -> T:
    try:
        return read(path)
    except BadSetup as refusal:
        problems += refusal.problems
        return otherwise


def read_key(path: Path) -> bytes:
    """The one key in this file, for who needs no other. Raises BadSetup."""
    text = _read_secret(path)
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise BadSetup(Problem(str(path), 0, f"must hold 64 hex digits (32 bytes), not {len(text)} characters"))
    return bytes.fromhex(text)


def _read_key_id(path: Path) -> int:
    text = _read_secret(path)
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= 255:
        raise BadSetup(Problem(str(path), 0, "must hold one number from 1 to 255"))
    return int(text)


def _read_secret(path: Path) -> str:
    """The file's only line. What it holds never becomes part of a message."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadSetup(Problem(str(path), 0, "is not a file"))
        if status.st_mode & 0o077:
            raise BadSetup(Problem(str(path), 0, "others than its owner may read it; chmod it to 600"))
        if status.st_size > 4 * KEY_BYTES:
            raise BadSetup(Problem(str(path), 0, f"is too long for a key: {status.st_size} bytes"))
        return path.read_bytes().decode("ascii", errors="replace").strip()
    except OSError as error:
        raise BadSetup(Problem(str(path), 0, f"cannot be read: {error.strerror}")) from None


def _repeated(found: dict[str, bytes], folder: Path) -> list[Problem]:
    """The same key in two files is a slip of copying, and would let one secret stand in for another."""
    first: dict[bytes, str] = {}
    problems = []
    for name, key in found.items():
        if key and first.setdefault(key, name) != name:
            problems.append(Problem(str(folder / FILES[name]), 0, f"holds the same key as {FILES[first[key]]}"))
    return problems


def _no_pair(found: dict[str, bytes], folder: Path) -> list[Problem]:
    opening, sealing = found.get("opening"), found.get("sealing")
    if not opening or not sealing or crypto_scalarmult_base(opening) == sealing:
        return []
    return [Problem(str(folder / FILES["opening"]), 0, f"does not open what {FILES['sealing']} seals")]


def _write_secret(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
