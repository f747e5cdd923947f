"""A model reads along: what people write is given to it ahead, and never waited for. Where it speaks only after a case
was opened or added to, the case is looked at once more: its urgency may rise, and what waits for a name may get one.

turn ─► ahead (asked in the background) ─► committed ─► later ─► the model speaks ─► one transaction of its own
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.conversation.turns.turn import Turn
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.adding import Adding
from reportbot.service.reports.destination import words_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

MOST = 500  # cases that wait for a second look; what comes beyond stays as the rules saw it
PATIENCE = 30.0  # seconds for an opinion to come, behind many others
NOT_YET = 1.0  # seconds until a case that is not there is looked for once more: its batch may still be written
log = logging.getLogger("reportbot.secondlook")

Asked = asyncio.Future[Opinion | None] | None


class Adviser(Protocol):
    """A model. Its opinions are remembered: what decides on a case finds them there."""

    def ahead(self, town: str, text: str) -> asyncio.Future[Opinion | None]:
        """Asks in the background, unless it is known already. None where there will be no opinion."""


class Ahead(Protocol):
    def ahead(self, town: str, turn: Turn) -> Asked:
        """Has what this turn knows read, in the background. None where nothing is still to be said."""

    def later(self, case: int | None, asked: Asked) -> None:
        """This case was opened or added to in the turn: to be looked at once more, when the model has spoken."""


class NoModel:
    """The rules decide alone."""

    def ahead(self, town: str, turn: Turn) -> Asked:
        return None

    def later(self, case: int | None, asked: Asked) -> None:
        pass


class SecondLook:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        vault: Vault,
        opener: Opener,
        ids: Ids,
        damage: Damage,
        clock: Clock,
        adviser: Adviser,
    ) -> None:
        self._store, self._towns, self._vault, self._opener = store, towns, vault, opener
        self._damage, self._clock, self._adviser = damage, clock, adviser
        self._cases, self._adding = Submitting(opener, towns, vault, ids, damage), Adding(opener, ids, damage)
        self._dossier = Dossier(vault, damage)
        self._late: asyncio.Queue[tuple[int, asyncio.Future[Opinion | None]]] = asyncio.Queue(MOST)
        self.changed = self.skipped = self.waiting = 0

    def ahead(self, town: str, turn: Turn) -> Asked:
        done = turn.submitted or turn.added or turn.alarm
        asked = self._adviser.ahead(town, words_of(done.answers if done else turn.session.answers))
        return asked if done and not asked.done() else None

    def later(self, case: int | None, asked: Asked) -> None:
        if case is None or asked is None:
            return
        if self._late.full():
            self.skipped += 1
        else:
            self._late.put_nowait((case, asked))
            self.waiting += 1

    async def run(self) -> None:
        """Until it is cancelled; what then still waits stays as the rules saw it."""
        while True:
            case, asked = await self._late.get()
            try:
                async with asyncio.timeout(PATIENCE):
                    opinion = await asyncio.shield(asked)
                if opinion is None:
                    self.skipped += 1
                elif not await persistently(partial(self.look, case)):
                    await asyncio.sleep(NOT_YET)
                    await persistently(partial(self.look, case))
            except Exception as failure:  # the case stays as it is; the others do not wait for it
                self.skipped += 1
                log.error("a case was not looked at again", extra={"failure": type(failure).__name__})
            finally:
                self.waiting -= 1

    async def look(self, case: int) -> bool:
        """Whether it was there. Raises StoreFailed."""
        gathering = Gathering([])
        async with self._store.begin() as work:
            known = await work.cases.find(case)
            if known is None:
                return False
            town = self._towns.get(known.municipality)
            if town is None or not await self._is_untouched(work, known):
                return True
            file = await self._cases.file(work, gathering, case)
            said = self._dossier.said(file.case, await work.cases.reports(case))
            told = [each.answers for each in said if each.answers and not each.answer_to and words_of(each.answers)]
            now = self._clock.now()
            again = self._adding.looked_again(town, file, told, now)
            if again is not file:
                gathering.files[case] = again
                await self._cases.set_free(work, gathering, town, case, now)
                for each in gathering.files.values():
                    gathering.deliveries += self._opener.notices(town, each, now)
                await gathering.write(work, SessionSealer(self._vault, self._damage))
                self.changed += 1
        return True

    async def _is_untouched(self, work: Work, case: Case) -> bool:
        """Nobody has put right what it is taken for, and it is open: what a person has decided stays."""
        if not (case.sealed_key and case.is_worked_on):
            return False
        return not await work.corrections.of_case(case.id)
