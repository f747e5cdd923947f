"""The audit log. What a unit of work notes is chained and written with its commit, in the same transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import LargeBinary, Select, Text, bindparam, insert, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.errors import RuleBroken
from reportbot.service.records.audit import BY_ID, NOTED, AuditEntry, Head, chained, check_note
from reportbot.storage.schema import audit_entries, audit_head
from reportbot.storage.sql.columns import Facts, Id, Moment
from reportbot.storage.sql.transaction import Transaction

Chain = Callable[[bytes, bytes], bytes]
"""(digest before, entry) → digest. Made in the vault, which holds the key."""


@dataclass(slots=True)
class _Note:
    """What is to become an entry. Of an event of a case, its number is the subject."""

    at: datetime
    municipality: str
    actor: str
    act: str
    subject: str
    facts: Mapping[str, str]
    case: int | None = None

    def words(self, numbers: Mapping[int, str]) -> tuple[str, ...]:
        subject = self.subject if self.case is None else numbers.get(self.case, f"{BY_ID}{self.case}")
        return self.municipality, self.actor, self.act, subject, Facts.into(dict(sorted(self.facts.items())))


class SqlAudit:
    """Implements service.tables.audit.Audit."""

    def __init__(self, transaction: Transaction, chain: Chain | None) -> None:
        self._transaction, self._chain = transaction, chain
        self._noted: list[_Note] = []
        self._numbers: dict[int, str] = {}

    def note(
        self,
        act: str,
        *,
        at: datetime,
        municipality: str = "",
        actor: str = "reportbot",
        subject: str = "",
        **facts: str,
    ) -> None:
        self._keep(_Note(at, municipality, actor, act, subject, facts))

    def note_events(self, events: Sequence[CaseEvent]) -> None:
        """What happened to cases: who did it, to which offices it leads, for how long; nothing else of an event."""
        for each in events:
            facts = {name: each.facts[name] for name in NOTED if name in each.facts}
            self._keep(_Note(each.at, each.municipality, each.actor, each.kind, "", facts, each.case))

    def knows(self, cases: Sequence[Case]) -> None:
        """The numbers of these cases, for their events are noted by number."""
        for case in cases:
            self._numbers[case.id] = case.number

    async def write(self) -> None:
        """The last thing before the commit: on PostgreSQL nobody else can commit a note while the head is ours."""
        if not self._noted or self._chain is None:
            return
        head, entries = await self._locked_head(), []
        digest = head.digest
        for position, note in enumerate(self._noted, start=head.position + 1):
            at, words = Moment.into(note.at), note.words(self._numbers)
            digest = self._chain(digest, chained(position, at, [word.encode() for word in words]))
            entries.append(dict(zip(_NAMES, (position, at, *words, digest), strict=True)))
        self._transaction.write(_INSERT, entries)
        last = head.position + len(entries)
        self._transaction.write(_MOVE_HEAD, [{"new_position": last, "new_digest": digest}])

    async def head(self) -> Head | None:
        """None where there is no such row: before the first entry, or because somebody took it away."""
        rows = await self._transaction.fetch(_HEAD)
        return Head(*rows[0]) if rows else None

    async def entries(self, after: int, limit: int) -> list[AuditEntry]:
        """By position, as they are stored."""
        rows = await self._transaction.fetch(_ENTRIES, {"after": after, "limit": limit})
        return [AuditEntry(*row) for row in rows]

    async def last(self, limit: int, **wanted: str) -> list[AuditEntry]:
        """The newest `limit` entries, oldest first, of this municipality, actor or subject (a case number)."""
        rows = await self._transaction.fetch(_last(tuple(sorted(wanted))), {"limit": limit, **wanted})
        return [AuditEntry(*row) for row in reversed(rows)]

    def _keep(self, note: _Note) -> None:
        self._transaction.refuse_unless_it_writes()
        if self._chain is None:
            raise RuleBroken("this database was opened without the chain of the audit log")
        check_note(note.act, (note.municipality, note.actor, note.subject), note.facts)
        self._noted.append(note)

    async def _locked_head(self) -> Head:
        """The row is made with the first note. Two processes may both try, and both then wait for the same row."""
        statement = _LOCKED_HEAD if self._transaction.locks else _HEAD
        rows = await self._transaction.fetch(statement)
        if not rows:
            self._transaction.write(_FIRST_HEAD, [{"id": 1, "position": 0, "digest": b""}])
            rows = await self._transaction.fetch(statement)
        return Head(*rows[0])


class _Stored(FunctionElement[bytes]):
    """The bytes of a text, also of one that somebody has made unreadable."""

    type = LargeBinary()
    inherit_cache = True


@compiles(_Stored, "sqlite")
def _stored_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(_Stored, "postgresql")
def _stored_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"


_C = audit_entries.c
_WORDS = ("municipality", "actor", "act", "subject", "facts")
_NAMES: Sequence[str] = ("position", "at", *_WORDS, "digest")
_PLAIN: dict[str, TypeEngine[Any]] = {"at": Id, "facts": Text()}  # already what the columns hold: so it was chained
AS_STORED = select(_C.position, type_coerce(_C.at, Id), *(_Stored(_C[name]).label(name) for name in _WORDS), _C.digest)
_ENTRIES = AS_STORED.where(_C.position > bindparam("after")).order_by(_C.position).limit(bindparam("limit", type_=Id))
_HEAD = select(audit_head.c.position, audit_head.c.digest).where(audit_head.c.id == 1)
_LOCKED_HEAD = _HEAD.with_for_update()
_FIRST_HEAD = upsert(audit_head).inline().on_conflict_do_nothing()
_INSERT = (
    insert(audit_entries)
    .inline()
    .values({name: bindparam(name, type_=_PLAIN.get(name, _C[name].type)) for name in _NAMES})
)
_MOVE_HEAD = (
    update(audit_head)
    .where(audit_head.c.id == 1)
    .values(position=bindparam("new_position"), digest=bindparam("new_digest"))
)


@cache
def _last(wanted: tuple[str, ...]) -> Select[Any]:
    found = AS_STORED.where(*(_C[name] == bindparam(name) for name in wanted))
    return found.order_by(_C.position.desc()).limit(bindparam("limit", type_=Id))
