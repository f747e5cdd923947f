"""Find cases: by what stands in the open (number, kind, place, office, status), and by words in what was said.

Words are sealed, so they are found by opening: of the reader's town alone, the newest first, up to a limit.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.finding import finds, snippet
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.dossier import Dossier, Said
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.records import Report
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage

MOST_OPENED = 500  # cases whose words are opened for one search
MOST_SHOWN = 50  # cases
SLICE = 10  # cases that are opened before others get a turn: a few milliseconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """Each "" where anything will do. `words` are looked for in what the person said."""

    words: str = field(default="", repr=False)
    number: str = ""
    category: str = ""
    place: str = ""
    lead: str = ""
    status: str = ""

    @property
    def is_one_number(self) -> bool:
        return self == Wanted(number=self.number) and bool(self.number)

    @property
    def columns(self) -> dict[str, Any]:
        """What SQL can answer."""
        named = {"number": self.number, "category": self.category, "place": self.place, "lead": self.lead}
        status = {"status": Status(self.status)} if self.status else {}
        return {name: value for name, value in named.items() if value} | status


@dataclass(frozen=True, slots=True)
class Hit:
    """`said` is a piece of the person's words around what was looked for, "" where no words were."""

    case: Case
    said: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """`opened`: how many cases were decrypted. `more`: there are older ones that were not looked at, or not shown."""

    hits: Sequence[Hit]
    opened: int
    more: bool


class Search:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, damage: Damage) -> None:
        self._store, self._towns, self._clock, self._dossier = store, towns, clock, Dossier(vault, damage)

    async def find(self, municipality: str, wanted: Wanted, by: str, reach: Reach) -> Found:
        """Among the cases in reach alone: no other is opened. Two statements, however many cases.

        `by` is an actor. Raises ValueError for a status that there is none of, and CannotBeNoted.
        """
        most = MOST_OPENED if wanted.words else MOST_SHOWN
        async with self._store.read() as work:
            found = await work.queue.search(municipality, reach, wanted.columns, most + 1)
            cases, more = [case for case in found[:most] if not self._withheld(case)], len(found) > most
            reports = await work.cases.reports_of([case.id for case in cases]) if cases and wanted.words else {}
        await self._note(municipality, by, len(cases) if wanted.words else 0)
        if not wanted.words:
            return Found([Hit(case) for case in cases], 0, more)
        hits = await self._opened(cases, reports, wanted.words)
        return Found(hits[:MOST_SHOWN], len(cases), more or len(hits) > MOST_SHOWN)

    def _withheld(self, case: Case) -> bool:
        return is_withheld(self._towns[case.municipality], case)

    async def _note(self, municipality: str, by: str, opened: int) -> None:
        """Before anything is opened: how many cases, never the words."""
        about = {"municipality": municipality, "actor": by, "opened": str(opened)}
        await note_alone(self._store, lambda work: work.audit.note("searched", at=self._clock.now(), **about))

    async def _opened(self, cases: Sequence[Case], reports: Mapping[int, Sequence[Report]], words: str) -> list[Hit]:
        """In slices, so that nobody who writes to us waits for a search."""
        hits: list[Hit] = []
        for start in range(0, len(cases), SLICE):
            for case in cases[start : start + SLICE]:
                said = text_of(self._dossier.said(case, reports.get(case.id, ())))
                if finds(words, said):
                    hits.append(Hit(case, snippet(words, said)))
            await asyncio.sleep(0)
        return hits


def text_of(said: Sequence[Said]) -> str:
    """All that the case's page shows of the person's own words, the place as they wrote it too."""
    pieces: list[str] = []
    for each in said:
        answers = each.answers or {}
        place = answers.get("place")
        pieces += [str(answers.get("description", "")), str(place.get("text", "")) if isinstance(place, dict) else ""]
    return "\n".join(piece for piece in pieces if piece)
