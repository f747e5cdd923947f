"""What is exported, page by page: cases in reach by their outline, and entries of a town's audit log."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, exists, func, literal, or_, select, text
from sqlalchemy.sql.expression import Executable

from reportbot.core.access.reach import Reach
from reportbot.service.records.audit import AuditEntry
from reportbot.service.tables.exports import AuditWanted, CasesWanted, Outline
from reportbot.storage.audit import AS_STORED
from reportbot.storage.cases.reach import OF_THE_TOWN, WITHIN, values_of
from reportbot.storage.schema import IS_OPEN, audit_entries, cases, referrals
from reportbot.storage.sql.columns import Id
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlExports:
    """Implements service.tables.exports.Exports."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def count_cases(self, municipality: str, reach: Reach, wanted: CasesWanted) -> int:
        statement, values = _cases(_names(wanted), True), _values(municipality, reach, wanted)
        ((count,),) = await self._transaction.fetch(statement, values)
        return int(count)

    async def cases(
        self, municipality: str, reach: Reach, wanted: CasesWanted, after: int, limit: int
    ) -> list[Outline]:
        values = _values(municipality, reach, wanted) | {"after": after, "limit": limit}
        return _OUTLINE.records(await self._transaction.fetch(_cases(_names(wanted), False), values))

    async def count_entries(self, municipality: str, wanted: AuditWanted) -> int:
        statement, values = _entries(_asked(wanted), True), _of_log(municipality, wanted)
        ((count,),) = await self._transaction.fetch(statement, values)
        return int(count)

    async def entries(self, municipality: str, wanted: AuditWanted, before: int, limit: int) -> list[AuditEntry]:
        values = _of_log(municipality, wanted) | {"before": before, "limit": limit}
        return [AuditEntry(*row) for row in await self._transaction.fetch(_entries(_asked(wanted), False), values)]


def _names(wanted: CasesWanted) -> tuple[str, ...]:
    """Which conditions are asked for."""
    asked = {"open": wanted.open is True, "over": wanted.open is False, "category": wanted.category}
    asked |= {"institution": wanted.institution}
    return tuple(name for name, is_asked in asked.items() if is_asked)


def _values(municipality: str, reach: Reach, wanted: CasesWanted) -> dict[str, Any]:
    given = {"category": wanted.category, "institution": wanted.institution}
    asked = {name: value for name, value in given.items() if value}
    return {"municipality": municipality, "since": wanted.since, "until": wanted.until, **asked, **values_of(reach)}


@cache
def _cases(names: tuple[str, ...], counts: bool) -> Executable:
    conditions: Mapping[str, Any] = {
        "open": IS_OPEN,
        "over": text(f"NOT ({IS_OPEN.text})"),
        "category": _C.category == bindparam("category"),
        "institution": exists().where(_R.c.case == _C.id, _R.c.institution == bindparam("institution")),
    }
    found: Select[Any] = select(func.count()) if counts else _OUTLINE.select()
    found = found.select_from(cases).where(
        OF_THE_TOWN,
        _C.id >= bindparam("since", type_=Id),
        _C.id < bindparam("until", type_=Id),
        func.length(_C.sealed_key) > 0,
        WITHIN,
        *(conditions[name] for name in names),
    )
    if counts:
        return found
    return found.where(_C.id > bindparam("after", type_=Id)).order_by(_C.id).limit(bindparam("limit", type_=Id))


def _asked(wanted: AuditWanted) -> tuple[str, ...]:
    given = {"subject": wanted.number, "actor": wanted.actor, "act": wanted.act, "days": wanted.since is not None}
    return tuple(name for name, is_asked in {**given, "office": wanted.office}.items() if is_asked)


def _of_log(municipality: str, wanted: AuditWanted) -> dict[str, Any]:
    given = {
        "subject": wanted.number,
        "actor": wanted.actor,
        "member": f"@{wanted.actor}",
        "act": wanted.act,
        "since": wanted.since,
        "until": wanted.until,
        "office": f" {wanted.office} ",
    }
    return {"municipality": municipality, **given}


@cache
def _entries(asked: tuple[str, ...], counts: bool) -> Executable:
    avoided = literal(" ", Text) + _C.avoided.cast(Text) + literal(" ", Text)
    kept_out = exists().where(
        _C.municipality == _A.municipality,
        _C.number == _A.subject,
        func.replace(avoided, bindparam("office", type_=Text), "") != avoided,
    )
    conditions: Mapping[str, Sequence[Any]] = {
        "subject": (_A.subject == bindparam("subject"),),
        "actor": (or_(_A.actor == bindparam("actor"), _A.actor == bindparam("member")),),
        "act": (_A.act == bindparam("act"),),
        "days": (_A.at >= bindparam("since", type_=_A.at.type), _A.at < bindparam("until", type_=_A.at.type)),
        "office": (~kept_out,),
    }
    found: Select[Any] = select(func.count()).select_from(audit_entries) if counts else AS_STORED
    found = found.where(
        _A.municipality == bindparam("municipality"), *(each for name in asked for each in conditions[name])
    )
    if counts:
        return found
    found = found.where(_A.position < bindparam("before", type_=Id))
    return found.order_by(_A.position.desc()).limit(bindparam("limit", type_=Id))


_C, _A, _R = cases.c, audit_entries.c, referrals.alias("wanted")
_OUTLINE = Rows(cases, Outline)
