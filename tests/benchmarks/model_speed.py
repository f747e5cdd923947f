"""How long triage takes (issue 5): rules at most 1 ms a message; the model in a process of its own, and its memory.

`PYTHONPATH=src python -m tests.benchmarks.model_speed`. Rules are measured in CPU time and remember nothing between two
messages; the model on the clock, one text after the other, through the pipe that the service uses.
"""

import asyncio
from pathlib import Path
from statistics import median
from time import perf_counter

from reportbot.core.cases.triage.deciding import triage
from reportbot.lexicons import load
from reportbot.listening import Listening
from reportbot.model.asking import model_of
from tests.benchmarks.danger_look import LANGUAGES, messages, times

MOST_MS = 1.0
_TEXTS = 60  # for each language


def main() -> None:
    lexicon = load()
    for language in LANGUAGES:
        took = times(lambda text: triage(lexicon, text), messages(language))
        print(
            f"triage by rules, {language}: median {median(took):.3f} ms, p95 {took[int(len(took) * 0.95)]:.3f} ms "
            f"(at most {MOST_MS} ms wanted)"
        )
    asyncio.run(model())


async def model() -> None:
    asked = model_of(Listening(load))
    if asked is None:
        print("triage by the model: the extra ml is not installed")
        return
    running = asyncio.create_task(asked.run())
    began = perf_counter()
    await asked.ahead("drenas", "e para")
    print(f"the model's process: ready in {perf_counter() - began:.1f} s, {_memory():.0f} MB of memory")
    for language in LANGUAGES:
        took = []
        for text in messages(language)[:_TEXTS]:
            began = perf_counter()
            await asked.ahead("drenas", text)
            took.append((perf_counter() - began) * 1000)
        took.sort()
        print(
            f"triage by the model, {language}: median {median(took):.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms"
        )
    print(f"the model's process afterwards: {_memory():.0f} MB of memory; {asked.failures} failures")
    running.cancel()
    await asyncio.wait([running])


def _memory() -> float:
    """MB of the children of this process, those pages counted that are in memory."""
    children = Path("/proc/self/task").glob("*/children")
    pids = [pid for each in children for pid in each.read_text().split()]
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
