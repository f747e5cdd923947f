"""Rooms of practice, one for each member who practises."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from reportbot.service.tables.practice import PracticeRoom
from reportbot.storage.schema.practice import practice_rooms
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlPractice:
    """Implements service.tables.practice.PracticeRooms."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def version(self, municipality: str, member: str, now: datetime) -> int:
        rows = await self._transaction.fetch(_VERSION, {"municipality": municipality, "of": member, "now": now})
        return int(rows[0][0]) if rows else 0

    async def get(self, municipality: str, member: str) -> PracticeRoom | None:
        return _ROOM.one(await self._transaction.fetch(_GET, {"municipality": municipality, "of": member}))

    async def put(self, room: PracticeRoom) -> None:
        self._transaction.write(_REMOVE, [{"municipality": room.municipality, "of": room.member}])
        self._transaction.write(_INSERT, [_ROOM.values(room)])

    async def follow(self, room: PracticeRoom) -> bool:
        values = {
            "municipality": room.municipality,
            "of": room.member,
            "before": room.version - 1,
            "to": room.version,
            "sealed": room.sealed_room,
        }
        return bool(await self._transaction.fetch(_FOLLOW, values))

    async def remove(self, municipality: str, member: str) -> None:
        self._transaction.write(_REMOVE, [{"municipality": municipality, "of": member}])

    async def forget_over(self, now: datetime) -> None:
        self._transaction.write(_FORGET, [{"now": now}])


_P = practice_rooms.c
_ROOM = Rows(practice_rooms, PracticeRoom)
_THEIRS = (_P.municipality == bindparam("municipality")) & (_P.member == bindparam("of"))
_NOW = bindparam("now", type_=_P.ends_at.type)
_VERSION = select(_P.version).where(_THEIRS, _P.ends_at > _NOW)
_GET = _ROOM.select().where(_THEIRS)
_INSERT = insert(practice_rooms).inline()
_FOLLOW = (
    update(practice_rooms)
    .where(_THEIRS, _P.version == bindparam("before"))
    .values(version=bindparam("to"), sealed_room=bindparam("sealed", type_=_P.sealed_room.type))
    .returning(_P.version)
)
_REMOVE = delete(practice_rooms).where(_THEIRS)
_FORGET = delete(practice_rooms).where(_P.ends_at <= _NOW)
