"""The child process: reads texts on stdin, says on stdout what the heads make of them, until stdin ends.

What strangers wrote is read here by C. Once loaded, it can open no file and no socket, start nothing, write to no disk.
"""

import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from reportbot.model.embedder import embed
from reportbot.model.frames import LENGTH, answer, frame, length_of, unframe
from reportbot.model.head import LARGEST, BadHead, Head, shipped

MEMORY = 640 * 1024 * 1024  # bytes of address space; it uses 105 MB of memory, of which 39 are the file's own pages
MOST_HEADS = 50


def main() -> None:
    embed("warm")  # from here on everything is loaded that is read from a file
    with suppress(BadHead):
        Head.from_bytes(shipped())
    give_up_everything()
    said = sys.stdout.buffer
    said.write(frame({"ready": True}))
    said.flush()
    listen(sys.stdin.buffer, said)
    os._exit(0)


def listen(asked: BinaryIO, said: BinaryIO) -> None:
    """Raises BadFrame, and KeyError for a head that it was not given: it ends, and another one begins."""
    heads: dict[str, Head] = {}
    while start := asked.read(LENGTH):
        wanted = unframe(asked.read(length_of(start)))
        if "head" in wanted:
            said.write(_took(heads, str(wanted["head"]), asked.read(min(int(wanted["bytes"]), LARGEST))))
        else:
            head = heads[wanted["of"]]
            said.write(answer(head.opinion(embed(wanted["text"]), wanted["features"])))
        said.flush()


def _took(heads: dict[str, Head], name: str, data: bytes) -> bytes:
    if name not in heads and len(heads) >= MOST_HEADS:
        return frame({"refused": "too many heads"})
    try:
        heads[name] = Head.from_bytes(data)
    except BadHead as failure:
        return frame({"refused": str(failure)})
    return frame({"ready": True})


def give_up_everything() -> None:
    """No limit can be raised again."""
    with suppress(OSError):  # where the machine runs out of memory, this process goes before the service
        _write("/proc/self/oom_score_adj", b"900")
    os.nice(5)  # an opinion can wait, a message should not
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),  # those that are open stay
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 1),  # Linux reads 1 as "none, to a program neither", and a core would hold the text
    ):
        hardest = resource.getrlimit(what)[1]
        allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(what, (allowed, allowed))


def _write(path: str, data: bytes) -> None:
    opened = os.open(path, os.O_WRONLY)
    try:
        os.write(opened, data)
    finally:
        os.close(opened)


if __name__ == "__main__":
    main()
