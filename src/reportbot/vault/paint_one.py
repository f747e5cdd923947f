"""The child process: one photo in on stdin, one verdict and one new JPEG out on stdout, then it is gone.

It lives for one photo, so that no photo can see another. Before it reads a byte it gives up everything that painting
does not need: it can open no file and no socket, write to no disk, start nothing, and leaves no core dump.
"""

import os
import resource
import sys
from contextlib import suppress

from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.vault.painting import READY, Limits, Verdict
from reportbot.vault.photos import needs_a_thread, scrub


def main() -> None:
    limits = Limits.from_arguments(sys.argv[1:])
    give_up_everything(limits)
    _say(READY)
    data = sys.stdin.buffer.read(limits.bytes + 1)
    if not needs_a_thread(data):
        _limit(resource.RLIMIT_NPROC, 0)
    verdict, picture = judge(data, limits)
    _say(verdict.value + b"\n" + picture)
    os._exit(0)


def judge(data: bytes, limits: Limits) -> tuple[Verdict, bytes]:
    """The JPEG is empty unless it was painted."""
    try:
        return Verdict.PAINTED, scrub(data, limits.bytes, limits.side, limits.pixels)
    except TooLarge:
        return Verdict.TOO_LARGE, b""
    except MemoryError:
        return Verdict.TOO_HEAVY, b""
    except NotAPhoto:
        return Verdict.NOT_A_PHOTO, b""


def give_up_everything(limits: Limits) -> None:
    """No limit can be raised again. What it needs of Python and of the decoders is loaded already."""
    with suppress(OSError):  # where the machine runs out of memory, this process is the first to go, not the service
        _write("/proc/self/oom_score_adj", b"1000")
    os.nice(5)  # a photo can wait, a message should not
    _limit(resource.RLIMIT_AS, limits.memory)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 0)  # those that are open stay; a new file, socket or pipe cannot be had
    # A core dump would be the photo on a disk. Linux reads 1 as "none, to a program neither" (fs/coredump.c), 0 not.
    _limit(resource.RLIMIT_CORE, 1)


def _limit(what: int, most: int) -> None:
    hardest = resource.getrlimit(what)[1]
    allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
    resource.setrlimit(what, (allowed, allowed))


def _write(path: str, data: bytes) -> None:
    opened = os.open(path, os.O_WRONLY)
    try:
        os.write(opened, data)
    finally:
        os.close(opened)


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
