"""Tables that leave the house: counted, limited and noted (who, what, how many, why) before the first row is read.

Pages of rows come one after the other, so memory does not grow with the table. Of what people said nothing leaves.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reportbot.core.access.reach import Reach
from reportbot.core.errors import BadInput, TooLarge
from reportbot.service.audit.notes import note_alone
from reportbot.service.audit.reading import AuditLine, line_of
from reportbot.service.ports import Clock, Store
from reportbot.service.tables.exports import AuditWanted, CasesWanted, Outline

MOST_ROWS = 20_000
"""Of one table. What is more is exported in parts. Our own number: a spreadsheet of that length still opens."""
PAGE = 500  # rows read at once
FEWEST_WORDS, SHORTEST_REASON, LONGEST_REASON = 3, 12, 200
NEWEST = 2**62  # no position is larger
Row = TypeVar("Row")
_LONG_NUMBER = re.compile(r"(?:\d[\s./-]?){7,}")
_OURS = re.compile(r"\b(?:\d{4}-\d{4,5}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4})\b")  # numbers of cases, and dates


class ReasonRefused(BadInput):
    """Why somebody exports is said in a few words, without a name's number or address."""


@dataclass(frozen=True, slots=True)
class Export(Generic[Row]):
    """So many rows, in pages."""

    count: int
    pages: AsyncIterator[Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who exports what (a word), in which format, through which filter (as words for the log), and why."""

    by: str
    format: str
    filter: str
    reason: str


class Exporting:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def cases(self, municipality: str, reach: Reach, wanted: CasesWanted, asking: Asking) -> Export[Outline]:
        """Raises ReasonRefused, TooLarge, CannotBeNoted."""
        check_reason(asking.reason)
        async with self._store.read() as work:
            count = await work.exports.count_cases(municipality, reach, wanted)
        _check_count(count, MOST_ROWS)
        await self._note(municipality, "cases", count, asking)
        return Export(count, self._case_pages(municipality, reach, wanted))

    async def audit(self, municipality: str, wanted: AuditWanted, asking: Asking) -> Export[AuditLine]:
        """Newest first. Raises as `cases`."""
        check_reason(asking.reason)
        async with self._store.read() as work:
            count = await work.exports.count_entries(municipality, wanted)
        _check_count(count, MOST_ROWS)
        await self._note(municipality, "audit", count, asking)
        return Export(count, self._entry_pages(municipality, wanted, count))

    async def figures(self, municipality: str, rows: Sequence[Row], asking: Asking) -> Export[Row]:
        """What stands on the page already. Raises ReasonRefused, CannotBeNoted."""
        check_reason(asking.reason)
        await self._note(municipality, "figures", len(rows), asking)
        return Export(len(rows), _one_page(rows))

    async def _note(self, municipality: str, what: str, count: int, asking: Asking) -> None:
        now = self._clock.now()
        facts = {"what": what, "rows": str(count), "format": asking.format, "filter": asking.filter}
        about = {"municipality": municipality, "actor": asking.by, **facts, "reason": checked_reason(asking.reason)}
        await note_alone(self._store, lambda work: work.audit.note("exported", at=now, **about))

    async def _case_pages(
        self, municipality: str, reach: Reach, wanted: CasesWanted
    ) -> AsyncIterator[Sequence[Outline]]:
        after, left = 0, MOST_ROWS
        while left > 0:
            async with self._store.read() as work:
                page = await work.exports.cases(municipality, reach, wanted, after, min(PAGE, left))
            if not page:
                return
            yield page
            after, left = page[-1].id, left - len(page)

    async def _entry_pages(
        self, municipality: str, wanted: AuditWanted, count: int
    ) -> AsyncIterator[Sequence[AuditLine]]:
        """No more than were counted, beginning below the note of this export."""
        before, left = NEWEST, count
        async with self._store.read() as work:
            newest = await work.exports.entries(municipality, wanted, before, 1)
        if newest and newest[0].act == b"exported":
            before = newest[0].position
        while left > 0:
            async with self._store.read() as work:
                page = await work.exports.entries(municipality, wanted, before, min(PAGE, left))
            if not page:
                return
            yield [line_of(each) for each in page]
            before, left = page[-1].position, left - len(page)


def check_reason(reason: str) -> None:
    """Raises ReasonRefused."""
    checked_reason(reason)


def checked_reason(reason: str) -> str:
    """On one line. Raises ReasonRefused for too few words or too many letters, and for what may be a number or an
    address of somebody: the log outlives the case."""
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())
    if len(said.split()) < FEWEST_WORDS or len(said) < SHORTEST_REASON:
        raise ReasonRefused("why: a few words")
    if len(said) > LONGEST_REASON:
        raise ReasonRefused(f"why: at most {LONGEST_REASON} letters")
    if "@" in said or _LONG_NUMBER.search(_OURS.sub("", said)):
        raise ReasonRefused("why: no number and no address of anybody")
    return said


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise TooLarge(f"{count} rows; at most {most} leave at once")


async def _one_page(rows: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    yield rows
