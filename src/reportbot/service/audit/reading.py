"""The audit log for people: a page of a town's entries, and whether the chain of all of them holds.

The first look walks the whole chain; the next ones go on from the last entry that was found whole. "Check all" begins
at the first entry again: what was changed behind us is found then.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reportbot.service.audit.verify import Verdict, verify
from reportbot.service.ports import Clock, Store
from reportbot.service.records.audit import AuditEntry, Head
from reportbot.service.tables.exports import AuditWanted

SHOWN = 50
NEWEST = 2**62  # no position is larger
PATIENCE = 2.0
"""Seconds for which a page waits for the walk; then it says that it goes on."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)

Chain = Callable[[bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry for people, also one that somebody has spoiled. `facts` is None where they cannot be read."""

    position: int
    at: datetime
    municipality: str
    actor: str
    act: str
    subject: str
    facts: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`next` is where older ones go on, None on the last page."""

    lines: Sequence[AuditLine]
    next: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of the chain. `at` None: it is being walked for the first time, and nothing is known yet."""

    at: datetime | None = None
    whole: int = 0
    wrong: str = ""


class AuditReading:
    def __init__(self, store: Store, chain: Chain, clock: Clock) -> None:
        self._store, self._chain, self._clock = store, chain, clock
        self._checked = Checked()
        self._trusted: Head | None = None
        self._walk: asyncio.Task[None] | None = None

    async def page(self, municipality: str, wanted: AuditWanted, before: int = NEWEST) -> AuditPage:
        async with self._store.read() as work:
            found = await work.exports.entries(municipality, wanted, before, SHOWN + 1)
        lines = [line_of(each) for each in found[:SHOWN]]
        return AuditPage(lines, lines[-1].position if len(found) > SHOWN else None)

    async def checked(self) -> Checked:
        """Goes on from what is known to be whole; waits for it no longer than `PATIENCE`. Raises StoreFailed."""
        await self._walked(self._trusted)
        return self._checked

    async def check_all(self) -> Checked:
        """From the first entry. Raises StoreFailed."""
        await self._walked(None)
        return self._checked

    async def _walked(self, since: Head | None) -> None:
        """One walk at a time: whoever asks meanwhile waits for the same."""
        if self._walk is None or self._walk.done():
            self._walk = asyncio.create_task(self._verify(since))
            self._walk.add_done_callback(lambda walk: walk.cancelled() or walk.exception())  # also if nobody waits
        done, _ = await asyncio.wait([self._walk], timeout=PATIENCE)
        for each in done:
            each.result()

    async def _verify(self, since: Head | None) -> None:
        verdict: Verdict = await verify(self._store, self._chain, since=since)
        if verdict.whole and not verdict.wrong:
            async with self._store.read() as work:
                (last,) = await work.audit.entries(verdict.whole - 1, 1)
            self._trusted = Head(last.position, last.digest)
        else:
            self._trusted = None
        self._checked = Checked(self._clock.now(), verdict.whole, verdict.wrong)


def line_of(entry: AuditEntry) -> AuditLine:
    at = _EPOCH + timedelta(microseconds=min(max(entry.at, 0), _LATEST))
    return AuditLine(
        entry.position,
        at,
        municipality=_readable(entry.municipality),
        actor=_readable(entry.actor),
        act=_readable(entry.act),
        subject=_readable(entry.subject),
        facts=_facts(entry.facts),
    )


def _facts(stored: bytes) -> Mapping[str, str] | None:
    try:
        facts = json.loads(stored)
        return {_printable(str(name)): _printable(str(value)) for name, value in facts.items()}
    except (ValueError, AttributeError, RecursionError):
        return None


def _readable(stored: bytes) -> str:
    return _printable(stored.decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
