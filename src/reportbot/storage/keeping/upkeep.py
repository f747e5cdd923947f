"""The secrets of each week, and the days on which a process was awake to see the clock."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records import WeekSecrets
from reportbot.storage.schema import observed_days, weeks
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlUpkeep:
    """Implements service.tables.keeping.Upkeep."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def weeks(self) -> list[WeekSecrets]:
        return _WEEK.records(await self._transaction.fetch(_WEEKS))

    async def add_weeks(self, secrets: Sequence[WeekSecrets]) -> None:
        self._transaction.write(_ADD_WEEK, [_WEEK.values(each) for each in secrets])

    async def destroy_keys(self, before: int) -> None:
        self._transaction.write(_DESTROY_KEYS, [{"before": before}])

    async def destroy_weeks(self, before: int) -> None:
        self._transaction.write(_DESTROY_WEEKS, [{"before": before}])

    async def observe(self, day: int) -> None:
        self._transaction.write(_OBSERVE, [{"day": day}])

    async def observed(self, since: int, until: int) -> int:
        ((days,),) = await self._transaction.fetch(_OBSERVED, {"since": since, "until": until})
        return int(days)


_WEEK = Rows(weeks, WeekSecrets)
_WEEKS = _WEEK.select().order_by(weeks.c.week)
_ADD_WEEK = upsert(weeks).inline().on_conflict_do_nothing()
_DESTROY_KEYS = update(weeks).where(weeks.c.week < bindparam("before")).values(sealed_key=b"")
_DESTROY_WEEKS = delete(weeks).where(weeks.c.week < bindparam("before"))
_OBSERVE = upsert(observed_days).inline().on_conflict_do_nothing()
_OBSERVED = (
    select(func.count())
    .select_from(observed_days)
    .where(observed_days.c.day >= bindparam("since"), observed_days.c.day <= bindparam("until"))
)
