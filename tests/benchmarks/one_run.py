"""One contestant, once, in a fresh process (started by `standard_work`): prints its figures as one line of JSON."""

import argparse
import asyncio
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import uvloop

from tests.benchmarks.figures import Figures, percentile
from tests.benchmarks.fsyncs import read
from tests.benchmarks.load import MESSAGES, STOCK, Contestant, Driver, Stocked, differences
from tests.benchmarks.people import Report
from tests.benchmarks.process import usage

COUNTED_WAVES = 3
WARM_UP_WAVES = 1


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--module", required=True, help="where contestants(mode, folder, counting) is")
    arguments.add_argument("--number", type=int, default=0, help="which one of them")
    arguments.add_argument("--mode", choices=("inprocess", "http"), required=True)
    arguments.add_argument("--people", type=int, required=True)
    arguments.add_argument("--reports", type=int, required=True)
    chosen = arguments.parse_args()
    # The run takes three quarters of the stock at most, or it would be filled up in the midst of it.
    os.environ[STOCK] = str(4 * chosen.reports // 3 + 8 * chosen.people)
    module = importlib.import_module(chosen.module)

    def contestant(folder: Path, counting: bool) -> Contestant:
        made: Contestant = module.contestants(chosen.mode, folder, counting)[chosen.number]
        return made

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(measure(contestant, chosen.mode, chosen.people, chosen.reports))
    print(json.dumps(asdict(figures)))


async def measure(contestant: Callable[[Path, bool], Contestant], mode: str, people: int, reports: int) -> Figures:
    """Time `reports` reports after a warm-up; then count statements in a short run of its own.

    Raises AssertionError where a stored case is not what was said.
    """
    with tempfile.TemporaryDirectory() as folder:
        timed = await _timed(contestant(Path(folder), False), mode, people, reports)
    with tempfile.TemporaryDirectory() as folder:
        per_turn = await _counted(contestant(Path(folder), True), people)
    fsyncs = per_turn.get("fsyncs", timed.fsyncs)
    counted = {name: per_turn.get(name) for name in ("statements", "commits", "calls")}
    return Figures(**{**asdict(timed), **counted, "fsyncs": fsyncs})


async def _timed(contestant: Contestant, mode: str, people: int, reports: int) -> Figures:
    driver = Driver(contestant)
    await contestant.start(driver.on_reply)
    try:
        start_up = usage(contestant.pid).age
        await _stocked(contestant)
        warm_up = await driver.reports(WARM_UP_WAVES * people, people)
        before, fsyncs = usage(contestant.pid), _fsyncs()
        run = await driver.reports(reports, people, _progress(contestant.name, mode, people, reports))
        after, fsyncs_after = usage(contestant.pid), _fsyncs()
    finally:
        await contestant.stop()
    await _check(contestant, warm_up.said | run.said)
    turns = reports * MESSAGES
    return Figures(
        name=contestant.name,
        mode=mode,
        people=people,
        reports=reports,
        seconds=run.seconds,
        turn_p50=percentile(run.turns, 50) * 1000,
        turn_p99=percentile(run.turns, 99) * 1000,
        receipt_p50=percentile(run.receipts, 50) * 1000,
        receipt_p99=percentile(run.receipts, 99) * 1000,
        processor_per_turn=(after.processor - before.processor) / turns * 1000,
        fsyncs=None if fsyncs is None or fsyncs_after is None else (fsyncs_after - fsyncs) / turns,
        statements=None,
        commits=None,
        calls=None,
        peak_rss=after.peak_rss,
        start_up=start_up,
    )


async def _counted(contestant: Contestant, people: int) -> dict[str, float]:
    driver = Driver(contestant)
    await contestant.start(driver.on_reply)
    try:
        await _stocked(contestant)
        run = await driver.reports(COUNTED_WAVES * people, people)
    finally:
        await contestant.stop()
    await _check(contestant, run.said)
    return {name: count / len(run.turns) for name, count in contestant.counts().items()}


async def _stocked(contestant: Contestant) -> None:
    """Receipt codes are prepared while nobody writes: our burst begins when enough of them lie ready for all of it."""
    if isinstance(contestant, Stocked):
        print(f"{contestant.name}: preparing receipt codes ...", file=sys.stderr, flush=True)
        await contestant.stocked()


async def _check(contestant: Contestant, said: Mapping[str, Report]) -> None:
    if found := differences(said, await contestant.cases()):
        raise AssertionError(f"{contestant.name}: {len(found)} differences; first: {found[:5]}")


def _fsyncs() -> int | None:
    file = os.environ.get("COUNT_FSYNCS_IN")
    return read(Path(file)) if file else None


def _progress(name: str, mode: str, people: int, reports: int) -> Callable[[int], None]:
    end = "\r" if sys.stderr.isatty() else "\n"
    tenth = max(1, reports // 10)
    shown = 0

    def show(done: int) -> None:
        nonlocal shown
        if done >= shown + tenth or done == reports:
            shown = done
            print(f"{name}, {mode}, {people} at once: {done}/{reports} reports", end=end, file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    main()
