"""Cases: how they are found, stored and changed. What belongs to them is in referrals.py and history.py."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.urgency import Urgency
from reportbot.service.records import PastCase, Report
from reportbot.storage.audit import SqlAudit
from reportbot.storage.cases.history import SqlHistory
from reportbot.storage.cases.referrals import SqlReferrals
from reportbot.storage.schema import (
    HAS_RECEIPT,
    IS_MERGED,
    case_numbers,
    cases,
)
from reportbot.storage.schema.staff_chats import staff_alerts
from reportbot.storage.sql.rows import Rows, chunks, locked, padded, update_by_id
from reportbot.storage.sql.transaction import Transaction


class SqlCases(SqlReferrals, SqlHistory):
    """Implements service.tables.cases.Cases. Reading a case inside `begin()` locks it on PostgreSQL."""

    def __init__(self, transaction: Transaction, audit: SqlAudit) -> None:
        SqlReferrals.__init__(self, transaction)
        SqlHistory.__init__(self, transaction, audit)

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
        self._transaction.write(_ALERT, _alerts(cases))
        self._audit.knows(cases)
        self._add_reports(reports)
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

    async def one(self, id: int) -> Case:
        return (await self.get([id]))[id]

    async def find(self, id: int) -> Case | None:
        return (await self.get([id])).get(id)

    async def by_number(self, municipality: str, number: str) -> Case | None:
        statement = locked(_BY_NUMBER) if self._transaction.locks else _BY_NUMBER
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
        self._transaction.write(_ALERT, _alerts(cases))
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

    async def groups(self, leads: Sequence[int]) -> list[Case]:
        found: list[Case] = []
        for chunk in chunks(list(dict.fromkeys(leads))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found += _CASE.records(await self._transaction.fetch(_groups(len(several)), wanted))
        self._audit.knows(found)
        return found

    async def page(self, municipality: str, after: int, limit: int) -> list[PastCase]:
        values = {"municipality": municipality, "after": after, "limit": limit}
        return _PAST.records(await self._transaction.fetch(_PAGE, values))


def _values(case: Case) -> dict[str, Any]:
    """Of a new case. What the queue is sorted by follows by itself (storage/schema/queue.py)."""
    return _CASE.values(case) | {"prio": _prio(case), "late_at": 0, "news_at": None, "taken_by": ""}


def _changed(case: Case) -> dict[str, Any]:
    values = _CASE.values(case) | {"prio": _prio(case)}
    return {"key": case.id} | {f"new_{name}": values[name] for name in _CHANGING}


def _led(case: Case) -> dict[str, Any]:
    return {"of": case.id, "new_status": case.status, "new_updated_at": case.updated_at, "new_lead": case.lead}


def _alerts(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Whatever opens as an emergency or becomes one, wherever that is decided, is told to the staff's chats once."""
    return [
        {"case": case.id, "municipality": case.municipality, "told_at": None, "shown": "", "widen_at": None}
        for case in cases
        if case.urgency is Urgency.EMERGENCY and case.status.is_open and case.merged_into is None
    ]


def _prio(case: Case) -> int:
    """Ascending, so that one index walks the queue: emergencies are 0."""
    return 3 - case.urgency


@cache
def _get(count: int, locks: bool) -> Executable:
    found = _CASE.select().where(_C.id.in_([bindparam(f"id{place}") for place in range(count)]))
    return locked(found.order_by(_C.id)) if locks else found


@cache
def _by_receipt(count: int) -> Executable:
    tags: list[Any] = [bindparam(f"tag{place}") for place in range(count)]
    return _CASE.select().where(_C.municipality == bindparam("municipality"), _C.receipt_tag.in_(tags), HAS_RECEIPT)


@cache
def _merged_into(count: int) -> Executable:
    wanted = _C.merged_into.in_([bindparam(f"id{place}") for place in range(count)])
    return _CASE.select().where(wanted, IS_MERGED).order_by(_C.id)


@cache
def _groups(count: int) -> Executable:
    """Each half by its own index."""
    of_these: list[Any] = [bindparam(f"id{place}") for place in range(count)]
    is_member = and_(_C.merged_into.in_(of_these), IS_MERGED)
    return _CASE.select().where(or_(_C.id.in_(of_these), is_member)).order_by(_C.id)


_C = cases.c
_CASE = Rows(cases, Case)
_PAST = Rows(cases, PastCase)
_FIXED = ("id", "municipality", "number", "opened_at", "sealed_key")  # a key is only wrapped anew or destroyed
_CHANGING = [name for name in _CASE.names if name not in _FIXED] + ["prio"]
_INSERT_CASE = insert(cases).inline()
_ALERT = upsert(staff_alerts).inline().on_conflict_do_nothing()
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
_NUMBERS = upsert(case_numbers)
_TAKE_NUMBERS = _NUMBERS.on_conflict_do_update(
    index_elements=["municipality", "year"], set_={"taken": case_numbers.c.taken + _NUMBERS.excluded.taken}
).returning(case_numbers.c.taken)
