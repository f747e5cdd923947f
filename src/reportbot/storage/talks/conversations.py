"""Who writes to us, as far as we know them, and the photos that came with a conversation."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, column, delete, insert, or_, select, update, values
from sqlalchemy.sql.expression import Executable

from reportbot.core.errors import RuleBroken
from reportbot.service.records import Conversation, Photo, Who
from reportbot.storage.schema import HAS_SESSION, IS_DEAD, broken_messages, cases, conversations, outbox, photos
from reportbot.storage.sql.rows import Rows, chunks, padded, update_by_id
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Transaction


class SqlConversations:
    """Implements service.tables.talks.Conversations.

    `by_who` inside `begin()` locks on PostgreSQL, always in the order (municipality, channel, tag), so that two
    processes that want the same people wait for one another instead of deadlocking. `get` never locks: who holds a
    case and looks at its reporter must not wait for who holds the reporter and looks at the case.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_who(self, who: Sequence[Who]) -> dict[Who, Conversation]:
        found: dict[Who, Conversation] = {}
        for chunk in chunks(sorted(set(who), key=_key)):
            several = padded(chunk)
            wanted: dict[str, Any] = {}
            for place, one in enumerate(several):
                wanted[f"municipality{place}"] = one.municipality
                wanted[f"channel{place}"] = one.channel
                wanted[f"tag{place}"] = one.tag
            rows = await self._transaction.fetch(_by_who(len(several), self._transaction.locks), wanted)
            found.update((conversation.who, conversation) for conversation in map(_conversation, rows))
        return found

    async def get(self, ids: Sequence[int]) -> dict[int, Conversation]:
        found: dict[int, Conversation] = {}
        for chunk in chunks(list(dict.fromkeys(ids))):
            several = padded(chunk)
            wanted = {f"id{place}": id for place, id in enumerate(several)}
            rows = await self._transaction.fetch(_get(len(several)), wanted)
            found.update((row[0], _conversation(row)) for row in rows)
        return found

    async def one(self, id: int) -> Conversation:
        return (await self.get([id]))[id]

    async def find(self, id: int) -> Conversation | None:
        return (await self.get([id])).get(id)

    async def save(self, conversations: Sequence[Conversation]) -> None:
        self._transaction.write(_INSERT, [_new(each) for each in conversations if each.is_new])
        self._transaction.write(_UPDATE, [_changed(each) for each in conversations if not each.is_new])

    async def pause(self, id: int, until: datetime | None) -> None:
        self._transaction.write(_PAUSE, [{"key": id, "new_paused_until": until, "new_pause_told": False}])

    async def expired(self, before: datetime, limit: int, after: Conversation | None = None) -> list[Conversation]:
        """Those that another process holds are left out: somebody is speaking to them right now."""
        statement = _EXPIRED.with_for_update(skip_locked=True) if self._transaction.locks else _EXPIRED
        rows = await self._transaction.fetch(statement, {"before": before, "limit": limit, **_from(after)})
        return [_conversation(row) for row in rows]

    async def remove(self, ids: Sequence[int]) -> None:
        self._transaction.forgets |= bool(ids)
        rows = [{"of": id} for id in ids]
        for statement in _REMOVE_PHOTOS, _LEAVE_CASES, _LEAVE_PHOTOS, _LEAVE_BROKEN, *_ERASE, _REMOVE:
            self._transaction.write(statement, rows)

    async def add_photos(self, photos: Sequence[Photo]) -> None:
        self._transaction.write(_INSERT_PHOTO, [_PHOTO.values(photo) for photo in photos])

    async def photos(self, *, conversation: int | None = None, case: int | None = None) -> list[Photo]:
        """Oldest first. Raises RuleBroken unless one of the two is asked for."""
        if (conversation is None) == (case is None):
            raise RuleBroken("photos are asked for by conversation or by case")
        by = _PHOTOS_OF_CONVERSATION if case is None else _PHOTOS_OF_CASE
        return _PHOTO.records(await self._transaction.fetch(by, {"of": conversation if case is None else case}))

    async def photo(self, id: int) -> Photo | None:
        return _PHOTO.one(await self._transaction.fetch(_ONE_PHOTO, {"id": id}))

    async def adopt_photos(self, conversation: int, case: int) -> None:
        self._transaction.write(_ADOPT_PHOTOS, [{"of": conversation, "by": case}])

    async def hand_photos_over(self, kept: int, case: int) -> None:
        self._transaction.write(_HAND_OVER_PHOTOS, [{"of": kept, "by": case}])

    async def keep_image(self, photo: int, sealed_image: bytes) -> None:
        self._transaction.write(_KEEP_IMAGE, [{"key": photo, "image": sealed_image}])

    async def hold_photo(self, photo: int, at: datetime | None) -> None:
        self._transaction.write(_HOLD_PHOTO, [{"key": photo, "new_held_at": at}])

    async def remove_photos(self, conversation: int) -> None:
        self._transaction.write(_REMOVE_PHOTOS, [{"of": conversation}])


def _key(who: Who) -> tuple[str, str, bytes]:
    return who.municipality, who.channel, who.tag


