"""How long institutions took, and how long people waited: one row for each group, counted and ranked in the database.

`base` has a row for each referral, or case: when it began, was answered and was done. `timed` makes durations of them
and says what counts; `ranked` puts each group in order; the rows in the middle and at nine tenths are the answer.
The rules are those of core/cases/desk/measures.py, where a test holds them together.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Text, and_, bindparam, case, func, null, or_, select
from sqlalchemy.sql.expression import Executable, type_coerce

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.measures import Measured, Times
from reportbot.core.cases.referral import ANSWERS, JOINT, LEAD, Answer
from reportbot.storage.cases.reach import OF_THE_TOWN, WITHIN, values_of
from reportbot.storage.oversight.measuring import ZERO, Pairs, how_long_it_stood, least, micros, once, ranked, yes
from reportbot.storage.schema import IS_OPEN, IS_STILL_THEIRS, STANDS_ALONE, case_events, cases, referrals
from reportbot.storage.sql.columns import Id, Moment
from reportbot.storage.sql.transaction import Transaction


class SqlMeasures:
    """Implements service.tables.figures.Measures."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_institution(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime
    ) -> list[Measured]:
        values = {"municipality": municipality, "since": since, "until": until, "now": now, **values_of(reach)}
        return [_measured(row) for row in await self._transaction.fetch(_BY_INSTITUTION, values)]

    async def by_language(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime
    ) -> list[Measured]:
        values = {"municipality": municipality, "since": since, "until": until, "now": now, **values_of(reach)}
        return [_measured(row) for row in await self._transaction.fetch(_by_report("language"), values)]

    async def by_place(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime, lies_in: Mapping[str, str]
    ) -> list[Measured]:
        values = {"municipality": municipality, "since": since, "until": until, "now": now, **values_of(reach)}
        values["lies_in"] = json.dumps(dict(lies_in))
        return [_measured(row) for row in await self._transaction.fetch(_by_report("place"), values)]


def _measured(row: Sequence[Any]) -> Measured:
    key, count, *rest = row
    return Measured(str(key), int(count), _times(rest[:5]), _times(rest[5:]))


def _times(row: Sequence[Any]) -> Times:
    counted, half, most, promised, kept = row
    return Times(int(counted), _span(half), _span(most), int(promised), int(kept))


def _span(micros: int | None) -> timedelta | None:
    return None if micros is None else timedelta(microseconds=int(micros))


_R, _C, _E = referrals.c, cases.c, case_events.c
_NOW = bindparam("now", type_=Moment())
_SPAN = (bindparam("since", type_=Id), bindparam("until", type_=Id))
_LEADS = or_(_R.role == JOINT, _C.lead == _R.institution)
_RUNS = and_(IS_OPEN, _R.stopped_at.is_(None))
_DONE_AT = case((_R.answer == Answer.DONE, micros(_R.answered_at)), else_=null())
_OF_REFERRALS = once(
    select(
        _R.institution.label("key"),
        micros(_R.created_at).label("began"),
        least(sorted(ANSWERS), _E.case == _R.case, _E.actor == _R.institution, _E.at >= _R.created_at).label(
            "answered"
        ),
        micros(_R.acknowledge_by).label("answer_by"),
        yes(and_(_RUNS, _LEADS, _R.answer.is_(None), _R.acknowledge_by < _NOW)).label("answer_waits"),
        type_coerce(_DONE_AT, Id).label("done"),
        micros(_R.close_by).label("done_by"),
        yes(and_(_RUNS, _LEADS, IS_STILL_THEIRS, _R.close_by < _NOW)).label("done_waits"),
        case(
            (
                _R.answer == Answer.DONE,
                how_long_it_stood(_R.case, _R.institution, micros(_R.created_at), micros(_R.answered_at), referrals),
            ),
            else_=ZERO,
        ).label("stood"),
    )
    .select_from(referrals.join(cases, _C.id == _R.case))
    .where(_R.municipality == bindparam("municipality"), _R.id >= _SPAN[0], _R.id < _SPAN[1], STANDS_ALONE, WITHIN)
    .where(or_(_R.role == LEAD, _R.role == JOINT)),
    "base",
)
_BY_INSTITUTION: Executable = ranked(_OF_REFERRALS)
_TAKEN_ON = (Answer.RECEIVED, Answer.IN_PROGRESS, Answer.DONE)
_LEADING = (
    select(func.max(_R.id, type_=Id))
    .where(_R.case == _C.id, _R.role == LEAD, _R.institution == _C.lead)
    .correlate(cases)
    .scalar_subquery()
)


@cache
def _by_report(by: str) -> Executable:
    """A report counts once, whoever had it: from when it was opened, until somebody took it on, until it was over."""
    lies_in = Pairs(bindparam("lies_in", type_=Text)).table_valued("key", "value", name="lies_in")
    key = _C.language if by == "language" else func.coalesce(lies_in.c.value, _C.place, type_=Text)
    over = or_(_C.status == "resolved", _C.status == "closed")
    done = case((over, least([Answer.DONE], _E.case == _C.id, last=True)), else_=null())
    joined = cases.outerjoin(referrals, _R.id == _LEADING)
    if by == "place":
        joined = joined.outerjoin(lies_in, lies_in.c.key == _C.place)
    found = once(
        select(
            _C.id.label("id"),
            _C.lead.label("lead"),
            key.label("key"),
            micros(_C.opened_at).label("began"),
            least(_TAKEN_ON, _E.case == _C.id).label("answered"),
            micros(_R.acknowledge_by).label("answer_by"),
            yes(and_(_RUNS, _R.answer.is_(None), _R.acknowledge_by < _NOW)).label("answer_waits"),
            type_coerce(done, Id).label("done"),
            micros(_R.close_by).label("done_by"),
            yes(and_(_RUNS, IS_STILL_THEIRS, _R.close_by < _NOW)).label("done_waits"),
        )
        .select_from(joined)
        .where(OF_THE_TOWN, _C.id >= _SPAN[0], _C.id < _SPAN[1], STANDS_ALONE, WITHIN),
        "found",
    )
    f = found.c
    stood = case((f.done.is_not(None), how_long_it_stood(f.id, f.lead, f.began, f.done, found)), else_=ZERO)
    return ranked(once(select(found, stood.label("stood")), "base"))
