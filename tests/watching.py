"""Sees what this process writes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def opened_for_writing() -> Iterator[list[str]]:
    """Every path that Python opens for writing within the block, in any thread. (SQLite opens its files itself.)"""
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:  # a hook cannot be taken away again
        if watching and event == "open":
            path, _, flags = arguments
            # a number is a pipe that is open already
            if not isinstance(path, int) and isinstance(flags, int) and flags & 0o3:
                opened.append(str(path))

    sys.addaudithook(watch)
    try:
        yield opened
    finally:
        watching = False
