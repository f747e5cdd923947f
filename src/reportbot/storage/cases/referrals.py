"""Who must act on a case: its referrals, and what an office and its people still owe."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, not_, or_, select
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.referral import LEAD, WITHDRAWN, Referral
from reportbot.storage.schema import IS_ASSIGNED, IS_OPEN, IS_STILL_THEIRS, cases, referrals
from reportbot.storage.sql.rows import Rows, chunks, locked, padded, update_by_id
from reportbot.storage.sql.transaction import Transaction


class SqlReferrals:
    """What service.tables.cases.Referrals asks for. Reading referrals inside `begin()` locks them on PostgreSQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add_referrals(self, referrals: Sequence[Referral]) -> None:
        self._transaction.write(_INSERT_REFERRAL, [_REFERRAL.values(referral) for referral in referrals])

    async def save_referrals(self, referrals: Sequence[Referral]) -> None:
        changed = [
            {"key": referral.id, **{f"new_{name}": getattr(referral, name) for name in _CHANGES}}
            for referral in referrals
        ]
        self._transaction.write(_UPDATE_REFERRAL, changed)

    async def referral(self, id: int) -> Referral | None:
        statement = locked(_ONE_REFERRAL) if self._transaction.locks else _ONE_REFERRAL
        rows = await self._transaction.fetch(statement, {"id": id})
        return _REFERRAL.one(rows)

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

    async def referrals_of(self, cases: Sequence[int]) -> dict[int, list[Referral]]:
        found: dict[int, list[Referral]] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            rows = await self._transaction.fetch(_referrals_of(len(several), self._transaction.locks), wanted)
            for referral in _REFERRAL.records(rows):
                found.setdefault(referral.case, []).append(referral)
        return found

    async def unfinished(self, municipality: str, institutions: Sequence[str], limit: int) -> list[Referral]:
        if not institutions:
            return []
        several = padded(institutions)
        wanted: dict[str, Any] = {f"of{place}": key for place, key in enumerate(several)}
        rows = await self._transaction.fetch(
            _unfinished(len(several)), wanted | {"municipality": municipality, "limit": limit}
        )
        return _REFERRAL.records(rows)

    async def assigned_counts(self, municipality: str, institution: str) -> Mapping[str, int]:
        values = {"municipality": municipality, "institution": institution}
        return {str(key): int(count) for key, count in await self._transaction.fetch(_ASSIGNED, values)}


@cache
def _get_referrals(count: int, locks: bool) -> Executable:
    wanted = referrals.c.id.in_([bindparam(f"id{place}") for place in range(count)])
    rows = _REFERRAL.select().where(wanted).order_by(referrals.c.id)
    return locked(rows) if locks else rows


@cache
def _referrals_of(count: int, locks: bool) -> Executable:
    wanted = referrals.c.case.in_([bindparam(f"id{place}") for place in range(count)])
    rows = _REFERRAL.select().where(wanted).order_by(referrals.c.id)
    return locked(rows) if locks else rows


@cache
def _unfinished(count: int) -> Executable:
    theirs = referrals.c.institution.in_([bindparam(f"of{place}") for place in range(count)])
    return (
        _REFERRAL.select()
        .join(cases, cases.c.id == referrals.c.case)
        .where(referrals.c.municipality == bindparam("municipality"), theirs, IS_STILL_THEIRS, IS_OPEN)
        .where(_R.role != WITHDRAWN)
        .order_by((referrals.c.id + 0).desc())  # "+ 0": else SQLite walks all of the town's to spare the sort
        .limit(bindparam("limit"))
    )


_R = referrals.c
_REFERRAL = Rows(referrals, Referral)
_LATER = referrals.alias("later")
_HAD_AGAIN = select(_LATER.c.id).where(
    _LATER.c.case == _R.case, _LATER.c.institution == _R.institution, _LATER.c.id > _R.id
)
_ASSIGNED = (
    select(_R.assigned, func.count(func.distinct(_R.case)))
    .select_from(referrals.join(cases, cases.c.id == _R.case))
    .where(_R.municipality == bindparam("municipality"), _R.institution == bindparam("institution"), IS_ASSIGNED)
    .where(IS_OPEN, or_(_R.role != LEAD, cases.c.lead == _R.institution), not_(exists(_HAD_AGAIN.correlate(referrals))))
    .group_by(_R.assigned)
)
_INSERT_REFERRAL = insert(referrals).inline()
_PROMISED = ("acknowledge_by", "act_by", "close_by", "clock_from", "stopped_at")
_CHANGES = ("role", "answer", "answered_at", "assigned", *_PROMISED, "outcome")
_UPDATE_REFERRAL = update_by_id(referrals, *_CHANGES)
_ONE_REFERRAL = _REFERRAL.select().where(referrals.c.id == bindparam("id"))
_REFERRALS_OF_CASE = _REFERRAL.select().where(referrals.c.case == bindparam("of")).order_by(referrals.c.id)
