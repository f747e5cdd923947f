"""The load: many people report at once, message i of everybody before i+1 of anybody, the next only after the reply.

Knows no bot: a `Contestant` says how its buttons are answered and where its replies are seen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any, Protocol, runtime_checkable

from tests.benchmarks.people import Answer, Json, Person, Report, a_person, a_report

MESSAGES = 7  # start, language, what, category, place, description, confirm
STOCK = "BENCHMARK_STOCK"  # the variable that tells a contestant how much that must be
PATIENCE = 60.0  # seconds for one round; only a lost reply takes as long

Reply = Mapping[str, Any]
OnReply = Callable[[int, Reply], None]


@runtime_checkable
class Stocked(Protocol):
    """One that prepares something in quiet moments, which its clients need later."""

    async def stocked(self) -> None:
        """Return when there is enough of it for the whole run."""


class Contestant(Protocol):
    """One bot under test. All calls come from one event loop; `on_reply` must be called on that loop."""

    name: str
    pid: int
    """The process that carries the bot: its memory and processor time are what is measured."""

    async def start(self, on_reply: OnReply) -> None:
        """Return when the bot is ready for its first update. `on_reply(chat_id, message)` is told of each message that
        the bot sends: a mapping with `message_id`, `text` and, where there are buttons, `reply_markup` (not a string).
        """

    async def feed(self, update: Json) -> None:
        """Return when what the update changed is durable and the update is acknowledged."""

    def answers(self, step: int, report: Report, reply: Reply) -> Answer | None:
        """Message number `step` (1 to 6; 0 is /start) of this report, or None if `reply` is not yet the question."""

    def receipt(self, reply: Reply) -> str | None:
        """The receipt code in this reply to message 6, or None if it is not yet the receipt."""

    async def stop(self) -> None: ...

    def counts(self) -> dict[str, int]:
        """After `stop`: what was counted since `start` returned: `statements` (without BEGIN and COMMIT), `commits`,
        `calls` (to the Bot API). A missing key was not counted. `fsyncs` only of a database in another process."""

    async def cases(self) -> list[dict[str, str]]:
        """After `stop`: each stored case as a `Report`'s fields, and `code` where it can be read back."""


@dataclass
class Run:
    """What one run measured. All times in seconds."""

    turns: list[float] = field(default_factory=list)
    """From sending a message until it is both answered and acknowledged."""
    receipts: list[float] = field(default_factory=list)
    """From /start until the receipt is there: all seven turns, and the waiting for the others of the wave."""
    seconds: float = 0.0
    said: dict[str, Report] = field(default_factory=dict)
    """What was reported, by receipt code."""

    def joined(self, wave: "Run") -> None:
        self.turns += wave.turns
        self.receipts += wave.receipts
        self.seconds += wave.seconds
        self.said |= wave.said


class Driver:
    """Drives one contestant. Give its `on_reply` to `Contestant.start`, then call `reports` as often as needed."""

    def __init__(self, contestant: Contestant) -> None:
        self._contestant = contestant
        self._talks: dict[int, _Talk] = {}
        self._people = 0
        self._updates = 100_000

    def on_reply(self, chat_id: int, reply: Reply) -> None:
        if talk := self._talks.get(chat_id):
            talk.hear(reply)

    async def reports(self, count: int, people: int, progress: Callable[[int], None] = lambda done: None) -> Run:
        """`count` reports by `people` at once, in waves. Raises TimeoutError when a reply never comes."""
        run = Run()
        while (done := len(run.receipts)) < count:
            run.joined(await self._wave(min(people, count - done)))
            progress(len(run.receipts))
        return run

    async def _wave(self, people: int) -> Run:
        talks = [_Talk(a_person(number), a_report(number), self._contestant) for number in self._numbers(people)]
        self._talks = {talk.person.chat_id: talk for talk in talks}
        run, started = Run(), perf_counter()
        for _ in range(MESSAGES):
            sent = [talk.say(self._next_update()) for talk in talks]
            run.turns += await _all(sent)
        run.seconds = perf_counter() - started
        run.receipts = [talk.answered - talk.began for talk in talks]
        run.said = {talk.code: talk.report for talk in talks}
        if len(run.said) < people:
            raise AssertionError("two reports were given the same receipt code")
        return run

    def _numbers(self, people: int) -> range:
        first, self._people = self._people, self._people + people
        return range(first, self._people)

    def _next_update(self) -> int:
        self._updates += 1
        return self._updates


class _Talk:
    """One person's conversation: what they do next, and when the last reply came."""

    def __init__(self, person: Person, report: Report, contestant: Contestant) -> None:
        self.person, self.report, self.code = person, report, ""
        self.began = self.answered = 0.0
        self._contestant = contestant
        self._step = 0
        self._next: Answer = {"text": "/start"}
        self._under: Reply | None = None
        self._heard = asyncio.Event()

    async def say(self, number: int) -> float:
        """Send the next message; return the seconds until it was both answered and acknowledged."""
        update = self.person.update(number, self._next, self._under)
        self._step += 1
        self._heard.clear()
        started = perf_counter()
        self.began = self.began or started
        await self._contestant.feed(update)
        acknowledged = perf_counter()
        await self._heard.wait()
        return max(acknowledged, self.answered) - started

    def hear(self, reply: Reply) -> None:
        if self._heard.is_set():
            return
        if self._step == MESSAGES:
            self.code = self._contestant.receipt(reply) or ""
            understood = bool(self.code)
        else:
            answer = self._contestant.answers(self._step, self.report, reply)
            understood = answer is not None
            self._next, self._under = answer or self._next, reply
        if understood:
            self.answered = perf_counter()
            self._heard.set()


async def _all(turns: Iterable[Awaitable[float]]) -> list[float]:
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*turns)


def differences(said: Mapping[str, Report], cases: Sequence[Mapping[str, str]]) -> list[str]:
    """Hold every case against what was said, field by field; the description names the report. Empty when all is right.

    Names only fields and numbers of cases: not what was said.
    """
    expected = {report.description: {**asdict(report), "code": code} for code, report in said.items()}
    found: list[str] = []
    for number, case in enumerate(cases):
        report = expected.pop(case.get("description", ""), None)
        if report is None:
            found.append(f"case {number}: nobody said this, or it is there twice")
            continue
        wanted = report if "code" in case else {name: value for name, value in report.items() if name != "code"}
        found += [f"case {number}: {name} differs" for name in wanted if case.get(name) != wanted[name]]
    return found + [f"{len(expected)} reports have no case"] * bool(expected)
