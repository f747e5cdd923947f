"""`python -m tests.conversations.record FILE…`: write into a transcript what the bot says now. Read the difference!

Run from the root of the project with src on the path: PYTHONPATH=src python -m tests.conversations.record FILE
"""

import sys
from pathlib import Path

from tests.conversations.transcripts import Transcript, written


def main(arguments: list[str]) -> int:
    for name in arguments:
        file = Path(name)
        file.write_text(written(Transcript.read(file)), "utf-8")
        print(f"{name}: written. Read what has changed before you keep it.")
    return 0 if arguments else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
