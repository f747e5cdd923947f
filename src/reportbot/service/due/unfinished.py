"""Drafts that fell silent and are serious: they become a case with what is known, or complete the one they opened.

The draft stays and knows its case: whoever comes back completes the same one. Case and draft are one transaction.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.walking.unfinished import DANGER_RESTS, is_serious, rests, told_so_far
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.ports import Ids, Store, StoreFailed, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.leaving import LeavingNotes
from reportbot.service.upkeep.damage import Damage

AT_ONCE = 100  # drafts in one transaction
log = logging.getLogger("reportbot.unfinished")


class Unfinished:
    def __init__(
        self, store: Store, towns: Mapping[str, Town], vault: Vault, opener: Opener, ids: Ids, damage: Damage
    ) -> None:
        self._store, self._towns, self._vault, self._opener, self._damage = store, towns, vault, opener, damage
        self._cases = Submitting(opener, towns, vault, ids, damage)
        self._leaving = LeavingNotes(self._cases, opener)
        self._dossier = Dossier(vault, damage)

    async def keep(self, now: datetime) -> int:
        """Every serious draft that has been silent for long enough. How many were passed on."""
        kept, last = 0, None
        while True:
            some, last = await persistently(partial(self._keep_some, last, now))
            kept += some
            if last is None:
                return kept

    async def _keep_some(self, after: Conversation | None, now: datetime) -> tuple[int, Conversation | None]:
        """How many of the next drafts were passed on, and the last one looked at, None at the end."""
        gathering, sessions = Gathering([]), SessionSealer(self._vault, self._damage)
        async with self._store.begin() as work:
            silent = await work.conversations.expired(now - DANGER_RESTS, AT_ONCE, after)
            for each in silent:
                try:
                    await self._keep_one(work, gathering, each, sessions.open(each), now)
                except StoreFailed:
                    raise
                except Exception as error:  # a town file without this institution, say: the others do not wait for it
                    log.error("a serious draft could not be passed on", extra={"failure": type(error).__name__})
            if gathering.files:
                await self._cases.number(work, gathering)
                for file in gathering.files.values():
                    town = self._towns[file.case.municipality]
                    gathering.deliveries += self._opener.notices(town, file, now)
                await gathering.write(work, sessions)
        return len(gathering.files), silent[-1] if len(silent) == AT_ONCE else None

    async def _keep_one(
        self, work: Work, gathering: Gathering, conversation: Conversation, session: Session, now: datetime
    ) -> None:
        town, told, who = self._towns[conversation.who.municipality], told_so_far(session), conversation.who
        if now - conversation.last_at < rests(session):
            return
        decision = self._opener.decide(town, told, "")
        if not is_serious(session, decision.category, decision.urgency):
            return
        if session.case is not None and await self._is_in(work, session.case, told):
            return
        gathering.add(conversation, session)
        case = await self._cases.keep(work, gathering, town, who, session.case, told, now)
        if session.left:
            await self._leaving.add(work, gathering, case, now)
        gathering.sessions[who] = replace(session, case=case, left=False)
        gathering.adopt_photos(who, case)

    async def _is_in(self, work: Work, case: int, told: Mapping[str, Any]) -> bool:
        """Whether the case holds these very answers already."""
        known = await work.cases.find(case)
        if known is None:
            return False
        return any(said.answers == told for said in self._dossier.said(known, await work.cases.reports(case)))
