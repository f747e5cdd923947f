"""What the ring has sealed, column by column, to be sealed anew; and what each key has left here to be known by."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.service.records import UnderRing
from reportbot.storage.schema import canaries, metadata
from reportbot.storage.sql.transaction import Transaction

OF_WHOM = ("municipality", "channel")  # what a sealed address is bound to
ADDRESSED = ("conversations", "staff_chats")


class SqlKeyRows:
    """Implements service.tables.keeping.KeyRows. A value begins with the header of the key that has sealed it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def canaries(self) -> dict[str, bytes]:
        return {name: value for name, value in await self._transaction.fetch(_CANARIES)}  # noqa: C416

    async def add_canaries(self, values: Mapping[str, bytes]) -> None:
        self._transaction.write(_ADD_CANARY, [{"name": name, "value": value} for name, value in values.items()])

    async def remove_canaries(self, names: Sequence[str]) -> None:
        self._transaction.write(_REMOVE_CANARY, [{"of": name} for name in names])

    async def older(self, table: str, column: str, header: bytes, after: int, limit: int) -> list[UnderRing]:
        values = {"header": header, "after": after, "limit": limit}
        return [UnderRing(*row) for row in await self._transaction.fetch(_older(table, column), values)]

    async def count_older(self, table: str, column: str, header: bytes) -> int:
        ((count,),) = await self._transaction.fetch(_count(table, column), {"header": header})
        return int(count)

    async def swap(self, table: str, column: str, anew: Sequence[tuple[UnderRing, bytes]]) -> None:
        rows = [{"of": each.id, "before": each.sealed, "after": sealed} for each, sealed in anew]
        self._transaction.write(_swap(table, column), rows)


@cache
def _older(table: str, column: str) -> Executable:
    id, of, sealed = _columns(table, column)
    whose = [of[name] if table in ADDRESSED else literal_column("''").label(name) for name in OF_WHOM]
    return (
        select(id, sealed, *whose)
        .where(_is_older(sealed), id > bindparam("after", type_=id.type))
        .order_by(id)
        .limit(bindparam("limit"))
    )


@cache
def _count(table: str, column: str) -> Executable:
    _, _, sealed = _columns(table, column)
    return select(func.count()).where(_is_older(sealed))


@cache
def _swap(table: str, column: str) -> Executable:
    """Only where nobody else, such as a purge, has changed it meanwhile."""
    id, _, sealed = _columns(table, column)
    return (
        update(metadata.tables[table])
        .where(id == bindparam("of", type_=id.type), sealed == bindparam("before", type_=sealed.type))
        .values({column: bindparam("after", type_=sealed.type)})
    )


def _is_older(sealed: Column[Any]) -> Any:
    """Sealed by another key than that of the header. Empty ones were destroyed."""
    start = func.substr(sealed, literal_column("1"), literal_column("2"))
    return (func.length(sealed) > literal_column("0")) & (start != bindparam("header", type_=sealed.type))


def _columns(table: str, column: str) -> tuple[Column[Any], Any, Column[Any]]:
    found = metadata.tables[table]
    (id,) = found.primary_key.columns
    return id, found.c, found.c[column]


_CANARIES = select(canaries.c.name, canaries.c.value)
_ADD_CANARY = upsert(canaries).inline().on_conflict_do_nothing()
_REMOVE_CANARY = delete(canaries).where(canaries.c.name == bindparam("of"))
