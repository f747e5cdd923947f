"""Photos of offices that came before "done", and the chats that have just said it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records import Photo
from reportbot.storage.schema import WAITS, awaited_photos, photos
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlEarlyPhotos:
    """Implements service.tables.talks.EarlyPhotoRows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def waiting(self, case: int, by: str, now: datetime) -> list[Photo]:
        found = _PHOTO.records(await self._transaction.fetch(_WAITING, {"of": case, "office": by}))
        return found if any(each.waits_until and each.waits_until > now for each in found) else []

    async def lapsed(self, now: datetime, limit: int) -> list[Photo]:
        return _PHOTO.records(await self._transaction.fetch(_LAPSED, {"now": now, "limit": limit}))

    async def let_go(self, photos: Sequence[int]) -> None:
        self._transaction.write(_LET_GO, [{"key": id} for id in photos])

    async def expect(self, municipality: str, key: bytes, referral: int, until: datetime) -> None:
        self._transaction.write(
            _EXPECT, [{"municipality": municipality, "key": key, "referral": referral, "until": until}]
        )

    async def expected(self, municipality: str, key: bytes, now: datetime) -> int:
        rows = await self._transaction.fetch(_EXPECTED, {"town": municipality, "of": key, "now": now})
        return int(rows[0][0]) if rows else 0

    async def forget(self, now: datetime) -> None:
        self._transaction.write(_FORGET, [{"now": now}])


_P, _A = photos.c, awaited_photos.c
_PHOTO = Rows(photos, Photo)
_WAITING = _PHOTO.select().where(_P.case == bindparam("of"), _P.by == bindparam("office"), WAITS).order_by(_P.id)
_LATER = photos.alias("later")
_LAPSED = (
    _PHOTO.select()
    .where(
        WAITS,
        _P.waits_until <= bindparam("now", type_=_P.waits_until.type),
        ~exists().where(
            _LATER.c.case == _P.case, _LATER.c.by == _P.by, _LATER.c.id > _P.id, _LATER.c.waits_until.is_not(None)
        ),
    )
    .order_by(_P.id)
    .limit(bindparam("limit"))
)
_LET_GO = delete(photos).where(_P.id == bindparam("key"), WAITS)
_NEW = upsert(awaited_photos)
_EXPECT = _NEW.on_conflict_do_update(
    index_elements=[_A.municipality, _A.key], set_={"referral": _NEW.excluded.referral, "until": _NEW.excluded.until}
)
_EXPECTED = select(_A.referral).where(
    _A.municipality == bindparam("town"),
    _A.key == bindparam("of", type_=_A.key.type),
    _A.until > bindparam("now", type_=_A.until.type),
)
_FORGET = delete(awaited_photos).where(_A.until <= bindparam("now", type_=_A.until.type))
