"""How many SMS each municipality has sent in each month, and of what level its coordinator was told."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records import SmsMonth
from reportbot.storage.schema import sms_months
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlSpending:
    """Implements service.tables.keeping.SmsMonths. Two processes that count at once wait for one another's row."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, months: Sequence[SmsMonth]) -> None:
        self._transaction.write(_ADD, [_MONTH.values(each) for each in months])

    async def since(self, month: int) -> list[SmsMonth]:
        return _MONTH.records(await self._transaction.fetch(_SINCE, {"since": month}))

    async def tell(self, months: Sequence[SmsMonth]) -> None:
        self._transaction.write(
            _TELL, [{"of": each.municipality, "in_month": each.month, "level": each.told} for each in months]
        )


_C = sms_months.c
_MONTH = Rows(sms_months, SmsMonth)
_NEW = upsert(sms_months).inline()
_ADD = _NEW.on_conflict_do_update(
    index_elements=[_C.municipality, _C.month], set_={"segments": _C.segments + _NEW.excluded.segments}
)
_SINCE = select(*_MONTH.columns).where(_C.month >= bindparam("since")).order_by(_C.municipality, _C.month)
_TELL = (
    update(sms_months)
    .where(_C.municipality == bindparam("of"), _C.month == bindparam("in_month"))
    .values(told=bindparam("level", type_=_C.told.type))
)
