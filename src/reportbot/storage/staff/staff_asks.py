"""What awaits a second person at the desk."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from reportbot.service.records.staff import Outcome, StaffAsk
from reportbot.storage.schema.staff import IS_UNSEEN, IS_UNTOLD_ASK, staff_asks
from reportbot.storage.sql.rows import Rows, update_by_id
from reportbot.storage.sql.transaction import Transaction


class SqlStaffAsks:
    """Implements service.tables.staff.StaffAsks."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, ask: StaffAsk) -> None:
        self._transaction.write(_ADD, [_ASK.values(ask)])

    async def get(self, municipality: str, id: int) -> StaffAsk | None:
        statement = _ONE_LOCKED if self._transaction.locks else _ONE
        return _ASK.one(await self._transaction.fetch(statement, {"municipality": municipality, "id": id}))

    async def decide(self, ask: StaffAsk) -> None:
        values = {f"new_{name}": getattr(ask, name) for name in _DECIDED}
        self._transaction.write(_DECIDE, [values | {"key": ask.id}])

    async def unseen(self, municipality: str) -> list[StaffAsk]:
        return _ASK.records(await self._transaction.fetch(_UNSEEN, {"municipality": municipality}))

    async def by_link(self, municipality: str, link: bytes) -> StaffAsk | None:
        return _ASK.one(await self._transaction.fetch(_BY_LINK, {"municipality": municipality, "link": link}))

    async def take_untold(self, now: datetime) -> list[StaffAsk]:
        return _ASK.records(await self._transaction.fetch(_TAKE_UNTOLD, {"now": now}))

    async def overdue(self, now: datetime) -> list[StaffAsk]:
        return _ASK.records(await self._transaction.fetch(_OVERDUE, {"now": now}))

    async def forget(self, before: datetime) -> None:
        self._transaction.write(_FORGET, [{"before": before}])


_A, _ASK = staff_asks.c, Rows(staff_asks, StaffAsk)
_DECIDED = ("outcome", "decided_by", "decided_at", "opened", "key", "seen_at")
_IN_TOWN = _A.municipality == bindparam("municipality")
_ADD = insert(staff_asks).inline()
_ONE = _ASK.select().where(_IN_TOWN, _A.id == bindparam("id"))
_ONE_LOCKED = _ONE.with_for_update()
_DECIDE = update_by_id(staff_asks, *_DECIDED)
_UNSEEN = _ASK.select().where(_IN_TOWN, IS_UNSEEN).order_by(_A.id).limit(200)
_BY_LINK = _ASK.select().where(_IN_TOWN, _A.link == bindparam("link", type_=_A.link.type)).limit(1)
_WAITING = select(_A.id).where(IS_UNTOLD_ASK).order_by(_A.id).limit(50).with_for_update(skip_locked=True).cte("waiting")
_TAKE_UNTOLD = (
    update(staff_asks)
    .where(_A.id.in_(select(_WAITING.c.id)))
    .values(told_at=bindparam("now", type_=_A.told_at.type))
    .returning(*_ASK.columns)
)
_OVERDUE = (
    _ASK.select()
    .where(_A.outcome == Outcome.AWAITED, IS_UNSEEN, _A.until <= bindparam("now", type_=_A.until.type))
    .order_by(_A.id)
)
_FORGET = delete(staff_asks).where(_A.decided_at < bindparam("before", type_=_A.decided_at.type))
