"""Which messages were seen already, how far polling came, and the messages that made us stumble."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Text, bindparam, delete, exists, insert, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.expression import Executable

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.service.records import BrokenMessage
from reportbot.storage.cases.reach import keeps_none_out, values_of
from reportbot.storage.schema import broken_messages, cases, conversations, offsets, photos, seen_messages
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction


class SqlMessages:
    """Implements service.tables.talks.Messages."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def unseen(self, keys: Sequence[bytes], at: datetime) -> frozenset[bytes]:
        new: set[bytes] = set()
        for chunk in chunks(sorted(set(keys))):  # in order, so that two processes cannot wait for each other
            several = padded(chunk)
            values = {f"key{place}": key for place, key in enumerate(several)} | {"at": at}
            new.update(key for (key,) in await self._transaction.fetch(_remember(len(several)), values))
        return frozenset(new)

    async def is_known(self, key: bytes) -> bool:
        return bool(await self._transaction.fetch(_IS_KNOWN, {"key": key}))

    async def keep_broken(self, broken: Sequence[BrokenMessage]) -> None:
        self._transaction.write(_KEEP, [_BROKEN.values(message) for message in broken])

    async def broken(self, municipality: str, within: Reach, limit: int = 50) -> list[BrokenMessage]:
        values = {"municipality": municipality, "limit": limit, **_limits(within)}
        return _BROKEN.records(await self._transaction.fetch(_NEWEST_BROKEN, values))

    async def one_broken(self, municipality: str, id: int, within: Reach) -> BrokenMessage | None:
        """Inside `begin()` locked on PostgreSQL: who opens it may want to remove it."""
        statement = _ONE_BROKEN.with_for_update() if self._transaction.locks else _ONE_BROKEN
        rows = await self._transaction.fetch(statement, {"municipality": municipality, "id": id, **_limits(within)})
        return _BROKEN.one(rows)

    async def broken_round(self, after: int, limit: int) -> list[BrokenMessage]:
        return _BROKEN.records(await self._transaction.fetch(_ROUND, {"after": after, "limit": limit}))

    async def cases_of_writer(self, conversation: int) -> list[Case]:
        found = _CASE.records(await self._transaction.fetch(_OF_WRITER, {"conversation": conversation}))
        return [each for each in found if each.sealed_key]

    async def remove_broken(self, municipality: str, id: int) -> None:
        for statement in _REMOVE_PHOTOS, _REMOVE_BROKEN:
            self._transaction.write(statement, [{"of": municipality, "key": id}])

    async def get_offset(self, channel: str, municipality: str) -> int:
        rows = await self._transaction.fetch(_GET_OFFSET, {"channel": channel, "municipality": municipality})
        return int(rows[0][0]) if rows else 0

    async def set_offset(self, channel: str, municipality: str, offset: int) -> None:
        values = {"channel": channel, "municipality": municipality, "offset": offset}
        self._transaction.write(_SET_OFFSET, [values])


def _limits(within: Reach) -> dict[str, str]:
    """What a reach leaves out of these rows: nobody knows yet of which category one will be, or whose."""
    return {name: value for name, value in values_of(within).items() if name.startswith("office")}


@cache
def _remember(count: int) -> Executable:
    """A key that stands twice among the values is written once."""
    at = bindparam("at", type_=seen_messages.c.at.type)
    rows = [{"key": bindparam(f"key{place}", type_=seen_messages.c.key.type), "at": at} for place in range(count)]
    return upsert(seen_messages).values(rows).on_conflict_do_nothing().returning(seen_messages.c.key)


_IS_KNOWN = select(seen_messages.c.at).where(seen_messages.c.key == bindparam("key"))
_BROKEN, _CASE = Rows(broken_messages, BrokenMessage), Rows(cases, Case)
_B, _C = broken_messages.c, cases.c
_THEIRS = select(conversations.c.case).where(conversations.c.id == _B.conversation)
_IS_ON = _THEIRS.correlate(broken_messages).scalar_subquery()
_GOES_ROUND = not_(keeps_none_out(_C.avoided))
_WITHIN = (
    keeps_none_out(_B.avoided),
    # Two look-ups along an index each: what the person reported, and the case that they are on.
    not_(exists().where(_C.conversation == _B.conversation, _GOES_ROUND)),
    not_(exists().where(_C.id == _IS_ON, _GOES_ROUND)),
)
_KEEP = insert(broken_messages).inline()
_NEWEST_BROKEN = (
    _BROKEN.select()
    .where(_B.municipality == bindparam("municipality"), *_WITHIN)
    .order_by(broken_messages.c.id.desc())
    .limit(bindparam("limit"))
)
_ONE_BROKEN = _BROKEN.select().where(_B.municipality == bindparam("municipality"), _B.id == bindparam("id"), *_WITHIN)
_AVOIDS = _C.avoided.cast(Text) != literal("", Text)
_ROUND = (
    _BROKEN.select()
    .where(
        _B.id > bindparam("after"),
        or_(
            _B.avoided.cast(Text) != literal("", Text),
            exists().where(_C.conversation == _B.conversation, _AVOIDS),
            exists().where(_C.id == _IS_ON, _AVOIDS),
        ),
    )
    .order_by(_B.id)
    .limit(bindparam("limit"))
)
_THEY_ARE_ON = select(conversations.c.case).where(conversations.c.id == bindparam("conversation")).scalar_subquery()
_OF_WRITER = (
    _CASE.select()
    .where(
        or_(
            _C.id.in_(select(_C.id).where(_C.conversation == bindparam("conversation"))),
            _C.id == _THEY_ARE_ON,
        )
    )
    .order_by(_C.id)
)
_REMOVE_PHOTOS = delete(photos).where(photos.c.municipality == bindparam("of"), photos.c.case == bindparam("key"))
_REMOVE_BROKEN = delete(broken_messages).where(
    broken_messages.c.municipality == bindparam("of"), broken_messages.c.id == bindparam("key")
)
_GET_OFFSET = select(offsets.c.offset).where(
    offsets.c.channel == bindparam("channel"), offsets.c.municipality == bindparam("municipality")
)
_INSERT_OFFSET = upsert(offsets).inline()
_SET_OFFSET = _INSERT_OFFSET.on_conflict_do_update(
    index_elements=["municipality", "channel"], set_={"offset": _INSERT_OFFSET.excluded.offset}
)
