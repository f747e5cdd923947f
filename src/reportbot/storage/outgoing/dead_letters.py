"""What did not arrive, or came back after all: dead rows, trouble with offices, and when something last arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.sql.expression import Executable

from reportbot.service.records import CAME_BACK, TRIED_AGAIN, Delivery, DeliveryState, Trouble
from reportbot.storage.schema import IS_ARRIVED, IS_DEAD, IS_TROUBLE, outbox
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction

MOST_TROUBLES = 1_000


class SqlDeadLetters:
    """What service.tables.outbox.DeadLetters asks for."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def dead(self, municipality: str | None = None, limit: int = 100, below: int | None = None) -> list[Delivery]:
        """Newest first; those with an id below `below`."""
        values = {"limit": limit} | ({} if municipality is None else {"municipality": municipality})
        values |= {} if below is None else {"below": below}
        return _DELIVERY.records(
            await self._transaction.fetch(_dead(municipality is not None, below is not None), values)
        )

    async def dead_counts(self) -> Mapping[tuple[str, str, str], int]:
        rows = await self._transaction.fetch(_DEAD_COUNTS)
        return {(municipality, by, kind): count for municipality, by, kind, count in rows}

    async def troubles(self, municipality: str) -> list[Trouble]:
        rows = await self._transaction.fetch(_TROUBLES, {"municipality": municipality})
        return [
            Trouble(institution, by, target, at, failure.startswith(CAME_BACK))
            for institution, by, target, at, failure in rows
        ]

    async def troubles_at(self, municipality: str, target: str, since: datetime, most: int) -> int:
        values = {"municipality": municipality, "target": target, "since": since, "limit": most}
        return len(await self._transaction.fetch(_TROUBLES_AT, values))

    async def last_arrivals(self, municipality: str, targets: Sequence[str]) -> Mapping[tuple[str, str], datetime]:
        found: dict[tuple[str, str], datetime] = {}
        for some in chunks(targets):
            known = padded(some)
            values = {f"target{place}": target for place, target in enumerate(known)} | {"municipality": municipality}
            rows = await self._transaction.fetch(_last_arrivals(len(known)), values)
            found |= {(by, target): at for by, target, at in rows}
        return found

    async def came_back(self, id: int, failure: str, at: datetime) -> bool:
        return bool(await self._transaction.fetch(_CAME_BACK, {"key": id, "word": failure, "at": at}))

    async def tried_again(self, ids: Sequence[int]) -> None:
        self._transaction.write(_TRIED_AGAIN, [{"key": id} for id in ids])

    async def revive(self, ids: Sequence[int], now: datetime) -> None:
        self._transaction.write(_REVIVE, [{"key": id, "now": now} for id in ids])


@cache
def _dead(one_municipality: bool, later_page: bool) -> Executable:
    dead = _DELIVERY.select().where(IS_DEAD).order_by(_C.id.desc()).limit(bindparam("limit"))
    dead = dead.where(_C.municipality == bindparam("municipality")) if one_municipality else dead
    return dead.where(_C.id < bindparam("below")) if later_page else dead


@cache
def _last_arrivals(count: int) -> Executable:
    targets: list[Any] = [bindparam(f"target{place}") for place in range(count)]
    return (
        select(_C.by, _C.target, func.max(_C.finished_at))
        .where(IS_ARRIVED, _C.municipality == bindparam("municipality"), _C.target.in_(targets))
        .group_by(_C.target, _C.by)
    )


def _moment(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=_C.due_at.type)


_C = outbox.c
_DELIVERY = Rows(outbox, Delivery)
_CAME_BACK = (
    update(outbox)
    .where(_C.id == bindparam("key"), _C.state == DeliveryState.DONE)
    .values(state=DeliveryState.DEAD, failure=bindparam("word"), finished_at=_moment("at"))
    .returning(_C.id)
)
_BY_KIND = (_C.municipality, _C.by, _C.kind)
_DEAD_COUNTS = select(*_BY_KIND, func.count()).where(IS_DEAD).group_by(*_BY_KIND)
_OF_TOWN = (IS_TROUBLE, _C.municipality == bindparam("municipality"))
_TROUBLES = (
    select(_C.institution, _C.by, _C.target, _C.finished_at, _C.failure)
    .where(*_OF_TOWN, _C.finished_at.is_not(None))
    .order_by(_C.id.desc())
    .limit(MOST_TROUBLES)
)
_TROUBLES_AT = (
    select(_C.id)
    .where(*_OF_TOWN, _C.target == bindparam("target"), _C.finished_at >= bindparam("since"))
    .limit(bindparam("limit"))
)
_IS_DEAD_ONE = (_C.id == bindparam("key"), _C.state == DeliveryState.DEAD)
_TRIED_AGAIN = (
    update(outbox).where(*_IS_DEAD_ONE).values(state=DeliveryState.CANCELLED, failure=TRIED_AGAIN, payload=b"")
)
_REVIVE = (
    update(outbox)
    .where(*_IS_DEAD_ONE)
    .values(
        state=DeliveryState.WAITING,
        due_at=_moment("now"),
        wake_at=_moment("now"),
        created_at=_moment("now"),
        claimed_until=None,
        finished_at=None,
    )
)
