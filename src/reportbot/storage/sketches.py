"""By which cases that are alike find each other."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import product

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.service.records import Sketch
from reportbot.storage.rows import Rows, chunks, padded
from reportbot.storage.schema import sketches
from reportbot.storage.transaction import Transaction


class SqlSketches:
    """Implements service.tables_triage.Sketches."""

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
        """One walk of the index for each pair: the newest first, and no further than `limit`."""
        pairs = list(product(dict.fromkeys(categories), dict.fromkeys(places)))
        found: dict[int, Sketch] = {}
        for pair in pairs:
            values = {"municipality": municipality, "category": pair[0], "place": pair[1], "since": since}
            for each in _SKETCH.records(await self._transaction.fetch(_NEAR, values | {"limit": limit})):
                found[each.case] = each
        return sorted(found.values(), key=lambda each: (each.opened_at, each.case), reverse=True)


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
_NEAR = (
    _SKETCH.select()
    .where(
        _S.municipality == bindparam("municipality"),
        _S.category == bindparam("category"),
        _S.place == bindparam("place"),
        _S.opened_at >= bindparam("since", type_=_S.opened_at.type),
    )
    .order_by(_S.opened_at.desc())
    .limit(bindparam("limit"))
)
