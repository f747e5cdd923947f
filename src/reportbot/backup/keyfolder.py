"""The folder of keys as files, whatever they mean: read for a backup, written by a restore."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from reportbot.core.errors import BadSetup, Problem
from reportbot.vault.keyfiles import flush_folder

LARGEST_FILE = 64 * 1024  # bytes
MOST_FILES = 1000


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file by its path inside the folder. Raises BadSetup: unreadable, or not only keys lie there."""
    found: dict[str, bytes] = {}
    try:
        for path in sorted(folder.rglob("*")):
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE or len(found) >= MOST_FILES:
                raise BadSetup(Problem(str(path), 0, "is no key; nothing else may lie in the folder of keys"))
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    except OSError as error:
        raise BadSetup(Problem(str(folder), 0, f"the folder of keys cannot be read: {error.strerror}")) from None
    if not found:
        raise BadSetup(Problem(str(folder), 0, "there are no keys in this folder"))
    return found


def check_free(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raises BadSetup when other keys lie there already. The same ones may: only the database was lost."""
    if not folder.exists() or (folder.is_dir() and not any(path.is_file() for path in folder.rglob("*"))):
        return
    there = read_folder(folder)
    if any(files.get(name) != content for name, content in there.items()):
        raise BadSetup(
            Problem(
                str(folder),
                0,
                "holds other keys already, and keys are never overwritten: name an empty folder in REPORTBOT_KEYS",
            )
        )


def is_safe(name: str) -> bool:
    """A path that stays inside the folder."""
    path = PurePosixPath(name)
    return 0 < len(name) < 200 and name.isprintable() and not path.is_absolute() and ".." not in path.parts


class WrittenFolder:
    """Writes those that are missing, 0600, on disk when `write` returns; `undo` takes them away again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Path] = []

    def write(self, files: Mapping[str, bytes]) -> None:
        """Raises BadSetup."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            for name, content in files.items():
                path = self._folder / name
                if not path.exists():
                    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    self._write(path, content)
            for folder in {self._folder, *(path.parent for path in self._made)}:
                flush_folder(folder)
        except OSError as error:
            self.undo()
            raise BadSetup(Problem(str(self._folder), 0, f"cannot be written: {error.strerror}")) from None

    def undo(self) -> None:
        for path in self._made:
            with suppress(OSError):
                path.unlink()
                if path.parent != self._folder:
                    path.parent.rmdir()
        self._made = []

    def _write(self, path: Path, content: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._made.append(path)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
