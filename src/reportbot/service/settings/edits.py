"""One version more: what somebody wants to change, or a file that was put there, written in one unit of work.

Whether it may be in force is decided before (in_force.py); here the version is taken, or somebody else was quicker.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from reportbot.core.townfile.folding import Change
from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.service.ports import Clock, Ids, Store, StoreFailed, Vault, Work
from reportbot.service.records.settings import TownChange
from reportbot.service.settings.contact_news import CHANGED, ContactNews
from reportbot.service.settings.hearing import Difference, passed_otherwise
from reportbot.service.settings.history import History, Step, sealed
from reportbot.service.settings.leaving import check_leaving
from reportbot.service.towns import Town

LONGEST_WHY = 300  # letters
Within = Callable[[Work], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Edit:
    """What `by` wants of the settings, and why. `seen` is the version that they looked at; `despite` gaps of the roster
    it is saved; `undoes` is the change that it takes back. `confirmed_by` is the second person, where it takes one, and
    `agreed` what they have seen that it brings (None: whatever it is); `within` is done in the same unit of work.
    """

    of: Subject
    after: Any
    why: str
    by: str
    seen: int
    despite: bool = False
    undoes: int | None = None
    confirmed_by: str = ""
    agreed: frozenset[str] | None = None
    within: Within | None = None

    def has_second_for(self, brings: frozenset[str]) -> bool:
        return bool(self.confirmed_by) and (self.agreed is None or brings <= self.agreed)


class Edits:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ids: Ids, news: ContactNews) -> None:
        self._store, self._vault, self._clock, self._ids, self._news = store, vault, clock, ids, news

    async def write(
        self, edit: Edit, before: Any, towns: tuple[Town, Town], heard: Difference, history: History, step: Step
    ) -> int:
        """The new version; before the very first one stands the file. `towns`: as it was and as it will be, and `heard`
        who hears otherwise. Raises SettingRefused, StoreFailed."""
        now, municipality, version = self._clock.now(), towns[0].key, history.version
        told = self._news.passed(towns[1], now, await asyncio.to_thread(passed_otherwise, *towns))
        async with self._store.begin() as work:
            await self._check_newest(work, municipality, history)
            await check_leaving(work, municipality, edit.of, before, edit.after)
            if not history.steps:
                version += 1
                await self._add_file(work, municipality, step.text, version, now)
            version += 1
            change = Change(version, edit.of[0], edit.of[1], before, edit.after)
            why, by, undoes = edit.why.strip(), edit.by, edit.undoes
            offices = tuple(dict.fromkeys(row.institution for row in told))
            row = sealed(municipality, change, why, by, now, undoes, self._vault, self._ids, edit.confirmed_by, offices)
            await self._add(work, row)
            await work.outbox.add(told)
            if edit.within:
                await edit.within(work)
            if not edit.confirmed_by:  # else they heard of it when it was asked
                await work.outbox.add(self._news.write(CHANGED, *towns, now, heard))
        return version

    async def write_file(self, municipality: str, text: str, history: History) -> None:
        """Raises StoreFailed."""
        async with self._store.begin() as work:
            await self._check_newest(work, municipality, history)
            await self._add_file(work, municipality, text, history.version + 1, self._clock.now())

    async def _check_newest(self, work: Work, municipality: str, history: History) -> None:
        if (await work.town_changes.newest()).get(municipality, 0) != history.version:
            raise _Overtaken()

    async def _add_file(self, work: Work, municipality: str, text: str, version: int, now: datetime) -> None:
        change = Change(version, Kind.FILE, sha256(text.encode()).hexdigest()[:16], None, text)
        await self._add(work, sealed(municipality, change, "", "operator", now, None, self._vault, self._ids))

    async def _add(self, work: Work, row: TownChange) -> None:
        await work.town_changes.add(row)
        facts = {"version": str(row.version), "kind": row.kind}
        subject = row.subject[:200]
        work.audit.note(
            "changed_settings", at=row.at, municipality=row.municipality, actor=row.by, subject=subject, **facts
        )


class _Overtaken(StoreFailed):
    """Another process, or another request of this one, has taken the version."""

    passing = True
