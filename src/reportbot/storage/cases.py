"""Cases, their reports, referrals and history, and the coordinators' queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, insert, not_, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import LEAD, Referral
from reportbot.core.cases.workflow import OPEN
from reportbot.service.records import Due, PastCase, Report
from reportbot.storage.audit import SqlAudit
from reportbot.storage.rows import Rows, chunks, padded, update_by_id
from reportbot.storage.schema import (
    HAS_RECEIPT,
    IS_ASSIGNED,
    IS_MERGED,
    IS_OPEN,
    IS_UNSURE,
    STANDS_ALONE,
    case_events,
    case_numbers,
    cases,
    dues,
    referrals,
    reports,
)
from reportbot.storage.transaction import Transaction


class SqlCases:
    """Implements service.ports.Cases. Reading a case or a referral inside `begin()` locks it on PostgreSQL.

    Every event is noted in the audit log too, so that no change of a case can be forgotten there.
    """

    def __init__(self, transaction: Transaction, audit: SqlAudit) -> None:
        self._transaction, self._audit = transaction, audit

    async def take_numbers(self, municipality: str, year: int, count: int) -> int:
        values = {"municipality": municipality, "year": year, "taken": count}
        ((taken,),) = await self._transaction.fetch(_TAKE_NUMBERS, values)
        return int(taken) - count + 1

    async def add(
        self,
        cases: Sequence[Case],
        reports: Sequence[Report],
        referrals: Sequence[Referral],
        events: Sequence[CaseEvent],
    ) -> None:
        self._transaction.write(_INSERT_CASE, [_values(case) for case in cases])
        self._audit.knows(cases)
        self._transaction.write(_INSERT_REPORT, [_REPORT.values(report) for report in reports])
        await self.add_referrals(referrals)
        await self.add_events(events)

    async def get(self, ids: Sequence[int]) -> dict[int, Case]:
        found: list[Case] = []
        for chunk in chunks(list(dict.fromkeys(ids))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found += _CASE.records(await self._transaction.fetch(_get(len(several), self._transaction.locks), wanted))
        self._audit.knows(found)
        return {case.id: case for case in found}

    async def by_number(self, municipality: str, number: str) -> Case | None:
        statement = _locked(_BY_NUMBER) if self._transaction.locks else _BY_NUMBER
        rows = await self._transaction.fetch(statement, {"municipality": municipality, "number": number})
        found = _CASE.records(rows)
        self._audit.knows(found)
        return found[0] if found else None

    async def by_receipt(self, municipality: str, tags: Sequence[bytes]) -> dict[bytes, Case]:
        found: list[Case] = []
        for chunk in chunks(list(dict.fromkeys(tags))):
            several = padded(chunk)
            wanted: dict[str, Any] = {f"tag{place}": tag for place, tag in enumerate(several)}
            rows = await self._transaction.fetch(_by_receipt(len(several)), wanted | {"municipality": municipality})
            found += _CASE.records(rows)
        return {case.receipt_tag: case for case in found}

    async def save(self, cases: Sequence[Case]) -> None:
        """Everything but the id, the municipality, the number, the time of opening and the key, which do not change."""
        self._transaction.write(_UPDATE_CASE, [_changed(case) for case in cases])
        leading = [case for case in cases if case.merged_into is None]
        self._transaction.write(_FOLLOW, [_led(case) for case in leading])

    async def merged_into(self, cases: Sequence[int]) -> list[Case]:
        found: list[Case] = []
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found += _CASE.records(await self._transaction.fetch(_merged_into(len(several)), wanted))
        self._audit.knows(found)
        return found

    async def add_referrals(self, referrals: Sequence[Referral]) -> None:
        self._transaction.write(_INSERT_REFERRAL, [_REFERRAL.values(referral) for referral in referrals])

    async def save_referrals(self, referrals: Sequence[Referral]) -> None:
        changed = [
            {
                "key": referral.id,
                "new_answer": referral.answer,
                "new_answered_at": referral.answered_at,
                "new_assigned": referral.assigned,
            }
            for referral in referrals
        ]
        self._transaction.write(_UPDATE_REFERRAL, changed)

    async def add_events(self, events: Sequence[CaseEvent]) -> None:
        self._transaction.write(_INSERT_EVENT, [_EVENT.values(event) for event in events])
        self._audit.note_events(events)

    async def referral(self, id: int) -> Referral | None:
        statement = _locked(_ONE_REFERRAL) if self._transaction.locks else _ONE_REFERRAL
        rows = await self._transaction.fetch(statement, {"id": id})
        return _REFERRAL.records(rows)[0] if rows else None

    async def get_referrals(self, ids: Sequence[int]) -> dict[int, Referral]:
        found: list[Referral] = []
        for chunk in chunks(list(dict.fromkeys(ids))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found += _REFERRAL.records(
                await self._transaction.fetch(_get_referrals(len(several), self._transaction.locks), wanted)
            )
        return {referral.id: referral for referral in found}

    async def referrals(self, case: int) -> list[Referral]:
        return _REFERRAL.records(await self._transaction.fetch(_REFERRALS_OF_CASE, {"of": case}))

    async def events(self, case: int) -> list[CaseEvent]:
        return _EVENT.records(await self._transaction.fetch(_EVENTS_OF_CASE, {"of": case}))

    async def reports(self, case: int) -> list[Report]:
        return _REPORT.records(await self._transaction.fetch(_REPORTS_OF_CASE, {"of": case}))

    async def queue(
        self,
        municipality: str,
        *,
        open_only: bool = True,
        after: tuple[int, datetime, int] | None = None,
        limit: int = 50,
        needs_look: bool = False,
    ) -> list[tuple[Case, Due | None]]:
        values: dict[str, Any] = {"municipality": municipality, "limit": limit}
        if after is not None:
            values |= {"prio": after[0], "opened_at": after[1], "id": after[2]}
        rows = await self._transaction.fetch(_queue(open_only, after is not None, needs_look), values)
        width = len(_CASE.names)
        return [(Case(*row[:width]), None if row[width] is None else Due(*row[width:])) for row in rows]

    async def count_unsure(self, municipality: str) -> int:
        ((count,),) = await self._transaction.fetch(_COUNT_UNSURE, {"municipality": municipality})
        return int(count)

    async def search(self, municipality: str, wanted: Mapping[str, Any], limit: int) -> list[Case]:
        statement = _search(tuple(sorted(wanted)))
        return _CASE.records(
            await self._transaction.fetch(statement, {"municipality": municipality, "limit": limit, **wanted})
        )

    async def reports_of(self, cases: Sequence[int]) -> dict[int, list[Report]]:
        found: dict[int, list[Report]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for report in _REPORT.records(await self._transaction.fetch(_reports_of(len(several)), wanted)):
                found.setdefault(report.case, []).append(report)
        return found

    async def page(self, municipality: str, after: int, limit: int) -> list[PastCase]:
        values = {"municipality": municipality, "after": after, "limit": limit}
        return _PAST.records(await self._transaction.fetch(_PAGE, values))

    async def routes(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        found: dict[int, list[CaseEvent]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for event in _EVENT.records(await self._transaction.fetch(_routes(len(several)), wanted)):
                found.setdefault(event.case, []).append(event)
        return found

    async def assigned_counts(self, municipality: str, institution: str) -> Mapping[str, int]:
        values = {"municipality": municipality, "institution": institution}
        return {str(key): int(count) for key, count in await self._transaction.fetch(_ASSIGNED, values)}

    async def counts(self, municipality: str) -> Mapping[str, int]:
        rows = await self._transaction.fetch(_COUNTS, {"municipality": municipality})
        return {str(status): 0 for status in sorted(OPEN)} | {str(status): count for status, count in rows}


def _values(case: Case) -> dict[str, Any]:
    return _CASE.values(case) | {"prio": _prio(case)}


def _changed(case: Case) -> dict[str, Any]:
    values = _values(case)
    return {"key": case.id} | {f"new_{name}": values[name] for name in _CHANGING}


def _led(case: Case) -> dict[str, Any]:
    return {"of": case.id, "new_status": case.status, "new_updated_at": case.updated_at, "new_lead": case.lead}


def _prio(case: Case) -> int:
    """Ascending, so that one index walks the queue: emergencies are 0."""
    return 3 - case.urgency


@cache
def _get_referrals(count: int, locks: bool) -> Executable:
    wanted = referrals.c.id.in_([bindparam(f"id{place}") for place in range(count)])
    rows = _REFERRAL.select().where(wanted).order_by(referrals.c.id)
    return _locked(rows) if locks else rows


@cache
def _get(count: int, locks: bool) -> Executable:
    found = _CASE.select().where(_C.id.in_([bindparam(f"id{place}") for place in range(count)]))
    return _locked(found.order_by(_C.id)) if locks else found


@cache
def _by_receipt(count: int) -> Executable:
    tags: list[Any] = [bindparam(f"tag{place}") for place in range(count)]
    return _CASE.select().where(_C.municipality == bindparam("municipality"), _C.receipt_tag.in_(tags), HAS_RECEIPT)


@cache
def _merged_into(count: int) -> Executable:
    wanted = _C.merged_into.in_([bindparam(f"id{place}") for place in range(count)])
    return _CASE.select().where(wanted, IS_MERGED).order_by(_C.id)


def _locked(rows: Select[Any]) -> Select[Any]:
    return rows.with_for_update()


@cache
def _queue(open_only: bool, goes_on: bool, needs_look: bool = False) -> Executable:
    other = dues.alias("other")
    next_due = (
        select(other.c.id)
        .where(other.c.case == _C.id, other.c.done_at.is_(None))
        .order_by(other.c.due_at, other.c.id)
        .limit(1)
        .scalar_subquery()
    )
    page = (
        select(*_CASE.columns, *_DUE.columns)
        .select_from(cases.outerjoin(dues, and_(dues.c.case == _C.id, dues.c.done_at.is_(None), dues.c.id == next_due)))
        .where(_C.municipality == bindparam("municipality"), STANDS_ALONE)
        .order_by(_C.prio, _C.opened_at, _C.id)
        .limit(bindparam("limit"))
    )
    if needs_look:
        page = page.where(IS_UNSURE)
    elif open_only:
        page = page.where(IS_OPEN)
    if goes_on:
        last = tuple_(
            bindparam("prio", type_=_C.prio.type),
            bindparam("opened_at", type_=_C.opened_at.type),
            bindparam("id", type_=_C.id.type),
        )
        page = page.where(tuple_(_C.prio, _C.opened_at, _C.id) > last)
    return page


@cache
def _search(names: tuple[str, ...]) -> Executable:
    """Newest first: ids rise with time."""
    found = _CASE.select().where(_C.municipality == bindparam("municipality"))
    for name in names:
        found = found.where(_C[name] == bindparam(name, type_=_C[name].type))
    return found.order_by(_C.id.desc()).limit(bindparam("limit"))


@cache
def _reports_of(count: int) -> Executable:
    wanted = reports.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    return _REPORT.select().where(wanted).order_by(reports.c.case, reports.c.id)


@cache
def _routes(count: int) -> Executable:
    wanted = case_events.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    kinds = or_(case_events.c.kind == "opened", case_events.c.kind == "referred")
    return _EVENT.select().where(wanted, kinds).order_by(case_events.c.case, case_events.c.id)


_C = cases.c
_CASE = Rows(cases, Case)
_PAST = Rows(cases, PastCase)
_REPORT = Rows(reports, Report)
_REFERRAL = Rows(referrals, Referral)
_EVENT = Rows(case_events, CaseEvent)
_DUE = Rows(dues, Due)
_FIXED = ("id", "municipality", "number", "opened_at", "sealed_key")  # a key is only wrapped anew or destroyed
_CHANGING = [name for name in _CASE.names if name not in _FIXED] + ["prio"]

_INSERT_CASE = insert(cases).inline()
_UPDATE_CASE = update_by_id(cases, *_CHANGING)
_FOLLOW = (
    update(cases)
    .where(_C.merged_into == bindparam("of"), IS_MERGED)
    .values(
        status=bindparam("new_status", type_=_C.status.type),
        updated_at=bindparam("new_updated_at", type_=_C.updated_at.type),
        lead=bindparam("new_lead"),
    )
)
_BY_NUMBER = _CASE.select().where(_C.municipality == bindparam("municipality"), _C.number == bindparam("number"))
_PAGE = (
    _PAST.select()
    .where(_C.municipality == bindparam("municipality"), _C.id > bindparam("after"))
    .order_by(_C.id)
    .limit(bindparam("limit"))
)
_COUNTS = (
    select(_C.status, func.count())
    .where(_C.municipality == bindparam("municipality"), IS_OPEN, STANDS_ALONE)
    .group_by(_C.status)
)
_R = referrals.c
_LATER = referrals.alias("later")
_HAD_AGAIN = select(_LATER.c.id).where(
    _LATER.c.case == _R.case, _LATER.c.institution == _R.institution, _LATER.c.id > _R.id
)
_ASSIGNED = (
    select(_R.assigned, func.count(func.distinct(_R.case)))
    .select_from(referrals.join(cases, _C.id == _R.case))
    .where(_R.municipality == bindparam("municipality"), _R.institution == bindparam("institution"), IS_ASSIGNED)
    .where(IS_OPEN, or_(_R.role != LEAD, _C.lead == _R.institution), not_(exists(_HAD_AGAIN.correlate(referrals))))
    .group_by(_R.assigned)
)
_COUNT_UNSURE = select(func.count()).where(_C.municipality == bindparam("municipality"), IS_UNSURE, STANDS_ALONE)
_NUMBERS = upsert(case_numbers)
_TAKE_NUMBERS = _NUMBERS.on_conflict_do_update(
    index_elements=["municipality", "year"], set_={"taken": case_numbers.c.taken + _NUMBERS.excluded.taken}
).returning(case_numbers.c.taken)

_INSERT_REPORT = insert(reports).inline()
_REPORTS_OF_CASE = _REPORT.select().where(reports.c.case == bindparam("of")).order_by(reports.c.id)
_INSERT_REFERRAL = insert(referrals).inline()
_UPDATE_REFERRAL = update_by_id(referrals, "answer", "answered_at", "assigned")
_ONE_REFERRAL = _REFERRAL.select().where(referrals.c.id == bindparam("id"))
_REFERRALS_OF_CASE = _REFERRAL.select().where(referrals.c.case == bindparam("of")).order_by(referrals.c.id)
_INSERT_EVENT = insert(case_events).inline()
_EVENTS_OF_CASE = _EVENT.select().where(case_events.c.case == bindparam("of")).order_by(case_events.c.id)
