"""Numbered documents of cases, sealed; and how far the numbers of each town and year are taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records import Letter
from reportbot.storage.schema import IS_TO_HAND_OVER, letter_numbers, letters
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Transaction


class SqlLetters:
    """Implements service.tables.letters.Letters."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def taken(self, municipality: str, year: int) -> int:
        rows = await self._transaction.fetch(_TAKEN, {"municipality": municipality, "year": year})
        return int(rows[0][0]) if rows else 0

    async def take_number(self, municipality: str, year: int) -> int:
        values: dict[str, Any] = {"municipality": municipality, "year": year, "taken": 1}
        ((taken,),) = await self._transaction.fetch(_TAKE_NUMBER, values)
        return int(taken)

    async def add(self, letter: Letter) -> None:
        self._transaction.write(_INSERT, [_LETTER.values(letter)])

    async def get(self, id: int) -> Letter | None:
        return _LETTER.one(await self._transaction.fetch(_BY_ID, {"id": id}))

    async def by_number(self, municipality: str, number: str) -> Letter | None:
        return _LETTER.one(await self._transaction.fetch(_BY_NUMBER, {"municipality": municipality, "number": number}))

    async def of_case(self, case: int) -> list[Letter]:
        return _listed(await self._transaction.fetch(_OF_CASE, {"of": case}))

    async def to_hand_over(self, municipality: str, limit: int) -> list[Letter]:
        return _listed(await self._transaction.fetch(_TO_HAND_OVER, {"municipality": municipality, "limit": limit}))

    async def handed_over(self, id: int, at: datetime) -> None:
        self._transaction.write(_HANDED, [{"of": id, "at": at}])


def _listed(rows: Sequence[Row]) -> list[Letter]:
    return [Letter(**dict(zip(_LISTED, row, strict=True)), sealed_pdf=b"") for row in rows]


_L = letters.c
_LETTER = Rows(letters, Letter)
_LISTED = tuple(name for name in _LETTER.names if name != "sealed_pdf")
_LIST = select(*(letters.c[name] for name in _LISTED))
_INSERT = insert(letters).inline()
_BY_ID = _LETTER.select().where(_L.id == bindparam("id"))
_BY_NUMBER = _LETTER.select().where(_L.municipality == bindparam("municipality"), _L.number == bindparam("number"))
_OF_CASE = _LIST.where(_L.case == bindparam("of")).order_by(_L.id.desc())
_TO_HAND_OVER = (
    _LIST.where(_L.municipality == bindparam("municipality"), IS_TO_HAND_OVER).order_by(_L.id).limit(bindparam("limit"))
)
_HANDED = (
    update(letters)
    .where(_L.id == bindparam("of"), _L.handed_at.is_(None))
    .values(handed_at=bindparam("at", type_=_L.handed_at.type))
)
_TAKEN = select(letter_numbers.c.taken).where(
    letter_numbers.c.municipality == bindparam("municipality"), letter_numbers.c.year == bindparam("year")
)
_NUMBERS = upsert(letter_numbers)
_TAKE_NUMBER = _NUMBERS.on_conflict_do_update(
    index_elements=["municipality", "year"], set_={"taken": letter_numbers.c.taken + _NUMBERS.excluded.taken}
).returning(letter_numbers.c.taken)
