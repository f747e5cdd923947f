"""What sealing and tagging cost: the standard work as it is, and the same with nothing sealed, in turns.

    python -m tests.benchmarks.sealing [--reports 1000] [--repeat 5]

In process, 64 people at once, SQLite. The aim: sealing takes less than 15 % of the turns per second.
"""

import argparse
from statistics import median

from tests.benchmarks.standard_work import run

PEOPLE = 64
PAIR = ("tests.benchmarks.contestant_ours", "tests.benchmarks.contestant_unsealed")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reports", type=int, default=1000)
    arguments.add_argument("--repeat", type=int, default=5)
    chosen = arguments.parse_args()
    rounds = [
        [run(module, 0, "inprocess", PEOPLE, chosen.reports, {}) for module in PAIR] for _ in range(chosen.repeat)
    ]
    sealed, plain = (median(each[at].reports / each[at].seconds for each in rounds) for at in (0, 1))
    costs = [each[0].processor_per_turn for each in rounds], [each[1].processor_per_turn for each in rounds]
    print(f"sealed: {sealed:.0f} reports/s, {median(costs[0]):.3f} ms of processor a turn")
    print(f"plain:  {plain:.0f} reports/s, {median(costs[1]):.3f} ms of processor a turn")
    print(f"sealing and tagging cost {(1 - sealed / plain) * 100:.1f} % of the turns per second")


if __name__ == "__main__":
    main()
