"""One secret in a file, and the folder around it: refused where others may read or swap it; on disk once written."""

import os
import re
import stat
from pathlib import Path

from reportbot.core.errors import BadSetup, Problem

KEY_BYTES = 32


def read_key(path: Path) -> bytes:
    """The one key in this file, for who needs no other. Raises BadSetup."""
    text = read_secret(path)
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise BadSetup(Problem(str(path), 0, f"must hold 64 hex digits (32 bytes), not {len(text)} characters"))
    return bytes.fromhex(text)


def check_folder(folder: Path) -> None:
    """Raises BadSetup unless it is a folder that nobody else may write to."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        what = "there is no such folder of keys; is REPORTBOT_KEYS right? The first time: reportbot keys create"
        raise BadSetup(Problem(str(folder), 0, f"{what} {folder}")) from None
    except OSError as error:
        raise BadSetup(Problem(str(folder), 0, f"the folder of keys cannot be read: {error.strerror}")) from None
    if not stat.S_ISDIR(status.st_mode):
        raise BadSetup(Problem(str(folder), 0, "is not a folder of keys"))
    if status.st_mode & 0o022:
        raise BadSetup(Problem(str(folder), 0, "others may write here and swap the keys; chmod it to 700"))


def write_secret(path: Path, text: str) -> None:
    """A new file for its owner alone. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Its names are on disk when this returns. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_secret(path: Path) -> str:
    """The file's only line. What it holds never becomes part of a message. Raises BadSetup."""
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
