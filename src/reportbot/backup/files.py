"""The files of a backup: their names, how they come to be in one step, and which have had their day."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from reportbot.core.errors import BadSetup, Problem
from reportbot.vault.keyfiles import flush_folder

CONTENT, KEYS = "content", "keys"
KEYS_LIVE = timedelta(days=7)  # what is purged can be read from no backup a week later
CONTENT_LIVES = timedelta(days=30)
UNFINISHED_LIVE = timedelta(days=1)  # no backup takes that long: its process was killed
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"reportbot-(\d{8}T\d{6}Z)\.(content|keys)\.age", re.ASCII)
_UNFINISHED = re.compile(r"\.reportbot-\d{8}T\d{6}Z\.(content|keys)\.age\.\d+\.part", re.ASCII)


def name_of(kind: str, at: datetime) -> str:
    """`reportbot-20261122T020000Z.content.age`; `at` is aware, UTC."""
    return f"reportbot-{at.strftime(_TIME)}.{kind}.age"


class Unfinished:
    """Files under a hidden name, 0600, which get their own names all together. Those left over are removed."""

    def __init__(self) -> None:
        self._parts: list[tuple[Path, Path]] = []

    @contextmanager
    def new(self, file: Path) -> Iterator[IO[bytes]]:
        """On disk when the block ends. Raises BadSetup for a name that is taken, OSError."""
        if file.exists():
            raise BadSetup(Problem(str(file), 0, "is there already; a backup is never overwritten"))
        part = file.with_name(f".{file.name}.{os.getpid()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._parts.append((part, file))
        with os.fdopen(descriptor, "wb", 1024 * 1024) as out:
            yield out
            out.flush()
            os.fsync(descriptor)

    def finish(self) -> None:
        """Raises OSError."""
        for part, file in self._parts:
            part.rename(file)
        for folder in {file.parent for _, file in self._parts}:
            flush_folder(folder)
        self._parts = []

    def remove(self) -> None:
        """What was not finished."""
        for part, file in self._parts:
            for path in (part, file):
                with suppress(OSError):
                    path.unlink()
        self._parts = []


def prune(folder: Path, kind: str, now: datetime, live: timedelta) -> list[str]:
    """Removes files of this kind that are older, and what a killed backup left; returns the names. Raises OSError."""
    removed = []
    for path in sorted(folder.iterdir()):
        if _UNFINISHED.fullmatch(path.name):
            too_old = now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > UNFINISHED_LIVE
        else:
            made = _made(path.name, kind)
            too_old = made is not None and now - made > live
        if too_old:
            path.unlink()
            removed.append(path.name)
    return removed


def newest(folder: Path, kind: str = CONTENT) -> datetime | None:
    """When the newest backup in this folder was made; None when there is none, or no folder."""
    try:
        found = [_made(path.name, kind) for path in folder.iterdir()]
    except OSError:
        return None
    return max((each for each in found if each), default=None)


def _made(name: str, kind: str) -> datetime | None:
    """None for a name that we never gave."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _TIME).replace(tzinfo=UTC) if found and found[2] == kind else None
    except ValueError:
        return None
