"""The child process in which the model thinks: started, told, heard, and in every case ended."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import reportbot
from reportbot.model.frames import LENGTH, length_of, unframe

COMMAND = (sys.executable, "-s", "-P", "-B", "-m", "reportbot.model.child")
log = logging.getLogger("reportbot.model")


class ChildBroken(Exception):
    """It did not start, said what it may not, took too long, or is gone."""


async def start(command: Sequence[str]) -> Process:
    """With nothing of our environment, and in a group of its own. Raises OSError."""
    folder = str(Path(reportbot.__file__).parents[1])
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd="/",
        env={"PYTHONPATH": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        close_fds=True,
        start_new_session=True,
    )


async def tell(child: Process, data: bytes) -> None:
    """Raises ChildBroken, OSError."""
    if child.stdin is None:
        raise ChildBroken("no pipe")
    child.stdin.write(data)
    await child.stdin.drain()


async def hear(child: Process) -> Mapping[str, Any]:
    """The next frame. Raises ChildBroken, EOFError, BadFrame."""
    if child.stdout is None:
        raise ChildBroken("no pipe")
    start = await child.stdout.readexactly(LENGTH)
    return unframe(await child.stdout.readexactly(length_of(start)))


async def end(child: Process) -> None:
    """It and what it started are gone when this returns."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, 9)
    if child.stdin is not None:
        child.stdin.close()
    if child.stdout is not None:
        with suppress(Exception):
            while await child.stdout.read(65536):
                pass
    await child.wait()


async def surely(ending: Coroutine[None, None, None]) -> None:
    """To its end, also where the service stops meanwhile: no child is left behind. Raises CancelledError afterwards."""
    task = asyncio.create_task(ending)
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
    if not task.cancelled() and (failure := task.exception()):
        log.error("a child was not ended", extra={"failure": type(failure).__name__})
