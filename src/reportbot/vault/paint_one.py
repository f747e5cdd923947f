"""The child process: one photo in on stdin, one verdict and one new JPEG out on stdout, then it is gone.

It lives for one photo, so that no photo can see another. Before it reads a byte it gives up everything that painting
does not need: it can open no file and no socket, write to no disk, start nothing, and leaves no core dump.
"""

import os
import resource
import sys

from reportbot.confining import confine, limit
from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.vault.painting import READY, Limits, Verdict
from reportbot.vault.photos import needs_a_thread, scrub


def main() -> None:
    limits = Limits.from_arguments(sys.argv[1:])
    give_up_everything(limits)
    _say(READY)
    data = sys.stdin.buffer.read(limits.bytes + 1)
    if not needs_a_thread(data):
        limit(resource.RLIMIT_NPROC, 0)
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
    """What it needs of Python and of the decoders is loaded already."""
    confine(limits.memory, first_to_go=1000)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
