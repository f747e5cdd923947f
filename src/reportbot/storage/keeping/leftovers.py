"""What has had its day: who has long been silent, what was sent, done or seen. Found a page at a time, by its key.

Ids rise with time, so that "older than" is the beginning of the table and needs no index of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import and_, bindparam, delete, exists, not_, or_, select, update
from sqlalchemy.sql.expression import Executable

from reportbot.core.cases.workflow import Status
from reportbot.service.records import DeliveryState
from reportbot.storage.schema import (
    IS_UNFINISHED,
    broken_messages,
    cases,
    conversations,
    dues,
    outbox,
    photos,
    reminded,
    seen_messages,
)
from reportbot.storage.sql.rows import chunks, padded
from reportbot.storage.sql.transaction import Transaction


class SqlLeftovers:
    """Implements service.tables.erasing.Leftovers."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def talks(self, after: int, limit: int) -> list[tuple[int, str, datetime]]:
        rows = await self._transaction.fetch(_TALKS, {"after": after, "limit": limit})
        return [(id, municipality, last_at) for id, municipality, last_at in rows]

    async def over(self, ids: Sequence[int], before: datetime) -> list[int]:
        found: list[int] = []
        for chunk in chunks(list(dict.fromkeys(ids))):
            several = padded(chunk)
            values = {f"id{place}": id for place, id in enumerate(several)} | {"before": before}
            rows = await self._transaction.fetch(_over(len(several), self._transaction.locks), values)
            found += [id for (id,) in rows]
        return found

    async def remove_sent(self, below: int, before: datetime, limit: int) -> int:
        values = {"below": below, "before": before, "limit": limit}
        rows = await self._transaction.fetch(_REMOVE_SENT, values)
        self._transaction.write(_REMOVE_REMINDED, [{"of": id} for (id,) in rows])
        return len(rows)

    async def remove_done(self, below: int, before: datetime, limit: int) -> int:
        return len(await self._transaction.fetch(_REMOVE_DONE, {"below": below, "before": before, "limit": limit}))

    async def remove_broken(self, below: int, before: datetime, limit: int) -> int:
        rows = await self._transaction.fetch(_REMOVE_BROKEN, {"below": below, "before": before, "limit": limit})
        self._transaction.write(_REMOVE_PHOTOS, [{"of": id} for (id,) in rows])
        return len(rows)

    async def forget_numbers(self, above: int, below: int, limit: int) -> int:
        values = {"above": above, "below": below, "limit": limit}
        return len(await self._transaction.fetch(_FORGET_NUMBERS, values))

    async def seen(self, after: bytes, limit: int) -> list[tuple[bytes, datetime]]:
        return [(key, at) for key, at in await self._transaction.fetch(_SEEN, {"after": after, "limit": limit})]

    async def forget_seen(self, keys: Sequence[bytes], before: datetime) -> None:
        self._transaction.write(_FORGET_SEEN, [{"of": key, "before": before} for key in keys])


_T, _O, _D, _B, _S = conversations.c, outbox.c, dues.c, broken_messages.c, seen_messages.c

_TALKS = select(_T.id, _T.municipality, _T.last_at).where(_T.id > bindparam("after")).order_by(_T.id)
_TALKS = _TALKS.limit(bindparam("limit"))


@cache
def _over(count: int, locks: bool) -> Executable:
    """Silent since `before`, every case of theirs closed since then, and nothing on its way to them."""
    is_closed = and_(cases.c.status == Status.CLOSED, cases.c.updated_at <= bindparam("before"))
    goes_on = exists(select(cases.c.id).where(cases.c.conversation == _T.id, not_(is_closed)).correlate(conversations))
    waits = exists(select(_O.id).where(_O.conversation == _T.id, IS_UNFINISHED).correlate(conversations))
    found = select(_T.id).where(
        _T.id.in_([bindparam(f"id{place}") for place in range(count)]),
        _T.last_at <= bindparam("before"),
        not_(goes_on),
        not_(waits),
    )
    return found.order_by(_T.id).with_for_update(of=conversations, skip_locked=True) if locks else found


_OLD_SENT = (
    select(_O.id)
    .where(_O.id < bindparam("below"), _O.state > DeliveryState.SENDING, _O.created_at < bindparam("before"))
    .order_by(_O.id)
    .limit(bindparam("limit"))
)
_REMOVE_SENT = delete(outbox).where(_O.id.in_(_OLD_SENT)).returning(_O.id)
_REMOVE_REMINDED = delete(reminded).where(reminded.c.delivery == bindparam("of"))
_NUMBERED = (
    select(_O.id)
    .where(
        _O.id >= bindparam("above"),
        _O.id < bindparam("below"),
        _O.conversation.is_not(None),
        _O.state > DeliveryState.SENDING,
        or_(_O.target != "", _O.evidence != ""),
    )
    .order_by(_O.id)
    .limit(bindparam("limit"))
)
_FORGET_NUMBERS = update(outbox).where(_O.id.in_(_NUMBERED)).values(target="", evidence="").returning(_O.id)
_OLD_DONE = (
    select(_D.id)
    .where(_D.id < bindparam("below"), _D.done_at < bindparam("before"))
    .order_by(_D.id)
    .limit(bindparam("limit"))
)
_REMOVE_DONE = delete(dues).where(_D.id.in_(_OLD_DONE)).returning(_D.id)
_OLD_BROKEN = (
    select(_B.id)
    .where(_B.id < bindparam("below"), _B.received_at < bindparam("before"))
    .order_by(_B.id)
    .limit(bindparam("limit"))
)
_REMOVE_BROKEN = delete(broken_messages).where(_B.id.in_(_OLD_BROKEN)).returning(_B.id)
_REMOVE_PHOTOS = delete(photos).where(photos.c.case == bindparam("of"))
_SEEN = select(_S.key, _S.at).where(_S.key > bindparam("after")).order_by(_S.key).limit(bindparam("limit"))
_FORGET_SEEN = delete(seen_messages).where(_S.key == bindparam("of"), _S.at < bindparam("before"))
