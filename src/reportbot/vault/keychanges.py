"""Changes of the folder of keys, each whole or not at all: a new generation, which one seals, the older ones gone.

A process that is killed in between leaves a folder that begins with a dot, and the next change clears it away.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from reportbot.core.errors import BadSetup, Problem
from reportbot.vault.keyfiles import flush_folder, write_secret
from reportbot.vault.keys import KEY_ID_FILE, LARGEST_ID, Generation, Keys, write_generation

_NEW, _OLD = ".new", ".old"


def add_generation(folder: Path) -> int:
    """Write the next generation, which does not seal yet; the one that is waiting already, if there is one. Its number.

    Raises BadSetup.
    """
    keys = Keys.load(folder)
    newest = keys.generations[-1].key_id
    if newest > keys.key_id:
        return newest
    if newest == LARGEST_ID:
        raise BadSetup(Problem(str(folder), 0, f"there is no key after number {LARGEST_ID}"))
    try:
        _clear(folder)
        write_generation(folder / _NEW, Generation.random(newest + 1))
        (folder / _NEW).rename(folder / str(newest + 1))
        flush_folder(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return newest + 1


def make_current(folder: Path, key_id: int) -> None:
    """From now on this generation seals and signs. Raises BadSetup."""
    try:
        _clear(folder)
        write_secret(folder / _NEW, str(key_id))
        (folder / _NEW).replace(folder / KEY_ID_FILE)
        flush_folder(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None


def remove_older(folder: Path) -> list[int]:
    """Every generation before the one that seals is gone for good. Their numbers. Raises BadSetup."""
    keys = Keys.load(folder)
    older = [each.key_id for each in keys.generations if each.key_id < keys.key_id]
    try:
        _clear(folder)
        for key_id in older:
            (folder / str(key_id)).rename(folder / _OLD)
            flush_folder(folder)
            _clear(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return older


def _clear(folder: Path) -> None:
    for name in (_NEW, _OLD):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            with suppress(FileNotFoundError):
                path.unlink()


def _unwritable(folder: Path, error: OSError) -> BadSetup:
    return BadSetup(Problem(str(folder), 0, f"cannot be written: {error.strerror}"))
