"""What falls due when. A due date is a row, not a timer: a restart loses nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, type_coerce, update

from reportbot.service.records import Due
from reportbot.storage.schema import IS_TO_COME, dues
from reportbot.storage.sql.columns import Id
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlDues:
    """Implements service.tables.outbox.Dues."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, dues: Sequence[Due]) -> None:
        self._transaction.write(_INSERT, [_DUE.values(due) for due in dues])

    async def take(self, now: datetime, limit: int) -> list[Due]:
        rows = await self._transaction.fetch(_TAKE, {"now": now, "limit": limit})
        return sorted(_DUE.records(rows), key=lambda due: (due.due_at, due.id))

    async def cancel(self, *, case: int, referral: int | None = None, at: datetime) -> None:
        if referral is None:
            self._transaction.write(_CANCEL_CASE, [{"of_case": case, "at": at}])
        else:
            self._transaction.write(_CANCEL_REFERRAL, [{"of_case": case, "of_referral": referral, "at": at}])

    async def of_case(self, case: int) -> list[Due]:
        return _DUE.records(await self._transaction.fetch(_OF_CASE, {"of_case": case}))

    async def next_due(self) -> datetime | None:
        rows = await self._transaction.fetch(_NEXT)
        return rows[0][0] if rows else None


_C = dues.c
_DUE = Rows(dues, Due)
_INSERT = insert(dues).values({name: bindparam(name, type_=_C[name].type) for name in _DUE.names})
_DUE_NOW = (
    select(_C.id)
    .where(IS_TO_COME, _C.due_at <= bindparam("now"))
    .order_by(_C.due_at, _C.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("due_now")
)
_TAKE = (
    update(dues)
    .where(_C.id.in_(select(_DUE_NOW.c.id)))
    .values(done_at=bindparam("now", type_=_C.done_at.type))
    .returning(*_DUE.columns)
)
# Before its time, also where that has passed: so that what was cancelled can be told from what has fired.
_BEFORE = type_coerce(type_coerce(_C.due_at, Id) - 1, _C.done_at.type)
_AT = bindparam("at", type_=_C.done_at.type)
_CANCEL = update(dues).where(IS_TO_COME).values(done_at=case((_C.due_at > _AT, _AT), else_=_BEFORE))
_CANCEL_CASE = _CANCEL.where(_C.case == bindparam("of_case"))
_CANCEL_REFERRAL = _CANCEL_CASE.where(_C.referral == bindparam("of_referral"))
_OF_CASE = _DUE.select().where(IS_TO_COME, _C.case == bindparam("of_case")).order_by(_C.due_at, _C.id)
_NEXT = select(_C.due_at).where(IS_TO_COME).order_by(_C.due_at).limit(1)