@cache
def _by_who(count: int, locks: bool) -> Executable:
    key = _C.municipality, _C.channel, _C.tag
    rows = [tuple(bindparam(f"{part.name}{place}", type_=part.type) for part in key) for place in range(count)]
    wanted = values(*(column(part.name, part.type) for part in key)).data(rows).cte("wanted")
    return _locked(_SELECT.where(*(part == wanted.c[part.name] for part in key)), locks)


@cache
def _get(count: int) -> Executable:
    return _SELECT.where(_C.id.in_([bindparam(f"id{place}") for place in range(count)]))


def _locked(rows: Select[Any], locks: bool) -> Select[Any]:
    """In key order: PostgreSQL takes the locks after it has sorted."""
    ordered = rows.order_by(_C.municipality, _C.channel, _C.tag)
    return ordered.with_for_update(of=conversations) if locks else rows


def _from(after: Conversation | None) -> dict[str, Any]:
    return {"since": after.last_at if after else _EVER, "last": after.id if after else 0}


def _conversation(row: Row) -> Conversation:
    id, municipality, channel, tag, sealed_address, language, may_push, session, case, last_at, *rest = row
    who = Who(municipality, channel, tag)
    return Conversation(id, who, sealed_address, language, may_push, session, case, last_at, *rest)


def _new(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "municipality": conversation.who.municipality,
        "channel": conversation.who.channel,
        "tag": conversation.who.tag,
        "sealed_address": conversation.sealed_address,
        "language": conversation.language,
        "may_push": conversation.may_push,
        "session": conversation.session,
        "case": conversation.case,
        "last_at": conversation.last_at,
        "sms_month": conversation.sms_month,
        "quiet": conversation.quiet,
        "paused_until": conversation.paused_until,
        "pause_told": conversation.pause_told,
    }


def _changed(conversation: Conversation) -> dict[str, Any]:
    return {
        "key": conversation.id,
        "new_tag": conversation.who.tag,
        "new_sealed_address": conversation.sealed_address,
        "new_language": conversation.language,
        "new_may_push": conversation.may_push,
        "new_session": conversation.session,
        "new_case": conversation.case,
        "new_last_at": conversation.last_at,
        "new_sms_month": conversation.sms_month,
        "new_quiet": conversation.quiet,
        "new_paused_until": conversation.paused_until,
        "new_pause_told": conversation.pause_told,
    }


_C = conversations.c
_SELECT = select(conversations)
_INSERT = insert(conversations).inline()
_UPDATE = update_by_id(
    conversations,
    "tag",
    "sealed_address",
    "language",
    "may_push",
    "session",
    "case",
    "last_at",
    "sms_month",
    "quiet",
    "paused_until",
    "pause_told",
)
_PAUSE = update_by_id(conversations, "paused_until", "pause_told")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_EXPIRED = (
    _SELECT.where(
        HAS_SESSION,
        _C.last_at < bindparam("before"),
        _C.last_at >= bindparam("since"),
        or_(_C.last_at > bindparam("since"), _C.id > bindparam("last")),
    )
    .order_by(_C.last_at, _C.id)
    .limit(bindparam("limit"))
)

_PHOTO = Rows(photos, Photo)
_INSERT_PHOTO = insert(photos).inline()
_ADOPT_PHOTOS = (
    update(photos).where(photos.c.conversation == bindparam("of"), photos.c.case.is_(None)).values(case=bindparam("by"))
)
_HAND_OVER_PHOTOS = update(photos).where(photos.c.case == bindparam("of")).values(case=bindparam("by"))
_KEEP_IMAGE = (
    update(photos).where(photos.c.id == bindparam("key")).values(sealed_handle=b"", sealed_image=bindparam("image"))
)
_HOLD_PHOTO = update_by_id(photos, "held_at")
_ONE_PHOTO = _PHOTO.select().where(photos.c.id == bindparam("id"), photos.c.waits_until.is_(None))
_PHOTOS_OF_CONVERSATION = _PHOTO.select().where(photos.c.conversation == bindparam("of")).order_by(photos.c.id)
_PHOTOS_OF_CASE = (
    _PHOTO.select().where(photos.c.case == bindparam("of"), photos.c.waits_until.is_(None)).order_by(photos.c.id)
)
_REMOVE_PHOTOS = delete(photos).where(photos.c.conversation == bindparam("of"), photos.c.case.is_(None))

_LEAVE_CASES = update(cases).where(cases.c.conversation == bindparam("of")).values(conversation=None)
# Two cases of one person shall not be known by this either.
_LEAVE_PHOTOS = update(photos).where(photos.c.conversation == bindparam("of")).values(conversation=0)
_LEAVE_BROKEN = (
    update(broken_messages).where(broken_messages.c.conversation == bindparam("of")).values(conversation=None)
)
_OF_THEM = update(outbox).where(outbox.c.conversation == bindparam("of"))
_ERASE = (_OF_THEM.where(IS_DEAD).values(payload=b""), _OF_THEM.values(target="", evidence=""))
_REMOVE = delete(conversations).where(_C.id == bindparam("of"))
