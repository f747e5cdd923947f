"""What a child process gives up before it reads what others wrote. No limit can be raised again."""

import os
import resource
from contextlib import suppress


def confine(memory: int, first_to_go: int) -> None:
    """From here on it opens nothing, writes to no disk, leaves no core dump, and has `memory` bytes of address space.

    What it needs must be loaded already. `first_to_go`: Linux's oom_score_adj, of which 1000 goes first of all.
    """
    with suppress(OSError):  # where the machine runs out of memory, this process goes before the service
        _write("/proc/self/oom_score_adj", str(first_to_go).encode())
    os.nice(5)  # it can wait, a message should not
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_NOFILE, 0)  # those that are open stay; a new file, socket or pipe cannot be had
    # A core dump would be the text or the photo on a disk. Linux reads 1 as "none, to a program neither"
    # (fs/coredump.c), 0 not.
    limit(resource.RLIMIT_CORE, 1)


def limit(what: int, most: int) -> None:
    """`what` is one of RLIMIT_…; a lower limit that is set already stays. Raises OSError."""
    hardest = resource.getrlimit(what)[1]
    allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
    resource.setrlimit(what, (allowed, allowed))


def _write(path: str, data: bytes) -> None:
    opened = os.open(path, os.O_WRONLY)
    try:
        os.write(opened, data)
    finally:
        os.close(opened)
