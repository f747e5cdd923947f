"""What is in force in each town: its file and what was changed in the console since, one version after another.

    file of the town ─┐
    changes, sealed ──┴─► tables ─► the file's text, changed ─► the same parser ─► `towns[key]`, swapped at once

A change is tried before it is written, and refused with the words of `reportbot check`. Every process looks with each
tick whether there is a newer version. What cannot be in force (an operator's new file does not go with a change, say)
leaves the version before it in force, and the page of the settings says why.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.townfile.folding import Standing
from reportbot.core.townfile.subjects import Kind, Subject, Tables, value_of
from reportbot.core.wrong import wrong
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.settings.contact_news import ContactNews
from reportbot.service.settings.edits import LONGEST_WHY, Edit, Edits
from reportbot.service.settings.hearing import difference
from reportbot.service.settings.history import History, Step
from reportbot.service.settings.leaving import check_counting, check_leaving, what_stays
from reportbot.service.settings.making import Files, InForce, Making, Trial
from reportbot.service.settings.matters import concern_nobody
from reportbot.service.settings.refusals import ChangedMeanwhile, SettingRefused, TakesTwo, refused
from reportbot.service.settings.second import gained, with_other_ways
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


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
        self._texts, self._clock = texts, clock
        self._making, self._edits = Making(files, towns, texts), Edits(store, vault, clock, ids, news)
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
        step = self._step(municipality)
        after = what_stays(of, value_of(step.standing.tables, of), after)
        trial = await self._making.tried(municipality, step, of, after, self._clock.now())
        async with self._store.read() as work:
            await check_leaving(work, municipality, of, trial.before, after)
        return trial

    async def change(self, municipality: str, edit: Edit) -> int:
        """The new version.

        Raises TakesTwo, ChangedMeanwhile, SettingRefused, NothingChanged, StoreFailed; then nothing was changed.
        """
        if len(edit.why) > LONGEST_WHY or not edit.why.strip() or not edit.of[1].isprintable():
            raise refused(wrong("say why, in a few words"))
        version = await persistently(lambda: self._change_once(municipality, edit))
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
        return await self.change(municipality, Edit(past.of, past.change.before, why, by, seen, despite, undoes=id))

    def _history(self, municipality: str) -> History:
        return self._known.get(municipality, History())

    def _step(self, municipality: str) -> Step:
        """What the next change builds upon."""
        history = self._history(municipality)
        if history.steps:
            return history.newest
        text = self._texts[municipality]
        return Step(Standing(self._files.tables(text)), text)

    async def _change_once(self, municipality: str, edit: Edit) -> int:
        self.in_force(municipality)
        await self._look(municipality)
        history, step = self._history(municipality), self._step(municipality)
        if meanwhile := history.since(edit.seen, edit.of):
            raise ChangedMeanwhile(*meanwhile)
        edit = replace(edit, after=what_stays(edit.of, value_of(step.standing.tables, edit.of), edit.after))
        trial = await self._making.tried(municipality, step, edit.of, edit.after, self._clock.now())
        check_counting(edit.of, trial.before, edit.after)
        if trial.gaps and not edit.despite:
            raise SettingRefused(*trial.gaps, can_be_saved=True)
        towns = self._towns[municipality], trial.town
        heard = await asyncio.to_thread(difference, *towns)
        brings = gained(*towns, await self._entrusted(*towns), heard)
        if brings and not edit.has_second_for(brings):
            raise TakesTwo(edit.of, trial.before, edit.after, edit.undoes, towns, brings, heard)
        return await self._edits.write(edit, trial.before, towns, heard, history, step)

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
            if history.newest.text != text:
                await self._edits.write_file(municipality, text, history)

        await persistently(once)
