"""From a version of the settings to the town that the service sees, and what a change would lead to. Stores nothing."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.townfile.folding import Change, Standing, folded
from reportbot.core.townfile.subjects import Kind, Subject, Tables, is_same, value_of
from reportbot.service.settings.history import History, Step
from reportbot.service.settings.refusals import NothingChanged, SettingRefused
from reportbot.service.towns import Town

TRIED = 30  # versions that are tried when the newest cannot be in force; then the file alone is
log = logging.getLogger("reportbot.settings")


class Files(Protocol):
    """Reads and writes municipality files."""

    def tables(self, text: str) -> Tables:
        """Raises ValueError."""

    def written(self, text: str, tables: Tables) -> str:
        """The file `text` with these tables; its comments stay."""

    def town(self, key: str, text: str, contacts: frozenset[str]) -> Town:
        """`contacts`: offices whose contacts were set in the console, also to none. Raises BadSetup."""

    def problems(self, town: Town, now: datetime) -> list[Problem]:
        """What `reportbot check` says of the next weeks of a roster."""


@dataclass(frozen=True, slots=True)
class InForce:
    """`version` 0 is the file alone. `problems`: why the newest version is not in force, else empty."""

    town: Town
    standing: Standing
    text: str
    version: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would lead to: nothing of it is in force. `gaps`: what is new in the roster, and wrong."""

    before: Any
    town: Town
    gaps: tuple[Problem, ...]


class Making:
    """`towns` are those that the service sees, `texts` the files as this process has read them."""

    def __init__(self, files: Files, towns: Mapping[str, Town], texts: Mapping[str, str]) -> None:
        self._files, self._towns, self._texts = files, towns, texts
        self._of_files = dict(towns)

    def of_file(self, municipality: str) -> InForce:
        """The file alone."""
        text = self._texts[municipality]
        return InForce(self._of_files[municipality], Standing(self._files.tables(text)), text, 0)

    def best(self, municipality: str, history: History) -> InForce | None:
        """The newest version that can be in force. None: the file of this process alone."""
        problems: tuple[Problem, ...] = ()
        for step in reversed(history.steps[-TRIED:]):
            try:
                found = self.made(municipality, step)
            except BadSetup as wrong:
                problems = problems or _once(wrong)
                continue
            if problems:
                log.error("settings that cannot be in force", extra={"municipality": municipality})
            return replace(found, problems=problems)
        if not history.steps:
            return None
        log.error("no settings can be in force but the file", extra={"municipality": municipality})
        return replace(self.of_file(municipality), problems=problems)

    def made(self, municipality: str, step: Step) -> InForce:
        """Raises BadSetup."""
        text = self._files.written(step.text, step.standing.tables)
        contacts = frozenset(of[1] for of in step.standing.otherwise if _has_own_contact(of, step.standing))
        return InForce(self._files.town(municipality, text, contacts), step.standing, text, step.standing.version)

    async def tried(self, municipality: str, step: Step, of: Subject, after: Any, now: datetime) -> Trial:
        """Raises SettingRefused, NothingChanged."""
        before = value_of(step.standing.tables, of)
        if is_same(of, before, after) and of not in step.standing.conflicts:
            raise NothingChanged("it is like that already")
        standing = folded(step.standing, [Change(step.standing.version + 1, of[0], of[1], before, after)])
        try:
            found = await asyncio.to_thread(self.made, municipality, Step(standing, step.text))
        except BadSetup as wrong:
            raise SettingRefused(*_once(wrong)) from None
        known = {each.message for each in self._files.problems(self._towns[municipality], now)}
        gaps = tuple(each for each in self._files.problems(found.town, now) if each.message not in known)
        return Trial(before, found.town, gaps)


def _has_own_contact(of: Subject, standing: Standing) -> bool:
    """Typed in the console; or none yet, for an institution that was added there."""
    return of[0] is Kind.CONTACT or (of[0] is Kind.INSTITUTION and value_of(standing.file, of) is None)


def _once(wrong: BadSetup) -> tuple[Problem, ...]:
    """Each sentence about a thing a single time."""
    return tuple({(problem.message, problem.about): problem for problem in wrong.problems}.values())
