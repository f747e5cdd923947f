"""The standard work: the seven-message report, for each contestant, with one person and with many at once.

    python -m tests.benchmarks.standard_work                        both modes, 1 and 64 people at once
    python -m tests.benchmarks.standard_work --people 64 --reports 2000 --mode inprocess

Every run has a fresh process. Figures are printed and never asserted; every stored case is checked field by field.
"""

import argparse
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.contestant_peer import CONCURRENT, NAME
from tests.benchmarks.figures import Figures, median, ratios, table
from tests.benchmarks.fsyncs import FsyncCounter

OURS = "tests.benchmarks.contestant_ours"
CONTESTANTS = ("tests.benchmarks.contestant_peer", OURS)
MODES = {"inprocess": "In process", "http": "Over HTTP: webhook in, fake Bot API out"}
PEERS = (NAME, CONCURRENT)
PEOPLE = (1, 64)


def main() -> None:
    chosen = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        counting = _fsync_counting(Path(folder))
        rows: list[Figures] = []
        for mode in (chosen.mode,) if chosen.mode else tuple(MODES):
            found: list[Figures] = []
            for people in chosen.people or PEOPLE:
                reports = chosen.reports or _usual(people)
                # Contestants take turns, so that a busy moment of the machine does not hit only one of them.
                rounds = [
                    [run(*each, mode, people, reports, counting) for each in _contestants(mode)]
                    for _ in range(chosen.repeat)
                ]
                found += map(median, zip(*rounds, strict=True))
            print(f"\n{MODES[mode]}\n{table(found)}", flush=True)
            rows += found
    print("", *ratios(rows, PEERS), sep="\n")
    if importlib.util.find_spec(OURS) is None:
        print("reportbot: not built yet")


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=_positive, nargs="+", metavar="N", help="how many write at once (1 and 64)")
    arguments.add_argument(
        "--reports", type=_positive, metavar="N", help="reports per run (200 for one person, else 2000)"
    )
    arguments.add_argument("--repeat", type=_positive, default=1, metavar="N", help="run N times, print the median run")
    arguments.add_argument("--mode", choices=tuple(MODES), help="only this one")
    return arguments.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return int(text)


def _fsync_counting(folder: Path) -> dict[str, str]:
    try:
        return FsyncCounter(folder).environment()
    except (FileNotFoundError, subprocess.CalledProcessError) as why:
        print(f"fsyncs are not counted: {why}", file=sys.stderr)
        return {}


def _contestants(mode: str) -> Iterator[tuple[str, int]]:
    """Module and number of each contestant there is for this mode."""
    for module in CONTESTANTS:
        if importlib.util.find_spec(module) is not None:
            with tempfile.TemporaryDirectory() as folder:
                made = importlib.import_module(module).contestants(mode, Path(folder), False)
                yield from ((module, number) for number in range(len(made)))


def run(module: str, number: int, mode: str, people: int, reports: int, counting: dict[str, str]) -> Figures:
    options = ["--module", module, "--number", number, "--mode", mode, "--people", people, "--reports", reports]
    command = [sys.executable, "-m", "tests.benchmarks.one_run", *map(str, options)]
    ended = subprocess.run(command, env={**os.environ, **counting}, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{module} ({mode}, {people} at once) did not finish: see above")
    return Figures(**json.loads(ended.stdout.splitlines()[-1]))


def _usual(people: int) -> int:
    return 200 if people == 1 else 2000


if __name__ == "__main__":
    main()
