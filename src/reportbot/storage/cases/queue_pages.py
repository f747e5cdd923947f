"""The statements of the queue: each view is one walk along an index of its own, from where the last page ended."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.expression import Executable
from sqlalchemy.sql.functions import FunctionElement

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import COUNTED, View
from reportbot.core.cases.referral import WITHDRAWN
from reportbot.service.records import Due
from reportbot.storage.schema import (
    HAS_NEWS,
    IN_DANGER,
    IN_QUEUE,
    IS_OVER,
    IS_TAKEN,
    TO_LOOK_AT,
    cases,
    dues,
    referrals,
)
from reportbot.storage.sql.columns import Id, Small
from reportbot.storage.sql.rows import Rows


class _Last(FunctionElement[str]):
    """A column that SQLite asks of what it finds by another: it counts nothing, and most cases have one of two statuses
    while no office or place has most cases. PostgreSQL counts, and takes whatever is rarer."""

    inherit_cache = True


@compiles(_Last)
def _as_it_is(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Last, "sqlite")
def _after_others(element: Any, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


CUT = 1_000_000
Shape = tuple[int, bool, int]
"""(offices that may be kept out, whether only what is referred to one, hidden categories) of a reach."""


@cache
def page_of(view: View, within: Shape, named: tuple[str, ...], goes_on: bool, ends: bool) -> Executable:
    """`ends`: it looks no further than `end_*`. What narrows it is asked of each case on the way (_on_the_way)."""
    other = dues.alias("other")
    next_due = (
        select(other.c.id)
        .where(other.c.case == _C.id, other.c.done_at.is_(None))
        .order_by(other.c.due_at, other.c.id)
        .limit(1)
        .scalar_subquery()
    )
    joined = cases.outerjoin(dues, and_(dues.c.case == _C.id, dues.c.done_at.is_(None), dues.c.id == next_due))
    page: Select[Any] = select(*CASE.columns, _C.late_at, _C.news_at, _C.taken_by, *_DUE.columns).select_from(joined)
    page = _along(_in_view(page, view, goes_on), view)
    wanted = [*_reached(within), *(_NAMED[name] for name in named)]
    page = page.where(_on_the_way(wanted)) if named or within[1] else page.where(*wanted)
    if ends:
        page = page.where(_up_to_end(view))
    return page.limit(bindparam("limit"))


@cache
def end_of_page(view: View, goes_on: bool) -> Executable:
    key = (_MICROS, literal_column("0", Id), _C.id) if view is View.CLOSED else (_C.late_at, _C.prio, _C.id)
    return _along(_on_index(select(*key), view, goes_on), view).limit(1).offset(bindparam("looked_at"))


@cache
def counts(within: Shape) -> Executable:
    """Each counted along its own index, no further than `most`; an office's among the first `looked_at` alone."""
    return select(*(_count(view, within) for view in COUNTED))


@cache
def narrowed_counts(within: Shape, named: tuple[str, ...]) -> Executable:
    """Among the first `looked_at` of each view; CUT more where there are so many that some may have been left out."""
    return select(*(_narrowed_count(view, within, named) for view in COUNTED))


@cache
def search(within: Shape, names: tuple[str, ...]) -> Executable:
    """Newest first: ids rise with time. Each that is looked for has an index."""
    found = CASE.select().where(_C.municipality == bindparam("municipality"), *_reached(within))
    for name in names:
        is_last = name == "status" and len(names) > 1
        column = _Last(_C.status) if is_last else _C[name]
        found = found.where(column == bindparam(name, type_=_C[name].type))
    return found.order_by(_C.id.desc()).limit(bindparam("limit"))


@cache
def by_numbers(count: int) -> Executable:
    wanted = _C.number.in_([bindparam(f"number{place}") for place in range(count)])
    return CASE.select().where(_C.municipality == bindparam("municipality"), wanted)


@cache
def turns(count: int) -> Executable:
    wanted = _C.id.in_([bindparam(f"id{place}") for place in range(count)])
    return select(_C.id, _C.late_at, _C.news_at, _C.taken_by).where(wanted)


def _count(view: View, within: Shape) -> Any:
    """In the order of the view, else PostgreSQL reads the table from its beginning, where what is over lies."""
    if within[1]:
        looked_at = _in_view(select(and_(*_reached(within)).label("reached")), view, False)
        each = _along(looked_at, view).limit(bindparam("looked_at")).subquery()
        counted: Any = select(literal_column("1").label("one")).where(each.c.reached)
    else:
        counted = _along(_in_view(select(_C.id), view, False), view).where(*_reached(within))
    first = counted.limit(bindparam("most")).subquery()
    return select(func.count()).select_from(first).scalar_subquery()


