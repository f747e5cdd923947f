"""What is open and late now, and whose it is. Late is what the queue calls late: `late_at` of a case has passed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.sql.expression import type_coerce

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.measures import Late, Load, Owed
from reportbot.core.cases.referral import JOINT, LEAD
from reportbot.storage.cases.reach import WITHIN, values_of
from reportbot.storage.schema import IN_QUEUE, IS_STILL_THEIRS, IS_TAKEN, cases, referrals
from reportbot.storage.sql.columns import Id, Moment
from reportbot.storage.sql.transaction import Transaction


class SqlOwed:
    """Implements service.tables.figures.OwedRows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_institution(self, municipality: str, reach: Reach, now: datetime) -> list[Owed]:
        values = {"municipality": municipality, "now": now, **values_of(reach)}
        return [Owed(*row) for row in await self._transaction.fetch(_BY_INSTITUTION, values)]

    async def taken(self, municipality: str, reach: Reach, now: datetime) -> list[Load]:
        values = {"municipality": municipality, "now": now, **values_of(reach)}
        return [Load(*row) for row in await self._transaction.fetch(_TAKEN, values)]

    async def late(self, municipality: str, reach: Reach, now: datetime, limit: int) -> list[Late]:
        values = {"municipality": municipality, "now": now, "limit": limit, **values_of(reach)}
        rows: Sequence[Any] = await self._transaction.fetch(_LATE, values)
        return [Late(*row) for row in rows]

    async def count_late(self, municipality: str, reach: Reach, now: datetime) -> int:
        values = {"municipality": municipality, "now": now, **values_of(reach)}
        ((count,),) = await self._transaction.fetch(_COUNT_LATE, values)
        return int(count)


_R, _C = referrals.c, cases.c
_NOW = bindparam("now", type_=Moment())
_IS_LATE = and_(type_coerce(_C.late_at, Id) > literal(0, Id), type_coerce(_C.late_at, Moment()) < _NOW)
_DUE = case((_R.answer.is_(None), _R.acknowledge_by), else_=_R.act_by)
_OWES = and_(or_(_R.role == JOINT, and_(_R.role == LEAD, _C.lead == _R.institution)), _R.stopped_at.is_(None))
_THEY_ARE_LATE = and_(_IS_LATE, _OWES, _DUE < _NOW)
_BY_INSTITUTION = (
    select(
        _R.institution,
        _R.assigned,
        func.count(func.distinct(_R.case)),
        func.count(func.distinct(case((_THEY_ARE_LATE, _R.case), else_=null()))),
        func.min(case((_THEY_ARE_LATE, _DUE), else_=null()), type_=Moment()),
    )
    .select_from(referrals.join(cases, _C.id == _R.case))
    .where(_R.municipality == bindparam("municipality"), IS_STILL_THEIRS, IN_QUEUE, WITHIN)
    .where(or_(_R.role == JOINT, and_(_R.role == LEAD, _C.lead == _R.institution)))
    .group_by(_R.institution, _R.assigned)
    .order_by(_R.institution, _R.assigned)
)
_TAKEN = (
    select(_C.taken_by, func.count(), func.count(case((_IS_LATE, 1), else_=null())))
    .where(_C.municipality == bindparam("municipality"), IS_TAKEN, WITHIN)
    .group_by(_C.taken_by)
    .order_by(_C.taken_by)
)
_IN_FRONT = select(_C.id, _C.number, _C.category, _C.urgency, _C.lead, _C.taken_by, _C.late_at).where(
    _C.municipality == bindparam("municipality"), IN_QUEUE, _IS_LATE, WITHIN
)
_FIRST = (
    _IN_FRONT.order_by(_C.late_at, _C.prio, _C.id)
    .limit(bindparam("limit", type_=Id))
    .cte("front")
    .prefix_with("MATERIALIZED")
)
_F = _FIRST.c
_LATE = (
    select(
        _F.number,
        _F.category,
        type_coerce(_F.urgency, Id),
        func.coalesce(_R.institution, _F.lead, type_=Text),
        func.coalesce(_R.assigned, literal("", Text), type_=Text),
        _F.taken_by,
        type_coerce(func.coalesce(type_coerce(_DUE, Id), type_coerce(_F.late_at, Id)), Moment()),
    )
    .select_from(
        _FIRST.outerjoin(
            referrals,
            and_(
                _R.case == _F.id,
                IS_STILL_THEIRS,
                or_(_R.role == JOINT, and_(_R.role == LEAD, _R.institution == _F.lead)),
                _R.stopped_at.is_(None),
                _DUE < _NOW,
            ),
        )
    )
    .order_by(_F.late_at, _F.id, _R.id)
)
_COUNT_LATE = select(func.count()).where(_C.municipality == bindparam("municipality"), IN_QUEUE, _IS_LATE, WITHIN)
