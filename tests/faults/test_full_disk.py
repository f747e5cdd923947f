"""The disk is full: whoever writes is told so (503), nothing acknowledged is lost, and later it goes on."""

import asyncio
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.figures import Figures, share
from tests.faults.ledger import Ledger, everything_leaves, stored
from tests.faults.served import Around, around

SIZE = 12 * 1024 * 1024  # bytes of the small disk
FULL_FOR = 3.0  # seconds


@contextmanager
def a_small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own where one may be mounted; None where not."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "faults", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


@pytest.mark.parametrize("how", ["a small disk", "a limit of the process"])
async def test_full_disk(tmp_path: Path, figures: Figures, how: str) -> None:
    with a_small_disk(tmp_path / "disk") as disk:
        if how == "a small disk" and disk is None:
            pytest.skip("nothing may be mounted here")
        file = (disk if how == "a small disk" and disk else tmp_path) / "faults.db"
        async with around(tmp_path, f"sqlite:///{file}") as here:
            ledger = Ledger(here)
            await here.start(ready=False)
            await here.is_ready("/healthz")  # /readyz says no at once: so little room is an alarm
            await ledger.everybody(2)
            ballast = disk / "ballast" if how == "a small disk" and disk else None
            if ballast:
                _fill(ballast)
            else:
                _limit(here, file)
            talking = asyncio.create_task(ledger.everybody(share(30)))
            await asyncio.sleep(FULL_FOR)
            during, taken = ledger.refused, len(ledger.acknowledged)
            _make_room(ballast, here)
            await asyncio.wait_for(talking, 120)
            await everything_leaves(here, 60)
            await here.stop()
            found = await stored(here)
        figures.count(
            refused_while_full=during, taken_while_full=taken - 6, messages=len(ledger.said), cases=found.total
        )
        assert during > 0, "it was full"
        assert found.problems(ledger.said) == []
        assert found.total == len(ledger.said)


def _fill(ballast: Path) -> None:
    """Until nothing fits."""
    with ballast.open("wb", buffering=0) as out:
        size = 256 * 1024
        while size:
            try:
                out.write(b"\0" * size)
            except OSError:
                size //= 2


def _limit(here: Around, file: Path) -> None:
    """No file of the process may grow any more: its database and its log neither."""
    largest = max(each.stat().st_size for each in (*file.parent.glob("faults.db*"), here.folder / "log"))
    resource.prlimit(here.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))


def _make_room(ballast: Path | None, here: Around) -> None:
    if ballast is None:
        resource.prlimit(here.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    else:
        ballast.unlink()
