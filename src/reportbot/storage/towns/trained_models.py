"""The models that were trained for a town, and which of them is in force."""

from datetime import datetime

from sqlalchemy import bindparam, insert, update

from reportbot.service.records import ModelState, TrainedModel
from reportbot.storage.schema import trained_models
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlTrainedModels:
    """Implements service.tables.triage.TrainedModels."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, model: TrainedModel) -> None:
        self._transaction.write(_INSERT, [_MODEL.values(model)])

    async def active(self, municipality: str) -> TrainedModel | None:
        return _MODEL.one(await self._transaction.fetch(_ACTIVE, {"municipality": municipality}))

    async def of_town(self, municipality: str, limit: int = 20) -> list[TrainedModel]:
        return _MODEL.records(await self._transaction.fetch(_NEWEST, {"municipality": municipality, "limit": limit}))

    async def switch(self, municipality: str, id: int | None, by: str, at: datetime) -> None:
        self._transaction.write(_RETIRE, [{"of": municipality}])
        if id is not None:
            self._transaction.write(_SWITCH, [{"of": municipality, "key": id, "by": by, "at": at}])


_M = trained_models.c
_MODEL = Rows(trained_models, TrainedModel)
_INSERT = insert(trained_models).inline()
_OF_TOWN = _MODEL.select().where(_M.municipality == bindparam("municipality")).order_by(_M.id.desc())
_NEWEST = _OF_TOWN.limit(bindparam("limit"))
_ACTIVE = _OF_TOWN.where(_M.state == int(ModelState.ACTIVE)).limit(1)
_RETIRE = (
    update(trained_models)
    .where(_M.municipality == bindparam("of"), _M.state == int(ModelState.ACTIVE))
    .values(state=int(ModelState.RETIRED))
)
_SWITCH = (
    update(trained_models)
    .where(_M.municipality == bindparam("of"), _M.id == bindparam("key"))
    .values(
        state=int(ModelState.ACTIVE),
        switched_at=bindparam("at", type_=_M.switched_at.type),
        switched_by=bindparam("by"),
    )
)
