"""What of a town's settings awaits a second person."""

from sqlalchemy import bindparam, delete, insert, select

from reportbot.service.records.settings import TownAsk
from reportbot.storage.schema.settings import town_asks
from reportbot.storage.schema.staff import staff_asks
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlTownAsks:
    """Implements service.tables.settings.TownAsks."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, ask: TownAsk) -> None:
        self._transaction.write(_ADD, [_ASK.values(ask)])

    async def get(self, municipality: str, id: int) -> TownAsk | None:
        return _ASK.one(await self._transaction.fetch(_ONE, {"municipality": municipality, "id": id}))

    async def of_subject(self, municipality: str, kind: str, subject: str) -> list[int]:
        values = {"municipality": municipality, "kind": kind, "subject": subject}
        return [int(id) for (id,) in await self._transaction.fetch(_OF_SUBJECT, values)]

    async def forget(self) -> None:
        self._transaction.write(_FORGET, [{}])


_A, _ASK = town_asks.c, Rows(town_asks, TownAsk)
_IN_TOWN = _A.municipality == bindparam("municipality")
_ADD = insert(town_asks).inline()
_ONE = _ASK.select().where(_IN_TOWN, _A.id == bindparam("id"))
_OF_SUBJECT = select(_A.id).where(_IN_TOWN, _A.kind == bindparam("kind"), _A.subject == bindparam("subject"))
_FORGET = delete(town_asks).where(_A.id.not_in(select(staff_asks.c.id)))
