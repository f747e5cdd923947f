"""By which cases that are alike find each other."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import Select, bindparam, select, union_all
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.service.records import Sketch
from reportbot.storage.schema import IS_SEALED, sketches
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction


class SqlSketches:
    """Implements service.tables.triage.Sketches."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, sketches: Sequence[Sketch]) -> None:
        self._transaction.write(_SAVE, [_SKETCH.values(each) for each in sketches])

    async def get(self, cases: Sequence[int]) -> dict[int, Sketch]:
        found: list[Sketch] = []
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            found += _SKETCH.records(await self._transaction.fetch(_get(len(several)), wanted))
        return {each.case: each for each in found}

    async def near(
        self, municipality: str, categories: Sequence[str], places: Sequence[str], since: datetime, limit: int
    ) -> list[Sketch]:
        """One statement, in which each pair is a walk of the index: the newest first, and no further than `limit`."""
        pairs = list(product(dict.fromkeys(categories), dict.fromkeys(places)))
        found: list[Sketch] = []
        for chunk in chunks(pairs, _PAIRS):
            several = padded(chunk)
            values: dict[str, Any] = {"municipality": municipality, "since": since, "limit": limit}
            for at, (category, place) in enumerate(several):
                values |= {f"category{at}": category, f"place{at}": place}
            found += _SKETCH.records(await self._transaction.fetch(_near(len(several)), values))
        once = {each.case: each for each in found}
        return sorted(once.values(), key=lambda each: (each.opened_at, each.case), reverse=True)

    async def sealed(self, municipality: str, categories: Sequence[str], since: datetime, limit: int) -> list[Sketch]:
        several = padded(list(dict.fromkeys(categories)))
        values: dict[str, Any] = {"municipality": municipality, "since": since, "limit": limit}
        values |= {f"category{at}": category for at, category in enumerate(several)}
        return _SKETCH.records(await self._transaction.fetch(_sealed(len(several)), values))


@cache
def _get(count: int) -> Executable:
    return _SKETCH.select().where(_S.case.in_([bindparam(f"id{place}") for place in range(count)]))


_S = sketches.c
_SKETCH = Rows(sketches, Sketch)
_NEW = upsert(sketches).inline()
_SAVE = _NEW.on_conflict_do_update(
    index_elements=["case"],
    set_={name: _NEW.excluded[name] for name in ("category", "place", "words", "sealed_words")},
)
_PAIRS = 32  # in one statement: SQLite joins no more than 500 selects, and few pairs are usual
_SINCE = _S.opened_at >= bindparam("since", type_=_S.opened_at.type)
_IN_TOWN = _S.municipality == bindparam("municipality")


@cache
def _near(count: int) -> Executable:
    """The pairs that fill up the last statement are the last one again: each is found once more, and dropped."""
    walks = [_pair(at).subquery() for at in range(count)]
    return union_all(*(select(walk) for walk in walks))


def _pair(at: int) -> Select[Any]:
    return (
        _SKETCH.select()
        .where(_IN_TOWN, _S.category == bindparam(f"category{at}"), _S.place == bindparam(f"place{at}"), _SINCE)
        .order_by(_S.opened_at.desc())
        .limit(bindparam("limit"))
    )


@cache
def _sealed(count: int) -> Executable:
    kinds = _S.category.in_([bindparam(f"category{at}") for at in range(count)])
    newest = _SKETCH.select().where(_IN_TOWN, kinds, _SINCE, IS_SEALED)
    return newest.order_by(_S.opened_at.desc()).limit(bindparam("limit"))
