"""The ring: the secrets, one hex file each in a folder outside the database. To lose the folder is to lose the data.

    keys/
      key-id                                      the number of the generation that seals and signs
      receipt-pepper  dedupe  audit               what is never exchanged: it is hashed with, and found again by
      1/ content  address-sealing  address-opening  link-signing  cookie
      2/ ...                                      each newer generation; the older ones open what they sealed

Whatever else lies there is refused, except what begins with a dot: an interrupted change leaves it (`keychanges.py`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Self, TypeVar

from nacl.bindings import crypto_scalarmult_base
from nacl.utils import random as random_bytes

from reportbot.core.errors import BadSetup, Problem
from reportbot.vault.keyfiles import KEY_BYTES, check_folder, flush_folder, read_key, read_secret, write_secret

T = TypeVar("T")

LARGEST_ID = 255  # a generation is one byte in what it sealed
KEY_ID_FILE = "key-id"
GENERATION_FILES = {
    "content": "content",
    "sealing": "address-sealing",
    "opening": "address-opening",
    "link_signing": "link-signing",
    "cookie": "cookie",
}
HOUSE_FILES = {"receipt_pepper": "receipt-pepper", "dedupe": "dedupe", "audit": "audit"}
FILES = {**GENERATION_FILES, **HOUSE_FILES}
_GENERATION_FOLDER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Generation:
    """The keys that are exchanged together, 32 bytes each. A repr shows only the number, which stands in what they
    sealed.

    `opening` alone opens reporters' addresses: empty in a process that only seals them.
    """

    key_id: int
    content: bytes = field(repr=False)  # XChaCha20-Poly1305
    sealing: bytes = field(repr=False)  # X25519, public half
    opening: bytes = field(repr=False)  # X25519, private half
    link_signing: bytes = field(repr=False)
    cookie: bytes = field(repr=False)

    @classmethod
    def random(cls, key_id: int) -> Self:
        return cls.of(key_id, {name: random_bytes(KEY_BYTES) for name in GENERATION_FILES})

    @classmethod
    def of(cls, key_id: int, secrets: Mapping[str, bytes]) -> Self:
        """The public half is that of `opening`."""
        return cls(key_id, **{**secrets, "sealing": crypto_scalarmult_base(secrets["opening"])})


@dataclass(frozen=True, slots=True)
class Keys:
    """All generations, oldest first, of which `key_id` seals and signs; and what is never exchanged."""

    key_id: int
    generations: tuple[Generation, ...] = field(repr=False)
    receipt_pepper: bytes = field(repr=False)
    dedupe: bytes = field(repr=False)
    audit: bytes = field(repr=False)

    @property
    def current(self) -> Generation:
        return next(each for each in self.generations if each.key_id == self.key_id)

    def generation(self, key_id: int) -> Generation | None:
        return next((each for each in self.generations if each.key_id == key_id), None)

    @classmethod
    def load(cls, folder: Path, *, opening: bool = True) -> Self:
        """Read the folder; with `opening=False` the files `address-opening` are neither needed nor read.

        Raises BadSetup with every problem: missing, wrong length, readable by others, twice the same, no pair, strange.
        """
        check_folder(folder)
        problems: list[Problem] = []
        house = {name: _tried(read_key, folder / file, b"", problems) for name, file in HOUSE_FILES.items()}
        key_id = _tried(_read_key_id, folder / KEY_ID_FILE, 0, problems)
        generations = tuple(_read_generation(folder, each, opening, problems) for each in generations_in(folder))
        if key_id and key_id not in {each.key_id for each in generations}:
            problems.append(Problem(str(folder / KEY_ID_FILE), 0, f"names key {key_id}, whose folder is not here"))
        keys = cls(key_id, generations, **house)
        problems += _strange(folder) + _repeated(keys, folder)
        if problems:
            raise BadSetup(*problems)
        return keys

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make new keys and write them: folders 0700, files 0600, all on disk when this returns.

        Raises BadSetup if the folder holds anything already: keys are never overwritten.
        """
        keys = cls.random()
        keys.write(folder)
        return keys

    def write(self, folder: Path) -> None:
        """Into a new or empty folder. Raises BadSetup for one that holds anything."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise BadSetup(Problem(str(folder), 0, "is not empty; keys are never overwritten"))
            folder.chmod(0o700)
            for name, file in HOUSE_FILES.items():
                write_secret(folder / file, getattr(self, name).hex())
            for each in self.generations:
                write_generation(folder / str(each.key_id), each)
            write_secret(folder / KEY_ID_FILE, str(self.key_id))
            flush_folder(folder)
        except OSError as error:
            raise BadSetup(Problem(str(folder), 0, f"cannot be written: {error.strerror}")) from None

    @classmethod
    def random(cls) -> Self:
        """New keys from the system's randomness, on no disk: a demo that forgets everything when it ends."""
        return cls(1, (Generation.random(1),), **{name: random_bytes(KEY_BYTES) for name in HOUSE_FILES})

    @classmethod
    def for_tests(cls) -> Self:
        """Always the same keys. They stand in a public repository: for tests only."""
        made = {name: blake2b(name.encode(), digest_size=KEY_BYTES).digest() for name in FILES}
        house = {name: made.pop(name) for name in HOUSE_FILES}
        return cls(1, (Generation.of(1, made),), **house)

    def with_generation(self, new: Generation, *, current: bool = False) -> Self:
        """One more, which seals from now on if it is `current`."""
        return replace(self, generations=(*self.generations, new), key_id=new.key_id if current else self.key_id)

    def without_opening(self) -> Self:
        """The same keys for those who must not be able to open an address."""
        return replace(self, generations=tuple(replace(each, opening=b"") for each in self.generations))

    def canaries(self) -> dict[str, bytes]:
        """By key, what proves that a database was written with it: a keyed hash of the key's own name."""
        named = {file: getattr(self, name) for name, file in HOUSE_FILES.items()}
        for each in self.generations:
            given = {"content": each.content, "address": each.sealing, "link-signing": each.link_signing}
            named |= {f"{name}.{each.key_id}": key for name, key in (given | {"cookie": each.cookie}).items()}
        return {
            name: blake2b(name.encode(), key=key, digest_size=16, person=b"canary").digest()
            for name, key in named.items()
        }


