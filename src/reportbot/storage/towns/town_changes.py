"""What was changed of each town's settings, one row for each version."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, insert, select

from reportbot.service.records.settings import Outline, TownChange
from reportbot.storage.schema import IS_OPEN, cases, referrals
from reportbot.storage.schema.settings import town_changes
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlTownChanges:
    """Implements service.tables.settings.TownChanges."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, change: TownChange) -> None:
        self._transaction.write(_INSERT, [_CHANGE.values(change)])

    async def newest(self) -> Mapping[str, int]:
        return {town: int(version) for town, version in await self._transaction.fetch(_NEWEST)}

    async def of_town(self, municipality: str, after: int = 0) -> list[TownChange]:
        return _CHANGE.records(await self._transaction.fetch(_LATER, {"municipality": municipality, "after": after}))

    async def matters_of(self, municipality: str, institution: str) -> frozenset[str]:
        values = {"municipality": municipality, "institution": institution}
        return frozenset(row[0] for row in await self._transaction.fetch(_MATTERS, values))

    async def outlines(self, municipality: str, limit: int, *, only_open: bool = False) -> list[Outline]:
        values = {"municipality": municipality, "limit": limit}
        return _OUTLINE.records(await self._transaction.fetch(_OPEN_OUTLINES if only_open else _OUTLINES, values))


_C = town_changes.c
_CHANGE = Rows(town_changes, TownChange)
_INSERT = insert(town_changes).inline()
_NEWEST = select(_C.municipality, func.max(_C.version)).group_by(_C.municipality)
_LATER = (
    _CHANGE.select()
    .where(_C.municipality == bindparam("municipality"), _C.version > bindparam("after"))
    .order_by(_C.version)
)
_MATTERS = (
    select(cases.c.category)
    .join(referrals, referrals.c.case == cases.c.id)
    .where(referrals.c.municipality == bindparam("municipality"), referrals.c.institution == bindparam("institution"))
    .distinct()
)
_OUTLINE = Rows(cases, Outline)
_OUTLINES = (
    _OUTLINE.select()
    .where(cases.c.municipality == bindparam("municipality"))
    .order_by(cases.c.id.desc())
    .limit(bindparam("limit"))
)
_OPEN_OUTLINES = _OUTLINES.where(IS_OPEN)
