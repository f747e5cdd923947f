"""Some minutes of mixed traffic: memory and open files are as many at the end as after the first minute."""

import asyncio
import os
from pathlib import Path
from time import monotonic

from tests.faults.figures import Figures, share
from tests.faults.ledger import Ledger, everything_leaves, stored
from tests.faults.served import around

SECONDS, WARM = 180, 0.4  # how long, and the share of it after which the first look is taken
MORE_MEMORY, MORE_FILES = 1.15, 12  # of the first look, and beside it
PAUSE = 0.3  # seconds between two rounds, so that other work goes on beside


async def test_soak(fault_url: str, tmp_path: Path, figures: Figures) -> None:
    seconds, began, first = share(SECONDS), monotonic(), (0, 0)
    async with around(tmp_path, fault_url) as here:
        ledger = Ledger(here)
        await here.start()
        while (passed := monotonic() - began) < seconds:
            await ledger.everybody(4)
            if not first[0] and passed > WARM * seconds:
                first = _look(here.pid)
                figures.progress(f"{len(ledger.said)} people, {first[0]} kB, {first[1]} files")
            await asyncio.sleep(PAUSE)
        await everything_leaves(here, 75)
        last = _look(here.pid)
        await here.stop()
        found = await stored(here)
    figures.count(
        people=len(ledger.said),
        memory=f"{first[0]} → {last[0]} kB",
        files=f"{first[1]} → {last[1]}",
        cases=found.total,
        dead=found.dead,
    )
    assert found.problems(ledger.said) == []
    assert last[0] < first[0] * MORE_MEMORY
    assert last[1] <= first[1] + MORE_FILES


def _look(pid: int) -> tuple[int, int]:
    """Kilobytes of memory, number of open files."""
    status = Path(f"/proc/{pid}/status").read_text()
    memory = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(memory), len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208
