"""Open311: which case is which request in another system, and the few cases that may be read from outside."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.sql.expression import ColumnElement, Executable

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.records import Outside
from reportbot.service.tables.open311 import Published
from reportbot.storage.audit import SqlAudit
from reportbot.storage.schema import STANDS_ALONE, case_events, cases, outside, retention
from reportbot.storage.sql.rows import Rows, chunks, padded, update_by_id
from reportbot.storage.sql.transaction import Transaction

SLACK = timedelta(hours=1)  # ids rise with time but for a burst; the moments themselves decide


class SqlOutside:
    """Implements service.tables.open311.OutsideRows. A range of days is a range of ids: no index of its own."""

    def __init__(self, transaction: Transaction, audit: SqlAudit) -> None:
        self._transaction, self._audit = transaction, audit

    async def published(self, wanted: Published) -> list[Case]:
        if not wanted.categories:
            return []
        names = sorted(wanted.categories)
        values: dict[str, Any] = {f"category{place}": name for place, name in enumerate(padded(names))}
        values |= {
            "municipality": wanted.municipality,
            **_span(wanted.since, wanted.until),
            "shown_before": wanted.shown_before,
            "peer": wanted.peer,
            "skip": wanted.skip,
            "limit": wanted.limit,
        }
        return _CASE.records(await self._transaction.fetch(_published(len(padded(names))), values))

    async def public_cases(self, ids: Sequence[int]) -> list[Case]:
        names = {f"category{place}": name for place, name in enumerate(padded(sorted(PUBLISHED)))}
        found: list[Case] = []
        for chunk in chunks(list(dict.fromkeys(ids))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)} | names
            found += _CASE.records(await self._transaction.fetch(_public(len(several), len(names)), wanted))
        return found

    async def opened(self, municipality: str, since: datetime, until: datetime) -> list[Case]:
        values = {"municipality": municipality, **_span(since, until)}
        found = _CASE.records(await self._transaction.fetch(_OPENED, values))
        self._audit.knows(found)
        return found

    async def changed(self, municipality: str, since: datetime, until: datetime) -> list[int]:
        values = {"municipality": municipality, **_span(since, until)}
        return list(dict.fromkeys(int(row[0]) for row in await self._transaction.fetch(_CHANGED, values)))

    async def events_of(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        found: dict[int, list[CaseEvent]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for event in _EVENT.records(await self._transaction.fetch(_events_of(len(several)), wanted)):
                found.setdefault(event.case, []).append(event)
        return found

    async def sent_by(self, peer: str, cases: Sequence[int]) -> frozenset[int]:
        found: set[int] = set()
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted: dict[str, Any] = {f"id{place}": id for place, id in enumerate(several)}
            rows = await self._transaction.fetch(_sent_by(len(several)), wanted | {"peer": peer})
            found |= {int(row[0]) for row in rows}
        return frozenset(found)

    async def add(self, rows: Sequence[Outside]) -> None:
        self._transaction.write(_INSERT, [_OUTSIDE.values(row) for row in rows])

    async def save(self, rows: Sequence[Outside]) -> None:
        changed = [{"key": row.id} | {f"new_{name}": getattr(row, name) for name in _CHANGES} for row in rows]
        self._transaction.write(_UPDATE, changed)

    async def remove(self, ids: Sequence[int]) -> None:
        self._transaction.write(_DELETE, [{"key": id} for id in ids])

    async def get(self, id: int) -> Outside | None:
        return _OUTSIDE.one(await self._transaction.fetch(_ONE, {"key": id}))

    async def of_case(self, case: int) -> list[Outside]:
        found = _OF_CASE.with_for_update() if self._transaction.locks else _OF_CASE
        return _OUTSIDE.records(await self._transaction.fetch(found, {"of": case}))

    async def named(self, municipality: str, peer: str, remote: str, *, sent: bool) -> Outside | None:
        values = {"municipality": municipality, "peer": peer, "remote": remote, "sent": sent}
        return _OUTSIDE.one(await self._transaction.fetch(_NAMED, values))

    async def to_check(self, municipality: str, peer: str, sent: bool, limit: int) -> list[Outside]:
        values = {"municipality": municipality, "peer": peer, "sent": sent, "limit": limit}
        return _OUTSIDE.records(await self._transaction.fetch(_TO_CHECK, values))


def _span(since: datetime, until: datetime) -> dict[str, Any]:
    return {"lowest": id_at(since - SLACK), "highest": id_at(until + SLACK), "since": since, "until": until}


@cache
def _published(categories: int) -> Executable:
    own = exists(select(_O.id).where(_O.case == _C.id, _O.peer == bindparam("peer"), _O.sent == _NO))
    return (
        _CASE.select()
        .where(*_OPENED_THEN, _is_public(categories))
        .where(or_(_C.opened_at < bindparam("shown_before", type_=_C.opened_at.type), own))
        .order_by(_C.id.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("skip"))
    )


@cache
def _public(count: int, categories: int) -> Executable:
    wanted = _C.id.in_([bindparam(f"id{place}") for place in range(count)])
    return _CASE.select().where(wanted, _is_public(categories)).order_by(_C.id)


@cache
def _events_of(count: int) -> Executable:
    wanted = case_events.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    return _EVENT.select().where(wanted).order_by(case_events.c.case, case_events.c.id)


@cache
def _sent_by(count: int) -> Executable:
    wanted = _O.case.in_([bindparam(f"id{place}") for place in range(count)])
    return select(_O.case).where(wanted, _O.peer == bindparam("peer"), _O.sent == _NO)


def _is_public(categories: int) -> ColumnElement[bool]:
    """As core/cases/telling/publishing.py has it, which looks at each of them once more."""
    named: list[Any] = [bindparam(f"category{place}") for place in range(categories)]
    held = exists(select(retention.c.case).where(retention.c.case == _C.id, retention.c.held == _YES))
    return and_(
        _C.category.in_(named),
        func.length(_C.sealed_key) > 0,
        _C.danger == "",
        _C.avoided == (),
        _C.needs_look == _NO,
        _C.urgency < Urgency.EMERGENCY,
        _C.status != Status.REJECTED,
        STANDS_ALONE,
        ~held,
    )


_C, _O = cases.c, outside.c
_YES, _NO = True, False
_CASE = Rows(cases, Case)
_EVENT = Rows(case_events, CaseEvent)
_OUTSIDE = Rows(outside, Outside)
_CHANGES = ("referral", "remote", "status", "updated_at", "checked_at")
# Joined to nothing, the town is no index's business: they begin with it, and one would be walked from end to end.
_OPENED_THEN = (
    _C.municipality.concat("") == bindparam("municipality"),
    _C.id >= bindparam("lowest"),
    _C.id < bindparam("highest"),
    _C.opened_at >= bindparam("since", type_=_C.opened_at.type),
    _C.opened_at < bindparam("until", type_=_C.opened_at.type),
)
_OPENED = _CASE.select().where(*_OPENED_THEN).order_by(_C.id)
_E = case_events.c
_CHANGED = select(_E.case).where(
    _E.municipality.concat("") == bindparam("municipality"),
    _E.id >= bindparam("lowest"),
    _E.id < bindparam("highest"),
    _E.at >= bindparam("since", type_=_E.at.type),
    _E.at <= bindparam("until", type_=_E.at.type),
)
_INSERT = insert(outside).inline()
_UPDATE = update_by_id(outside, *_CHANGES)
_DELETE = delete(outside).where(_O.id == bindparam("key"))
_ONE = _OUTSIDE.select().where(_O.id == bindparam("key"))
_OF_CASE: Select[Any] = _OUTSIDE.select().where(_O.case == bindparam("of")).order_by(_O.id)
_OF_PEER = and_(_O.municipality == bindparam("municipality"), _O.peer == bindparam("peer"))
_WAS_SENT = _O.sent == bindparam("sent", type_=_O.sent.type)
_NAMED = _OUTSIDE.select().where(_OF_PEER, _O.remote == bindparam("remote"), _WAS_SENT).order_by(_O.id.desc()).limit(1)
_TO_CHECK = (
    _OUTSIDE.select()
    .where(_OF_PEER, _WAS_SENT, _O.status != "over", _O.status != "sending")
    .order_by(_O.checked_at.is_not(None), _O.checked_at, _O.id)
    .limit(bindparam("limit"))
)
