"""How often somebody was wrong who typed a code. One row for each, one statement for each try."""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, not_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.storage.schema import wrong_codes
from reportbot.storage.sql.transaction import Transaction


class SqlWrongCodes:
    """Implements service.tables.talks.WrongCodeRows. Whoever counts at once in two processes waits for one another."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def count(self, municipality: str, key: bytes, now: datetime, since: datetime, most: int) -> int | None:
        values = {"municipality": municipality, "key": key, "now": now, "begins": since, "most": most}
        rows = await self._transaction.fetch(_COUNT, values)
        return int(rows[0][0]) if rows else None

    async def are_too_many(self, municipality: str, key: bytes, since: datetime, most: int) -> bool:
        values = {"municipality": municipality, "of": key, "begins": since, "most": most}
        return bool(await self._transaction.fetch(_TOO_MANY, values))

    async def forgive(self, municipality: str, key: bytes) -> None:
        self._transaction.write(_FORGIVE, [{"town": municipality, "of": key}])

    async def forget(self, before: datetime) -> None:
        self._transaction.write(_FORGET, [{"before": before}])


_C = wrong_codes.c
_NOW = bindparam("now", type_=_C.since.type)
_BEGINS = bindparam("begins", type_=_C.since.type)
_MOST = bindparam("most", type_=_C.wrong.type)
_ARE_TOO_MANY = and_(_C.wrong >= _MOST, _C.since > _BEGINS)
_COUNT = (
    upsert(wrong_codes)
    .values(
        municipality=bindparam("municipality", type_=_C.municipality.type),
        key=bindparam("key", type_=_C.key.type),
        wrong=1,
        since=_NOW,
    )
    .on_conflict_do_update(
        index_elements=[_C.municipality, _C.key],
        set_={
            "wrong": case((_C.since <= _BEGINS, 1), else_=_C.wrong + 1),
            "since": case((_C.since <= _BEGINS, _NOW), (_C.wrong + 1 >= _MOST, _NOW), else_=_C.since),
        },
        where=not_(_ARE_TOO_MANY),
    )
    .returning(_C.wrong)
)
_TOO_MANY = select(_C.wrong).where(
    _C.municipality == bindparam("municipality"), _C.key == bindparam("of", type_=_C.key.type), _ARE_TOO_MANY
)
_FORGIVE = (
    update(wrong_codes)
    .where(_C.municipality == bindparam("town"), _C.key == bindparam("of", type_=_C.key.type), _C.wrong > 0)
    .values(wrong=_C.wrong - 1)
)
_FORGET = delete(wrong_codes).where(_C.since < bindparam("before", type_=_C.since.type))
