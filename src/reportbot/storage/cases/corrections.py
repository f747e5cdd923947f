"""What people put right in what triage thought."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from reportbot.service.records import Correction
from reportbot.storage.schema import cases, corrections
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlCorrections:
    """Implements service.tables.triage.Corrections."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, corrections: Sequence[Correction]) -> None:
        self._transaction.write(_INSERT, [_CORRECTION.values(each) for each in corrections])

    async def of_case(self, case: int) -> list[Correction]:
        return _CORRECTION.records(await self._transaction.fetch(_OF_CASE, {"of": case}))

    async def of_town(self, municipality: str, after: int, limit: int) -> list[Correction]:
        values = {"municipality": municipality, "after": after, "limit": limit}
        return _CORRECTION.records(await self._transaction.fetch(_OF_TOWN, values))

    async def unlearn(self, conversations: Sequence[int]) -> None:
        self._transaction.write(_UNLEARN, [{"of": each} for each in conversations])


_C = corrections.c
_CORRECTION = Rows(corrections, Correction)
_INSERT = insert(corrections).inline()
_OF_CASE = _CORRECTION.select().where(_C.case == bindparam("of")).order_by(_C.id)
_OF_TOWN = (
    _CORRECTION.select()
    .where(_C.municipality == bindparam("municipality"), _C.id > bindparam("after"))
    .order_by(_C.id)
    .limit(bindparam("limit"))
)
_UNLEARN = (
    update(corrections)
    .where(_C.case.in_(select(cases.c.id).where(cases.c.conversation == bindparam("of"))))
    .values(sealed_text=b"")
)
