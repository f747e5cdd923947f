"""The desk's letters on a test's parts: the real templates, or a typesetter that a test can break."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportbot import paths
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import BadSetup, Problem
from reportbot.letters.typesetting import Typesetter
from reportbot.service.ids import RisingIds
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.handing_over import HandingOver
from reportbot.service.letters.making import Letters
from reportbot.service.letters.making import Typesetter as Typesets
from reportbot.service.letters.notices import PaperNotices
from reportbot.service.outgoing.notices import Notices
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, Parts, catalogues


@dataclass
class Press:
    """Sets nothing: its PDF is what it was given. `broken` makes it refuse; `while_setting` runs before each letter."""

    broken: bool = False
    made: list[Mapping[str, Any]] = field(default_factory=list)

    async def pdf(self, kind: str, values: Mapping[str, Any], at: datetime) -> bytes:
        if self.broken:
            raise BadSetup(Problem(f"{kind}.typ", 7, "is broken"))
        self.made.append(values)
        return f"{kind} {values['number']}".encode()


@dataclass
class Lettering:
    parts: Parts
    notices: Notices
    letters: Letters
    handing_over: HandingOver
    paper: PaperNotices

    async def newest(self) -> tuple[Case, dict[str, Referral]]:
        """The newest case, and its referrals by office."""
        case = (await self.parts.cases())[-1]
        async with self.parts.store.read() as work:
            return case, {each.institution: each for each in await work.cases.referrals(case.id)}

    async def reported(self, *said: str, value: str = "anna") -> tuple[Case, dict[str, Referral]]:
        await self.parts.say(value, *said)
        return await self.newest()

    async def make(self, kind: str, office: str = "", language: str = "en") -> str:
        """A letter of the newest case; its number."""
        case, referrals = await self.newest()
        referral = referrals[office].id if office else None
        return await self.letters.make("drenas", case.number, kind, referral, language, "coordinator")

    async def events(self, kind: str) -> list[CaseEvent]:
        case = (await self.parts.cases())[-1]
        async with self.parts.store.read() as work:
            return [each for each in await work.cases.events(case.id) if each.kind == kind]

    async def noted(self, act: str) -> list[tuple[bytes, bytes]]:
        """Subject and facts of each entry of the audit log, oldest first."""
        async with self.parts.store.read() as work:
            found = [each for each in await work.audit.last(200) if each.act == act.encode()]
        return [(each.subject, each.facts) for each in sorted(found, key=lambda each: each.position)]


def lettering(parts: Parts, typesetter: Typesets | None = None) -> Lettering:
    """Without a typesetter: Typst, with the shipped templates."""
    ids = RisingIds(parts.clock.now, secrets.randbits)
    notices = Notices(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    gatherer = Gatherer(parts.vault, notices, parts.damage)
    used = (parts.store, parts.vault, parts.towns, gatherer, catalogues())
    letters = Letters(*used, typesetter or Typesetter(paths.letters()), parts.clock, ids, parts.damage)
    waiting = HandingOver(parts.store, parts.towns, gatherer, catalogues(), parts.clock, ids)
    paper = PaperNotices(parts.store, parts.towns, gatherer, letters, parts.clock, ids)
    return Lettering(parts, notices, letters, waiting, paper)
