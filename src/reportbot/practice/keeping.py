"""A room as one value, so that it goes on in another process or after a restart: its database, its keys, how far it is.

In the real database it is one sealed row; nothing there knows what is in it.
"""

import json
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from reportbot.core.errors import BadInput, BadSetup
from reportbot.vault.keys import Keys
from reportbot.vault.paper import from_paper, to_paper

LARGEST = 4 * 1024 * 1024  # bytes of a room's database; a new one has half a megabyte


@dataclass(frozen=True, slots=True)
class Kept:
    """`image` is the file of the database."""

    language: str
    numbers: Mapping[str, str]
    opened: tuple[str, ...]
    keys: Keys = field(repr=False)
    image: bytes = field(repr=False)

    def packed(self) -> bytes:
        """Blocking, for a millisecond or a few: for a thread."""
        head = {
            "language": self.language,
            "numbers": dict(self.numbers),
            "opened": self.opened,
            "keys": to_paper(self.keys),
        }
        return json.dumps(head).encode() + b"\n" + zlib.compress(self.image, 1)


def unpacked(packed: bytes) -> Kept:
    """Raises BadInput for what `packed` has not made. Blocking."""
    head, _, rest = packed.partition(b"\n")
    try:
        said = json.loads(head)
        opener = zlib.decompressobj()
        image = opener.decompress(rest, 4 * LARGEST)
        keys = from_paper(said["keys"], "practice")
        return Kept(str(said["language"]), dict(said["numbers"]), tuple(said["opened"]), keys, image)
    except (ValueError, KeyError, TypeError, zlib.error, BadSetup):
        raise BadInput("no room of practice") from None


def image_of(file: Path) -> bytes:
    """Everything that is committed. Raises sqlite3.Error. Blocking."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.serialize()