def generations_in(folder: Path) -> list[int]:
    """The numbers of those whose folder is there, oldest first."""
    return sorted(int(each.name) for each in folder.iterdir() if _GENERATION_FOLDER.fullmatch(each.name))


def write_generation(folder: Path, generation: Generation) -> None:
    """A new folder of five files, on disk when this returns. Raises OSError."""
    folder.mkdir(mode=0o700)
    for name, file in GENERATION_FILES.items():
        write_secret(folder / file, getattr(generation, name).hex())
    flush_folder(folder)


def _read_generation(folder: Path, key_id: int, opening: bool, problems: list[Problem]) -> Generation:
    inside = folder / str(key_id)
    found = dict.fromkeys(GENERATION_FILES, b"")
    if key_id > LARGEST_ID:
        problems.append(Problem(str(inside), 0, f"a generation has a number from 1 to {LARGEST_ID}"))
        return Generation(key_id, **found)
    try:
        check_folder(inside)
    except BadSetup as refusal:
        problems += refusal.problems
        return Generation(key_id, **found)
    for name, file in GENERATION_FILES.items():
        if opening or name != "opening":
            found[name] = _tried(read_key, inside / file, b"", problems)
    generation = Generation(key_id, **found)
    if generation.opening and generation.sealing and crypto_scalarmult_base(found["opening"]) != found["sealing"]:
        why = f"does not open what {GENERATION_FILES['sealing']} seals"
        problems.append(Problem(str(inside / GENERATION_FILES["opening"]), 0, why))
    return generation


def _tried(read: Callable[[Path], T], path: Path, otherwise: T, problems: list[Problem]) -> T:
    try:
        return read(path)
    except BadSetup as refusal:
        problems += refusal.problems
        return otherwise


def _read_key_id(path: Path) -> int:
    text = read_secret(path)
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= LARGEST_ID:
        raise BadSetup(Problem(str(path), 0, f"must hold one number from 1 to {LARGEST_ID}"))
    return int(text)


def _strange(folder: Path) -> list[Problem]:
    known = {*HOUSE_FILES.values(), KEY_ID_FILE}
    return [
        Problem(str(each), 0, "is no key; nothing else may lie in the folder of keys")
        for each in sorted(folder.iterdir())
        if each.name not in known and not _GENERATION_FOLDER.fullmatch(each.name) and not each.name.startswith(".")
    ]


def _repeated(keys: Keys, folder: Path) -> list[Problem]:
    """The same key in two files is a slip of copying, and would let one secret stand in for another."""
    held = [(folder / file, getattr(keys, name)) for name, file in HOUSE_FILES.items()]
    for each in keys.generations:
        inside = folder / str(each.key_id)
        held += [(inside / file, getattr(each, name)) for name, file in GENERATION_FILES.items()]
    first: dict[bytes, Path] = {}
    return [
        Problem(str(path), 0, f"holds the same key as {first[key].relative_to(folder)}")
        for path, key in held
        if key and first.setdefault(key, path) != path
    ]
