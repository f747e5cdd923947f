"""Building blocks of what is measured: moments to count with, how long a clock stood, each group put in order.

`ranked` makes durations of a base and says what counts; the rows in the middle and at nine tenths are the answer.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, Text, and_, case, func, literal, null, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FromClause, type_coerce
from sqlalchemy.sql.functions import FunctionElement

from reportbot.core.cases.events import CLOCK_STARTED, CLOCK_STOPPED
from reportbot.storage.schema import case_events, cases, referrals
from reportbot.storage.sql.columns import Id


class Pairs(FunctionElement[Any]):
    """The pairs of a JSON object, as rows of `key` and `value`."""

    inherit_cache = True


@compiles(Pairs, "sqlite")
def _pairs_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(Pairs, "postgresql")
def _pairs_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each_text(CAST({compiler.process(element.clauses, **options)} AS json))"


def micros(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A moment as it is stored, to count with."""
    return type_coerce(column, Id)


def yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def least(kinds: Sequence[str], *conditions: ColumnElement[bool], last: bool = False) -> ColumnElement[int]:
    """The first (or last) event of these kinds."""
    found = func.max if last else func.min
    return (
        select(found(micros(case_events.c.at), type_=Id))
        .where(or_(*(case_events.c.kind == kind for kind in sorted(kinds))), *conditions)
        .correlate(cases, referrals)
        .scalar_subquery()
    )


def how_long_it_stood(
    of: ColumnElement[int],
    institution: ColumnElement[str],
    since: ColumnElement[int],
    until: ColumnElement[int],
    *outside: FromClause,
) -> ColumnElement[int]:
    """For how long its clock stood while the person was asked: every stop has a start, or lasted until the end."""
    at = micros(case_events.c.at)
    is_stop = case_events.c.kind == CLOCK_STOPPED
    theirs = type_coerce(case_events.c.facts, Text).like(
        literal('%"institution": "', Text) + institution + literal('"%', Text)
    )
    return (
        select(func.coalesce(func.sum(case((is_stop, until - at), else_=at - until)), 0, type_=Id))
        .where(
            case_events.c.case == of,
            or_(is_stop, case_events.c.kind == CLOCK_STARTED),
            at >= since,
            at <= until,
            theirs,
        )
        .correlate(*outside)
        .scalar_subquery()
    )


def once(rows: Select[Any], name: str) -> CTE:
    """Worked out once: its columns are asked for several times."""
    return rows.cte(name).prefix_with("MATERIALIZED")


def ranked(base: CTE) -> Select[Any]:
    """From a base of key, began, answered, answer_by, answer_waits, done, done_by, done_waits, stood."""
    b = base.c
    timed = select(
        b.key,
        (b.answered - b.began).label("answer_after"),
        yes(or_(b.answered.is_not(None), b.answer_waits == 1)).label("answer_counts"),
        yes(and_(b.answer_by.is_not(None), or_(b.answered.is_not(None), b.answer_waits == 1))).label("answer_due"),
        yes(b.answered <= b.answer_by).label("answer_kept"),
        _positive(b.done - b.began - b.stood).label("done_after"),
        yes(or_(b.done.is_not(None), b.done_waits == 1)).label("done_counts"),
        yes(and_(b.done_by.is_not(None), or_(b.done.is_not(None), b.done_waits == 1))).label("done_due"),
        yes(b.done <= b.done_by).label("done_kept"),
    ).cte("timed")
    t = timed.c
    in_order = select(
        *t,
        *(
            func.row_number(type_=Integer)
            .over(
                partition_by=(t.key, t[f"{what}_counts"]),
                order_by=(yes(t[f"{what}_after"].is_(None)), t[f"{what}_after"]),
            )
            .label(f"{what}_place")
            for what in _WHAT
        ),
        *(func.sum(t[f"{what}_counts"], type_=Integer).over(partition_by=t.key).label(f"{what}_all") for what in _WHAT),
    ).cte("ranked")
    r = in_order.c
    columns: list[ColumnElement[Any]] = []
    for what in _WHAT:
        all_of_them = r[f"{what}_all"]
        counts = r[f"{what}_counts"] == 1
        columns += [
            func.sum(r[f"{what}_counts"]),
            *(
                func.max(case((and_(counts, r[f"{what}_place"] == place), r[f"{what}_after"]), else_=null()), type_=Id)
                for place in ((all_of_them + 1) // 2, (all_of_them * 9 + 9) // 10)
            ),
            func.sum(r[f"{what}_due"]),
            func.sum(r[f"{what}_kept"]),
        ]
    return select(r.key, func.count(), *columns).group_by(r.key).order_by(r.key)


def _positive(span: ColumnElement[int]) -> ColumnElement[int]:
    return case((span < 0, ZERO), else_=span)


ZERO = literal(0, Id)
_WHAT = ("answer", "done")
