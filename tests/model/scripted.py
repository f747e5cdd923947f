"""A child process that does as its argument says, in place of the one that reads texts."""

import sys
import time

from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.model.frames import LENGTH, answer, frame, length_of, unframe

STEADY = Opinion(tuple((category, 1 / len(CATEGORIES)) for category in CATEGORIES), Urgency.URGENT, "scripted")


def main(how: str) -> None:
    if how == "never_starts":
        time.sleep(1000)
    if how == "dies_at_once":
        return
    said, asked = sys.stdout.buffer, sys.stdin.buffer
    said.write(frame({"ready": True}))
    said.flush()
    while start := asked.read(LENGTH):
        wanted = unframe(asked.read(length_of(start)))
        if "head" in wanted:
            refused = asked.read(wanted["bytes"]) == b"bad"
            said.write(frame({"refused": "bad"} if refused else {"ready": True}))
        elif how == "hangs" or "hang" in wanted["text"]:
            time.sleep(1000)
        elif how == "dies" or "die" in wanted["text"]:
            return
        elif how == "rubbish":
            said.write(b"\xff" * 2000)
        elif how == "lies":
            said.write(frame({"shares": [["waste", 7]], "at_least": 9, "model": "x"}))
        elif how == "nests":
            said.write(_raw(b"[" * 60_000))
        elif how == "counts":
            said.write(_raw(b'{"shares": [["waste", 1' + b"0" * 400 + b']], "at_least": 2, "model": "x"}'))
        else:
            said.write(answer(STEADY))
        said.flush()


def _raw(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH, "big") + data


if __name__ == "__main__":
    main(sys.argv[1])
