"""What was changed of one town, opened, and what followed from it version by version. Reads no file, writes nothing."""

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from reportbot.core.errors import CannotBeRead
from reportbot.core.townfile.folding import Change, Standing, folded
from reportbot.core.townfile.plain import from_json, to_json
from reportbot.core.townfile.subjects import Kind, Subject, Tables, is_same, value_of
from reportbot.service.ports import Ids, Vault
from reportbot.service.records.settings import TownChange

KEPT = 1000  # newest steps in memory, however many changes there are; each holds all that the console says otherwise
log = logging.getLogger("reportbot.settings")


class Reads(Protocol):
    def tables(self, text: str) -> Tables: ...


@dataclass(frozen=True, slots=True)
class Past:
    """One step: who, when, why and what. `text` is the file, where it was one that was put there. `confirmed_by`: the
    second person, where it took one; `told`: the offices that got word that other reports are passed to them."""

    change: Change
    id: int
    at: datetime
    by: str
    why: str = field(default="", repr=False)
    undoes: int | None = None
    text: str = field(default="", repr=False)
    confirmed_by: str = ""
    told: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        return self.change.version

    @property
    def of(self) -> Subject:
        return self.change.of


@dataclass(frozen=True, slots=True)
class Step:
    """What stood after one version, and the text of the file that it is written into."""

    standing: Standing
    text: str


@dataclass(frozen=True)
class History:
    """Of one town, oldest first: all that was changed, and the newest steps that followed from it. `unreadable` counts
    steps whose keys are gone: they have no effect any more."""

    steps: tuple[Step, ...] = ()
    past: tuple[Past, ...] = ()
    version: int = 0
    unreadable: int = 0

    @property
    def newest(self) -> Step:
        return self.steps[-1]

    def since(self, version: int, of: Subject) -> list[Past]:
        """What happened to this subject after that version, by a change or by another file; by every file that was put
        there before the steps that are kept, since nobody can tell any more."""
        gone = len(self.past) - len(self.steps)
        return [
            past
            for place, past in enumerate(self.past, -gone)
            if past.version > version and (past.of == of or self._has_other(of, place, past))
        ]

    def _has_other(self, of: Subject, place: int, past: Past) -> bool:
        """Whether a file that was put there has changed it. `place` of its step among those that are kept."""
        if past.change.kind is not Kind.FILE or past is self.past[0]:
            return False
        if place < 1:
            return True
        before, after = self.steps[place - 1].standing, self.steps[place].standing
        return not is_same(of, value_of(before.tables, of), value_of(after.tables, of))

    def of_id(self, id: int) -> Past | None:
        return next((each for each in self.past if each.id == id), None)

    def undone(self) -> Mapping[int, int]:
        """By the id of what was undone, the version that did."""
        return {each.undoes: each.version for each in self.past if each.undoes is not None}

    def with_rows(self, rows: Sequence[TownChange], vault: Vault, reads: Reads) -> "History":
        """A longer one."""
        steps, past, unreadable = deque(self.steps, KEPT), list(self.past), self.unreadable
        for row in rows:
            try:
                each = opened(row, vault, reads)
            except (CannotBeRead, ValueError, KeyError):
                log.error("a change of settings cannot be read", extra={"municipality": row.municipality})
                unreadable += 1
                continue
            last = steps[-1] if steps else Step(Standing(), "")
            steps.append(Step(folded(last.standing, [each.change]), each.text or last.text))
            past.append(each)
        version = max([self.version, *(row.version for row in rows)])
        return History(tuple(steps), tuple(past), version, unreadable)


def opened(row: TownChange, vault: Vault, reads: Reads) -> Past:
    """Raises CannotBeRead, ValueError and KeyError where it is not what was sealed."""
    key = vault.data_key(row.sealed_key, f"town_changes.key:{row.id}")
    plain = from_json(key.open(row.sealed_change, f"town_changes.change:{row.id}").decode())
    kind, text = Kind(row.kind), plain.get("text", "")
    after = reads.tables(text) if kind is Kind.FILE else plain["after"]
    change = Change(row.version, kind, row.subject, plain.get("before"), after)
    second, told = plain.get("confirmed_by", ""), tuple(plain.get("told", ()))
    return Past(change, row.id, row.at, row.by, plain["why"], row.undoes, text, second, told)


def sealed(
    municipality: str,
    change: Change,
    why: str,
    by: str,
    at: datetime,
    undoes: int | None,
    vault: Vault,
    ids: Ids,
    confirmed_by: str = "",
    told: Sequence[str] = (),
) -> TownChange:
    """For a file that was put there, `after` is its text."""
    id = ids.new()
    key, sealed_key = vault.new_data_key(f"town_changes.key:{id}")
    plain: dict[str, Any] = {"why": why} | ({"confirmed_by": confirmed_by} if confirmed_by else {})
    plain |= {"told": list(told)} if told else {}
    plain |= {"text": change.after} if change.kind is Kind.FILE else {"before": change.before, "after": change.after}
    text = to_json(plain).encode()
    return TownChange(
        id,
        municipality,
        change.version,
        at,
        by,
        str(change.kind),
        change.subject,
        undoes,
        sealed_key,
        key.seal(text, f"town_changes.change:{id}"),
    )
