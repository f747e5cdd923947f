"""The folders of rooms, below the system's own for temporary files. What a process that died left there is removed."""

import os
import shutil
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows: age alone tells
    fcntl = None  # type: ignore[assignment]

PREFIX = "reportbot-practice-"
LONGEST = 25 * 3600  # seconds; a room lives for 24 hours
JUST_MADE = 60  # seconds in which a folder may have no lock yet
_IN_USE = "in-use"


class Folder:
    """One room's, held by an open lock for as long as its process lives. Blocking: for a thread."""

    def __init__(self) -> None:
        """Raises OSError."""
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path / _IN_USE, os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl:
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Once and again: the second time does nothing."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        shutil.rmtree(self.path, ignore_errors=True)


def remove_left_behind(now: float) -> None:
    """Of processes that are no more. `now` in seconds, as the file system tells it. Blocking: for a thread."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if path.is_dir() and not path.is_symlink() and not _is_held(path, now):
            shutil.rmtree(path, ignore_errors=True)


def _is_held(path: Path, now: float) -> bool:
    """Somebody else's folder, and one that is just being made, is left alone."""
    try:
        age = now - path.stat().st_mtime
    except OSError:
        return True
    if fcntl is None or age < JUST_MADE:
        return age < LONGEST
    try:
        lock = os.open(path / _IN_USE, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return age < LONGEST
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
