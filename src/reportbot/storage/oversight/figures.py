"""What is counted of a town: one walk along its newest referrals, or corrections."""

from collections.abc import Sequence

from sqlalchemy import Text, and_, bindparam, exists, func, or_, select, type_coerce

from reportbot.core.cases.desk.figures import Counted, HandOn
from reportbot.core.cases.events import PUT_OFF
from reportbot.core.cases.referral import ANSWERS, JOINT, LEAD
from reportbot.core.cases.telling.feedback import NOT_SOLVED, REOPENED
from reportbot.core.cases.triage.correction import INSTITUTION
from reportbot.storage.schema import STANDS_ALONE, case_events, cases, corrections, referrals
from reportbot.storage.sql.transaction import Transaction


class SqlFigures:
    """Implements service.tables.figures.Figures."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def referrals(self, municipality: str, since: int) -> Sequence[Counted]:
        rows = await self._transaction.fetch(_REFERRALS, {"municipality": municipality, "since": since})
        return [Counted(*[*row[:-2], bool(row[-2]), bool(row[-1])]) for row in rows]

    async def hand_ons(self, municipality: str, since: int) -> Sequence[HandOn]:
        rows = await self._transaction.fetch(_HAND_ONS, {"municipality": municipality, "since": since})
        return [HandOn(*row) for row in rows]


_R, _C, _E, _X = referrals.c, cases.c, case_events.c, corrections.c
_FIRST = (
    select(func.min(_E.at, type_=_E.at.type))
    .where(
        _E.case == _R.case,
        _E.actor == _R.institution,
        _E.at >= _R.created_at,
        or_(*(_E.kind == kind for kind in sorted(ANSWERS))),
    )
    .correlate(referrals)
    .scalar_subquery()
)
_NOT_SOLVED = exists(
    select(_E.id)
    .where(
        _E.case == _R.case,
        _E.kind == REOPENED,
        _E.at >= _R.answered_at,
        type_coerce(_E.facts, Text).like(f'%"{NOT_SOLVED}"%'),
    )
    .correlate(referrals)
)
_WAS_PUT_OFF = exists(
    select(_E.id)
    .where(_E.case == _R.case, _E.kind == PUT_OFF, _E.actor == _R.institution, _E.at >= _R.created_at)
    .correlate(referrals)
)
_REFERRALS = (
    select(
        _R.institution,
        _R.role,
        _R.created_at,
        _R.answer,
        _R.outcome,
        _R.acknowledge_by,
        _R.act_by,
        _R.stopped_at,
        _C.status,
        _C.lead,
        _C.avoided,
        _FIRST.label("first_at"),
        and_(_R.answer == "done", _NOT_SOLVED).label("reopened"),
        _WAS_PUT_OFF.label("put_off"),
    )
    .select_from(referrals.join(cases, _C.id == _R.case))
    .where(_R.municipality == bindparam("municipality"), _R.id >= bindparam("since"), STANDS_ALONE)
    .where(or_(_R.role == LEAD, _R.role == JOINT))
    .order_by(_R.id)
)
_HAND_ONS = (
    select(_C.category, _X.was, _X.became, _X.actor, _X.at, _C.avoided)
    .select_from(corrections.join(cases, _C.id == _X.case))
    .where(_X.municipality == bindparam("municipality"), _X.id >= bindparam("since"), _X.kind == INSTITUTION)
    .order_by(_X.id)
)
