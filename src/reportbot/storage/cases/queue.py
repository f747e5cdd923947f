"""The coordinators' queue, and the filters that members have saved.

The reach of the reader is part of every statement: what is outside it is neither shown nor counted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import COUNTED, Turn, View
from reportbot.service.records import Due
from reportbot.service.tables.queue import Asked, Count, Position, SavedFilter, Waiting
from reportbot.storage.cases import queue_pages as pages
from reportbot.storage.cases.queue_pages import CASE, Shape
from reportbot.storage.schema import cases
from reportbot.storage.schema.queue import saved_filters
from reportbot.storage.sql.columns import Moment
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction

LOOKED_AT = 10_000
"""Cases that are looked at for one page of a queue that is narrowed, or is an office's; the next page goes on there."""

COUNTED_AMONG = 1_000
"""Cases of each view that are looked at to count what fits: all there are, in towns of our size."""


class SqlQueue:
    """Implements service.tables.queue.Queue."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def page(self, asked: Asked, after: Position | None, limit: int) -> tuple[Sequence[Waiting], Position | None]:
        values: dict[str, Any] = _values(asked) | _after(after)
        end = await self._end(asked, values, after is not None)
        named = tuple(sorted(asked.narrowed.named))
        statement = pages.page_of(asked.view, _shape(asked.within), named, after is not None, end is not None)
        values |= {f"end_{name}": part for name, part in zip(_PARTS, end or (), strict=False)}
        rows = await self._transaction.fetch(statement, values | {"limit": limit + 1})
        found = [_waiting(row) for row in rows[:limit]]
        if len(rows) > limit:
            return found, _position(asked.view, rows[limit - 1])
        return found, end

    async def _end(self, asked: Asked, values: dict[str, Any], goes_on: bool) -> Position | None:
        """The last case that this page looks at, None where it may walk on: everything it meets is in it."""
        if asked.narrowed.is_empty and not asked.within.theirs:
            return None
        statement = pages.end_of_page(asked.view, goes_on)
        rows = await self._transaction.fetch(statement, values | {"looked_at": LOOKED_AT - 1})
        return (int(rows[0][0]), int(rows[0][1]), int(rows[0][2])) if rows else None

    async def counts(self, asked: Asked, most: int) -> Mapping[View, int]:
        statement = pages.counts(_shape(asked.within))
        (row,) = await self._transaction.fetch(statement, _values(asked) | {"most": most, "looked_at": LOOKED_AT})
        return dict(zip(COUNTED, map(int, row), strict=True))

    async def narrowed_counts(self, asked: Asked) -> Mapping[View, Count]:
        statement = pages.narrowed_counts(_shape(asked.within), tuple(sorted(asked.narrowed.named)))
        (row,) = await self._transaction.fetch(statement, _values(asked) | {"looked_at": COUNTED_AMONG})
        found = (divmod(int(number), pages.CUT) for number in row)
        return {view: Count(count, bool(cut)) for view, (cut, count) in zip(COUNTED, found, strict=True)}

    async def search(self, municipality: str, within: Reach, wanted: Mapping[str, Any], limit: int) -> Sequence[Case]:
        values = {"municipality": municipality, "limit": limit, **_limits(within), **wanted}
        statement = pages.search(_shape(within), tuple(sorted(wanted)))
        return CASE.records(await self._transaction.fetch(statement, values))

    async def named(self, municipality: str, numbers: Sequence[str]) -> list[Case]:
        found: list[Case] = []
        for chunk in chunks(numbers):
            several = padded(chunk)
            wanted = {"municipality": municipality} | {f"number{place}": each for place, each in enumerate(several)}
            found += CASE.records(await self._transaction.fetch(pages.by_numbers(len(several)), wanted))
        return found

    async def turns(self, cases: Sequence[int]) -> Mapping[int, Turn]:
        found: dict[int, Turn] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            for id, *turn in await self._transaction.fetch(pages.turns(len(several)), wanted):
                found[id] = _turn(*turn)
        return found

    async def take(self, case: int, member: str) -> None:
        self._transaction.write(_TAKE, [{"key": case, "by": member}])

    async def saved(self, municipality: str, member: str) -> Sequence[SavedFilter]:
        values = {"municipality": municipality, "member": member}
        return _SAVED.records(await self._transaction.fetch(_SAVED_OF, values))

    async def save(self, filter: SavedFilter) -> None:
        self._transaction.write(_SAVE, [_SAVED.values(filter)])

    async def remove(self, municipality: str, member: str, id: int) -> None:
        self._transaction.write(_REMOVE, [{"municipality": municipality, "member": member, "key": id}])


def _shape(within: Reach) -> Shape:
    return len(within.offices), bool(within.theirs), len(_padded(within.hidden))


def _values(asked: Asked) -> dict[str, Any]:
    named = {f"want_{name}": value for name, value in asked.narrowed.named.items()}
    who = {"municipality": asked.municipality, "member": asked.member, "desk": asked.desk}
    return who | _limits(asked.within) | named | {"now": Moment.into(asked.now)}


def _limits(within: Reach) -> dict[str, Any]:
    offices = {f"office{place}": _like(key) for place, key in enumerate(sorted(within.offices))}
    hidden = {f"hidden{place}": key for place, key in enumerate(_padded(within.hidden))}
    return {"theirs": within.theirs} | offices | hidden


def _after(after: Position | None) -> dict[str, Any]:
    return dict(zip(("after_late_at", "after_prio", "after_id"), after or (), strict=False))


def _padded(keys: frozenset[str]) -> Sequence[str]:
    return padded(sorted(keys)) if keys else ()


def _like(key: str) -> str:
    r""" "% a\_key %", as one of the names in `avoided`"""
    plain = key.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"% {plain} %"


def _waiting(row: Sequence[Any]) -> Waiting:
    due = row[_WIDTH + 3 :]
    return Waiting(Case(*row[:_WIDTH]), _turn(*row[_WIDTH : _WIDTH + 3]), None if due[0] is None else Due(*due))


def _turn(late_at: int, news_at: Any, taken_by: str) -> Turn:
    return Turn(Moment.out(late_at) if late_at else None, news_at, taken_by)


def _position(view: View, row: Sequence[Any]) -> Position:
    case: Case = Case(*row[:_WIDTH])
    if view is View.CLOSED:
        return Moment.into(case.updated_at), 0, case.id
    return int(row[_WIDTH]), 3 - case.urgency, case.id


_C = cases.c
_PARTS = ("late_at", "prio", "id")
_SAVED = Rows(saved_filters, SavedFilter)
_WIDTH = len(CASE.names)
_TAKE = update(cases).where(_C.id == bindparam("key")).values(taken_by=bindparam("by"))
_S = saved_filters.c
_SAVE = insert(saved_filters).inline()
_SAVED_OF = (
    _SAVED.select()
    .where(_S.municipality == bindparam("municipality"), _S.member == bindparam("member"))
    .order_by(_S.id)
)
_REMOVE = delete(saved_filters).where(
    _S.municipality == bindparam("municipality"), _S.member == bindparam("member"), _S.id == bindparam("key")
)