def _narrowed_count(view: View, within: Shape, named: tuple[str, ...]) -> Any:
    fits = case((and_(*_reached(within), *(_NAMED[name] for name in named)), 1), else_=0).label("fits")
    each = _along(_in_view(select(fits), view, False), view).limit(bindparam("looked_at")).subquery()
    cut = case((func.count() >= bindparam("looked_at"), CUT), else_=0)
    return select(func.coalesce(func.sum(each.c.fits), 0) + cut).select_from(each).scalar_subquery()


def _in_view(rows: Select[Any], view: View, goes_on: bool) -> Select[Any]:
    return _on_index(rows, view, goes_on).where(*_BESIDE_INDEX.get(view, ()))


def _on_index(rows: Select[Any], view: View, goes_on: bool) -> Select[Any]:
    """What the index of the view tells by itself: how far a page looks is found without reading the cases."""
    rows = rows.where(_C.municipality == bindparam("municipality"), *_VIEWS[view])
    if not goes_on:
        return rows
    if view is View.CLOSED:
        return rows.where(tuple_(_MICROS, _C.id) < tuple_(_big("after_late_at"), _big("after_id")))
    return rows.where(
        tuple_(_C.late_at, _C.prio, _C.id) > tuple_(_big("after_late_at"), _big("after_prio"), _big("after_id"))
    )


def _up_to_end(view: View) -> ColumnElement[bool]:
    if view is View.CLOSED:
        return tuple_(_MICROS, _C.id) >= tuple_(_big("end_late_at"), _big("end_id"))
    return tuple_(_C.late_at, _C.prio, _C.id) <= tuple_(_big("end_late_at"), _big("end_prio"), _big("end_id"))


def _along(rows: Select[Any], view: View) -> Select[Any]:
    if view is View.CLOSED:
        return rows.order_by(_C.updated_at.desc(), _C.id.desc())
    return rows.order_by(_C.late_at, _C.prio, _C.id)


def _on_the_way(wanted: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """So that PostgreSQL does not reckon how few it will find, and read and sort the whole table instead: among
    1,000,000 cases that took 200 ms for a page of a few."""
    return case((and_(*wanted), true()), else_=false())


def _reached(within: Shape) -> list[ColumnElement[bool]]:
    """What the reach lets through, and nothing that was erased."""
    offices, theirs, hidden = within
    found: list[ColumnElement[bool]] = [func.length(_C.sealed_key) > 0]
    for place in range(offices):
        found.append(or_(_AVOIDED == "", _LISTED.not_like(bindparam(f"office{place}"), escape="\\")))
    if theirs:
        r = referrals.alias("theirs")
        is_theirs = (r.c.institution == bindparam("theirs"), r.c.role != WITHDRAWN)
        had_it = select(r.c.id).where(r.c.case == _C.id, *is_theirs)
        found.append(exists(had_it.offset(0)))  # offset: asked of each case on the way, never turned into a join
    if hidden:
        found.append(_C.category.not_in([bindparam(f"hidden{place}") for place in range(hidden)]))
    return found


def _beside(column: ColumnElement[str]) -> ColumnElement[str]:
    """For what narrows a walk: it goes along the view's own index, not along that of a search."""
    return column.concat(literal_column("''", Text))


def _big(name: str) -> Any:
    return bindparam(name, type_=Id)


_C = cases.c
CASE, _DUE = Rows(cases, Case), Rows(dues, Due)
_MICROS = type_coerce(_C.updated_at, Id)
_AVOIDED = type_coerce(_C.avoided, Text)
_LISTED = literal_column("' '", Text).concat(_AVOIDED).concat(literal_column("' '", Text))
_VIEWS: dict[View, tuple[ColumnElement[bool] | TextClause, ...]] = {
    View.OPEN: (IN_QUEUE,),
    View.LOOK: (TO_LOOK_AT,),
    View.DANGER: (IN_DANGER,),
    View.MINE: (IS_TAKEN, _C.taken_by == bindparam("member")),
    View.WAITING: (IN_QUEUE, _C.late_at >= _big("now")),
    View.OVERDUE: (IN_QUEUE, _C.late_at > 0, _C.late_at < _big("now")),
    View.NEWS: (HAS_NEWS,),
    View.CLOSED: (IS_OVER,),
}
_BESIDE_INDEX = {View.WAITING: (_beside(_C.lead) != bindparam("desk"),)}
_NAMED: dict[str, ColumnElement[bool]] = {
    "place": _beside(_C.place) == bindparam("want_place"),
    "category": _beside(_C.category) == bindparam("want_category"),
    "lead": _beside(_C.lead) == bindparam("want_lead"),
    "urgency": type_coerce(_C.urgency, Small) == bindparam("want_urgency", type_=Small),
    "since": _C.opened_at >= bindparam("want_since", type_=_C.opened_at.type),
    "until": _C.opened_at < bindparam("want_until", type_=_C.opened_at.type),
}
