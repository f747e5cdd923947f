"""Has a photo painted anew in a child process of its own, with limits, and checks what comes back.

This process never decodes a pixel: it holds the bytes in and the JPEG out. A child lives for one photo, so that no
photo can see another, and starts in 0.07 s, so none is kept warm. It inherits no environment, no files, no keys.
"""

import asyncio
import ctypes
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import reportbot
from reportbot.core.errors import NotAPhoto, TooLarge
from reportbot.vault.painting import READY, Limits, Verdict
from reportbot.vault.plain_jpeg import is_plain_jpeg

AT_ONCE = 2  # children
PIECE = 64 * 1024  # bytes: what a pipe of Linux holds
_CHILD = (
    "-s",
    "-P",
    "-B",
    "-m",
    "reportbot.vault.paint_one",
)  # no folders of the user, none of the day; writes no .pyc
_ENVIRONMENT = {"PYTHONPATH": str(Path(reportbot.__file__).parents[1])}
log = logging.getLogger("reportbot.painter")


class PainterBroken(Exception):
    """No child could be had, or it died before it saw the photo: our trouble, worth another try."""


class Painter:
    """Wants an event loop; any number of callers may wait."""

    def __init__(self, limits: Limits | None = None, at_once: int = AT_ONCE) -> None:
        _give_back_what_is_freed()
        self._limits = limits or Limits()
        self._slots = asyncio.Semaphore(at_once)

    async def repaint(self, data: bytes) -> bytes:
        """The same picture as a new JPEG, upright, with nothing else in it.

        Raises NotAPhoto, TooLarge (bytes, pixels, memory, time), and PainterBroken when it is not the photo's fault.
        """
        if len(data) > self._limits.bytes:
            raise TooLarge(f"a photo has at most {self._limits.bytes} bytes")
        async with self._slots:
            child = await self._start()
            try:
                async with asyncio.timeout(self._limits.seconds):
                    answer = await self._asked(child, data)
                    await child.wait()  # not killed: asyncio would lose how it ended
            except TimeoutError:
                raise _refused(TooLarge, "decoding takes longer than one photo may") from None
            finally:
                await _end(child)
        return _picture(answer, child.returncode or 0)

    async def _start(self) -> Process:
        """Raises PainterBroken."""
        try:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *_CHILD,
                *self._limits.arguments(),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,  # what decoders complain of may quote the file
                cwd="/",
                env=_ENVIRONMENT,
                close_fds=True,
                start_new_session=True,
            )
        except OSError as error:
            raise PainterBroken(type(error).__name__) from None

    async def _asked(self, child: Process, data: bytes) -> bytes:
        """What it said after it was ready; the rest is missing where it died."""
        if child.stdin is None or child.stdout is None or await child.stdout.readline() != READY:
            raise PainterBroken("the child did not start")
        with suppress(ConnectionError):  # it may die, or have its verdict, before it has read everything
            view = memoryview(data)
            for at in range(0, len(data), PIECE):  # in pieces, because a pipe that is full would copy the rest
                child.stdin.write(view[at : at + PIECE])
                await child.stdin.drain()
        child.stdin.close()
        return await _rest(child.stdout, self._limits.answer)


def _give_back_what_is_freed() -> None:
    """For the whole process: blocks of 128 KiB and more go back to the system the moment they are freed.

    Else glibc learns from the first large photo to keep such blocks: 30 MB more memory, with strangers' photos in it.
    """
    with suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


_M_MMAP_THRESHOLD = -3  # malloc.h


def _picture(answer: bytes, code: int) -> bytes:
    """Raises NotAPhoto, TooLarge."""
    word, _, picture = answer.partition(b"\n")
    if word == Verdict.PAINTED.value and is_plain_jpeg(picture):
        return picture
    if word in (Verdict.TOO_LARGE.value, Verdict.TOO_HEAVY.value):
        raise _refused(TooLarge, word.decode())
    if word == Verdict.NOT_A_PHOTO.value:
        raise _refused(NotAPhoto, word.decode())
    if -code in _STOPPED:
        raise _refused(TooLarge, _STOPPED[-code])
    raise _refused(NotAPhoto, "the decoder broke on it")


# Signals by number, since not every system has them all: what the kernel stops a process with that takes too much.
_STOPPED = {
    9: "decoding takes more memory or time than one photo may",  # SIGKILL
    24: "decoding takes longer than one photo may",  # SIGXCPU
}


def _refused(kind: type[NotAPhoto | TooLarge], why: str) -> NotAPhoto | TooLarge:
    """`why` is ours, never the file's."""
    log.info("a photo was refused", extra={"failure": why})
    return kind(why)


async def _rest(stream: asyncio.StreamReader, most: int) -> bytes:
    """Nothing where it says more than `most`."""
    said = bytearray()
    while piece := await stream.read(PIECE):
        said += piece
        if len(said) > most:
            return b""
    return bytes(said)


async def _end(child: Process) -> None:
    """It is gone afterwards, with all its pipes, whatever it was doing."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    if child.stdin is not None:
        child.stdin.close()
    if child.stdout is not None:
        while await child.stdout.read(PIECE):  # to its end, or the pipe would stay open
            pass
    await child.wait()
