"""What is in force in each town: its file and what was changed in the console since, one version after another.

    file of the town ─┐
    changes, sealed ──┴─► tables ─► the file's text, changed ─► the same parser ─► `towns[key]`, swapped at once

A change is tried before it is written, and refused with the words of `reportbot check`. Every process looks with each
tick whether there is a newer version. What cannot be in force (an operator's new file does not go with a change, say)
leaves the version before it in force, and the page of the settings says why.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.townfile.folding import Change, Standing
from reportbot.core.townfile.subjects import Kind, Subject, Tables
from reportbot.core.wrong import wrong
from reportbot.service.ports import Clock, Ids, Store, StoreFailed, Vault, Work
from reportbot.service.records.settings import TownChange
from reportbot.service.settings.contact_news import CHANGED, ContactNews
from reportbot.service.settings.history import History, Step, sealed
from reportbot.service.settings.leaving import check_leaving
from reportbot.service.settings.making import Files, InForce, Making, Trial
from reportbot.service.settings.refusals import ChangedMeanwhile, SettingRefused, TakesTwo, refused
from reportbot.service.settings.second import concern_nobody, gained, with_other_ways
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LONGEST_WHY = 300  # letters
LARGEST_HISTORY = 5000  # changes of one town
Within = Callable[[Work], Awaitable[None]]


class TownSettings:
    """`texts` are the files as this process has read them; a town that is not there cannot be changed here."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: dict[str, Town],
        texts: Mapping[str, str],
        files: Files,
        clock: Clock,
        ids: Ids,
        news: ContactNews,
    ) -> None:
        self._store, self._vault, self._towns, self._files = store, vault, towns, files
        self._texts, self._clock, self._ids, self._news = texts, clock, ids, news
        self._making = Making(files, towns, texts)
        self._known: dict[str, History] = {}
        self._in_force: dict[str, InForce] = {}
        self._looking = asyncio.Lock()

    async def start(self, *, is_guest: bool = False) -> None:
        """What was changed before is in force again. A file that an operator has put there since becomes a version, but
        not by a guest. Raises StoreFailed.
        """
        await self.keep()
        for municipality, text in self._texts.items() if not is_guest else ():
            history = self._known.get(municipality)
            if history and history.steps and history.newest.text != text:
                await self._append_file(municipality, text)
        await self.keep()

    async def keep(self) -> None:
        """With every tick: one question to the database, where nothing is new. Raises StoreFailed."""
        async with self._store.read() as work:
            newest = await work.town_changes.newest()
        for municipality, version in newest.items():
            if municipality in self._texts and version != self._history(municipality).version:
                await self._look(municipality)

    def is_changeable(self, municipality: str) -> bool:
        return municipality in self._texts

    def in_force(self, municipality: str) -> InForce:
        """Raises UnknownCode for a town whose file is not known."""
        if municipality not in self._texts:
            raise UnknownCode("no file of this town")
        found = self._in_force.get(municipality)
        if found is None:
            found = self._in_force[municipality] = self._making.of_file(municipality)
        return found

    def head(self, municipality: str) -> Standing:
        """What the next change builds upon: the newest version, whether it can be in force or not."""
        self.in_force(municipality)
        return self._step(municipality).standing

    def written(self, text: str, tables: Tables) -> str:
        """A file with these tables; its comments stay."""
        return self._files.written(text, tables)

    def history(self, municipality: str) -> History:
        """As this process knows it: at most a tick old."""
        return self._history(municipality)

    async def try_out(self, municipality: str, of: Subject, after: Any) -> Trial:
        """Raises SettingRefused, NothingChanged."""
        await self._look(municipality)
        trial = await self._making.tried(municipality, self._step(municipality), of, after, self._clock.now())
        async with self._store.read() as work:
            await check_leaving(work, municipality, of, trial.before, after)
        return trial

    async def change(
        self,
        municipality: str,
        of: Subject,
        after: Any,
        *,
        why: str,
        by: str,
        seen: int,
        despite: bool = False,
        undoes: int | None = None,
        confirmed_by: str = "",
        agreed: frozenset[str] | None = None,
        within: Within | None = None,
    ) -> int:
        """The new version. `seen` is the version that the writer looked at; `despite` gaps of the roster it is saved.
        `confirmed_by` is the second person, where it takes one, and `agreed` what they have seen that it brings (None:
        whatever it is); `within` is done in the same unit of work.

        Raises TakesTwo, ChangedMeanwhile, SettingRefused, NothingChanged, StoreFailed; then nothing was changed.
        """
        if len(why) > LONGEST_WHY or not why.strip() or not of[1].isprintable():
            raise refused(wrong("say why, in a few words"))

        async def once() -> int:
            return await self._change_once(
                municipality, of, after, why.strip(), by, seen, despite, undoes, confirmed_by, agreed, within
            )

        version = await persistently(once)
        await self._look(municipality)
        return version

    async def undo(self, municipality: str, id: int, *, why: str, by: str, seen: int, despite: bool = False) -> int:
        """A new change that puts back what stood there before. Raises as `change` does, ChangedMeanwhile also where
        something later has changed it again; UnknownCode for none of this town, or a file.
        """
        await self._look(municipality)
        history = self._history(municipality)
        past = history.of_id(id)
        if past is None or past.change.kind is Kind.FILE:
            raise UnknownCode("no change of this town")
        if later := history.since(past.version, past.of):
            raise ChangedMeanwhile(*later)
        return await self.change(
            municipality, past.of, past.change.before, why=why, by=by, seen=seen, despite=despite, undoes=id
        )

    def _history(self, municipality: str) -> History:
        return self._known.get(municipality, History())

    def _step(self, municipality: str) -> Step:
        """What the next change builds upon."""
        history = self._history(municipality)
        if history.steps:
            return history.newest
        text = self._texts[municipality]
        return Step(Standing(self._files.tables(text)), text)

    async def _change_once(
        self,
        municipality: str,
        of: Subject,
        after: Any,
        why: str,
        by: str,
        seen: int,
        despite: bool,
        undoes: int | None,
        confirmed_by: str,
        agreed: frozenset[str] | None,
        within: Within | None,
    ) -> int:
        self.in_force(municipality)
        await self._look(municipality)
        history, step = self._history(municipality), self._step(municipality)
        if meanwhile := history.since(seen, of):
            raise ChangedMeanwhile(*meanwhile)
        if len(history.past) >= LARGEST_HISTORY:
            raise refused(wrong("at most {most} changes of one town: put its file in order", most=LARGEST_HISTORY))
        trial = await self._making.tried(municipality, step, of, after, self._clock.now())
        if trial.gaps and not despite:
            raise SettingRefused(*trial.gaps, can_be_saved=True)
        towns = self._towns[municipality], trial.town
        brings = gained(towns[0].rules, towns[1].rules, await self._entrusted(*towns))
        if brings and (not confirmed_by or (agreed is not None and not brings <= agreed)):
            raise TakesTwo(of, trial.before, after, undoes, towns, brings)
        now = self._clock.now()
        async with self._store.begin() as work:
            if (await work.town_changes.newest()).get(municipality, 0) != history.version:
                raise _Overtaken()
            await check_leaving(work, municipality, of, trial.before, after)
            version = history.version
            if not history.steps:
                version += 1
                await self._add_file(work, municipality, step.text, version, now)
            version += 1
            change = Change(version, of[0], of[1], trial.before, after)
            row = sealed(municipality, change, why, by, now, undoes, self._vault, self._ids, confirmed_by)
            await self._add(work, row)
            if within:
                await within(work)
            if not confirmed_by:  # else they heard of it when it was asked
                await work.outbox.add(self._news.write(CHANGED, *towns, now))
        return version

    async def _entrusted(self, before: Town, after: Town) -> frozenset[str]:
        """Of the offices whose ways change, those that were ever passed what concerns a person."""
        keys = with_other_ways(before.rules, after.rules)
        if not keys:
            return frozenset()
        async with self._store.read() as work:
            matters = {key: await work.town_changes.matters_of(after.key, key) for key in keys}
        return frozenset(key for key, codes in matters.items() if not concern_nobody(codes))

    async def _look(self, municipality: str) -> None:
        """Read what is newer than what we know, and put it in force."""
        async with self._looking:
            history = self._history(municipality)
            async with self._store.read() as work:
                rows = await work.town_changes.of_town(municipality, history.version)
            if not rows:
                return
            history = await asyncio.to_thread(history.with_rows, rows, self._vault, self._files)
            in_force = await asyncio.to_thread(self._making.best, municipality, history)
            self._known[municipality] = history
            if in_force is not None:
                self._in_force[municipality] = in_force
                self._towns[municipality] = in_force.town

    async def _append_file(self, municipality: str, text: str) -> None:
        async def once() -> None:
            await self._look(municipality)
            history = self._history(municipality)
            if history.newest.text == text:
                return
            async with self._store.begin() as work:
                if (await work.town_changes.newest()).get(municipality, 0) != history.version:
                    raise _Overtaken()
                await self._add_file(work, municipality, text, history.version + 1, self._clock.now())

        await persistently(once)

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
