"""The child process: reads texts on stdin, says on stdout what the heads make of them, until stdin ends.

What strangers wrote is read here by C. Once loaded, it can open no file and no socket, start nothing, write to no disk.
"""

import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from reportbot.confining import confine, limit
from reportbot.model.embedder import embed
from reportbot.model.frames import LENGTH, answer, frame, length_of, unframe
from reportbot.model.head import LARGEST, BadHead, Head, shipped

MEMORY = 640 * 1024 * 1024  # bytes of address space; it uses 105 MB of memory, of which 39 are the file's own pages
MOST_HEADS = 50


def main() -> None:
    embed("warm")  # from here on everything is loaded that is read from a file
    with suppress(BadHead):
        Head.from_bytes(shipped())
    confine(MEMORY, first_to_go=900)  # a photo goes before it
    limit(resource.RLIMIT_NPROC, 0)
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


if __name__ == "__main__":
    main()
