"""Municipality files for whoever changes them: read, written, and made into the town that the service sees."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from reportbot.commands.checking_roster import roster_problems
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.townfile.subjects import Tables, copy_of
from reportbot.core.wrong import said, wrong
from reportbot.municipality.loading import Municipality, load_file
from reportbot.municipality.writing import written
from reportbot.service.towns import Town

MakeTown = Callable[[Municipality], Town]


@lru_cache(16)
def _parsed(text: str) -> Tables:
    """A file of a town takes some 10 ms to read, and every page of its settings asks for it."""
    return tomllib.loads(text)


class TownFiles:
    """Implements service.settings.making.Files. `change` is what the demo or a test does to every file that it
    reads."""

    def __init__(self, town_of: MakeTown, change: Callable[[Municipality], Municipality] | None = None) -> None:
        self._town_of, self._change = town_of, change

    def tables(self, text: str) -> Tables:
        copied: Tables = copy_of(_parsed(text))  # whoever changes a setting writes into it
        return copied

    def written(self, text: str, tables: Tables) -> str:
        return written(text, tables)

    def town(self, key: str, text: str, contacts: frozenset[str]) -> Town:
        read = load_file(Path(f"{key}.toml"), text=text)
        if read.key != key:
            what = wrong("is of {said}, not of {other}", said=said(read.key), other=said(key))
            raise BadSetup(Problem(f"{key}.toml", 0, str(what), what))
        changed = self._change(read) if self._change else read
        if contacts and changed is not read:
            ours = {
                office: replace(of, transports=own.transports, second=own.second, head=own.head)
                for office, of in changed.institutions.items()
                if office in contacts and (own := read.institutions.get(office))
            }
            changed = replace(changed, institutions={**changed.institutions, **ours})
        return self._town_of(changed)

    def problems(self, town: Town, now: datetime) -> list[Problem]:
        rules = town.rules
        if not isinstance(rules, Municipality):
            return []
        return list(roster_problems({rules.key: rules}, now))
