"""Who is signed in where, and what somebody had typed when their session was over."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records.staff import Draft, StaffMember, StaffSession
from reportbot.storage.schema.staff import drafts, staff_members, staff_sessions
from reportbot.storage.sql.rows import Rows, update_by_id
from reportbot.storage.sql.transaction import Transaction


class SqlStaffSessions:
    """Implements service.tables.staff.StaffSessions."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def open(self, session: StaffSession) -> None:
        self._transaction.write(_OPEN, [_SESSION.values(session)])

    async def find(self, token: bytes) -> tuple[StaffSession, StaffMember] | None:
        rows = await self._transaction.fetch(_FIND, {"token": token})
        if not rows:
            return None
        count = len(_SESSION.names)
        return StaffSession(*rows[0][:count]), StaffMember(*rows[0][count:])

    async def get(self, member: int, id: int) -> StaffSession | None:
        return _SESSION.one(await self._transaction.fetch(_GET, {"of": member, "id": id}))

    async def seen(self, id: int, at: datetime) -> None:
        self._transaction.write(_SEEN, [{"key": id, "new_seen_at": at}])

    async def confirmed(self, id: int, token: bytes, at: datetime, expires_at: datetime) -> None:
        moments = {"new_stepped_at": at, "new_second_at": at, "new_seen_at": at, "new_expires_at": expires_at}
        self._transaction.write(_CONFIRMED, [{"key": id, "new_token": token} | moments])

    async def end(self, member: int, id: int, at: datetime) -> None:
        self._transaction.write(_END, [{"of": member, "which": id, "at": at}])

    async def end_all(self, member: int, at: datetime, but: int = 0) -> None:
        self._transaction.write(_END_ALL, [{"of": member, "but": but, "at": at}])

    async def of_member(self, member: int, since: datetime) -> list[StaffSession]:
        return _SESSION.records(await self._transaction.fetch(_OF_MEMBER, {"of": member, "since": since}))

    async def forget(self, before: datetime) -> None:
        self._transaction.write(_FORGET, [{"before": before}])


class SqlDrafts:
    """Implements service.tables.staff.Drafts."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, draft: Draft, most: int) -> None:
        self._transaction.write(_KEEP, [_DRAFT.values(draft)])
        rows = await self._transaction.fetch(_IDS, {"of": draft.member})
        self._transaction.write(_DROP, [{"which": row[0]} for row in rows[most:]])

    async def get(self, municipality: str, member: int, id: int) -> Draft | None:
        values = {"municipality": municipality, "of": member, "id": id}
        return _DRAFT.one(await self._transaction.fetch(_DRAFT_BY_ID, values))

    async def forget(self, member: int, path: str) -> None:
        self._transaction.write(_FORGET_PATH, [{"of": member, "path": path}])

    async def forget_before(self, before: datetime) -> None:
        self._transaction.write(_FORGET_DRAFTS, [{"before": before}])


_S, _D = staff_sessions.c, drafts.c
_SESSION, _MEMBER, _DRAFT = Rows(staff_sessions, StaffSession), Rows(staff_members, StaffMember), Rows(drafts, Draft)
_OPEN = insert(staff_sessions).inline()
_FIND = (
    select(*_SESSION.columns, *_MEMBER.columns)
    .join_from(staff_sessions, staff_members, staff_members.c.id == _S.member)
    .where(_S.token == bindparam("token"))
)
_GET = _SESSION.select().where(_S.member == bindparam("of"), _S.id == bindparam("id"))
_SEEN = update_by_id(staff_sessions, "seen_at")
_CONFIRMED = update_by_id(staff_sessions, "token", "stepped_at", "second_at", "seen_at", "expires_at")
_NOT_ENDED = _S.ended_at.is_(None)
_ENDS = {"ended_at": bindparam("at", type_=_S.ended_at.type)}
_END = update(staff_sessions).where(_S.member == bindparam("of"), _S.id == bindparam("which"), _NOT_ENDED).values(_ENDS)
_END_ALL = (
    update(staff_sessions).where(_S.member == bindparam("of"), _S.id != bindparam("but"), _NOT_ENDED).values(_ENDS)
)
_OF_MEMBER = (
    _SESSION.select()
    .where(_S.member == bindparam("of"), _NOT_ENDED, _S.created_at >= bindparam("since", type_=_S.created_at.type))
    .order_by(_S.id.desc())
    .limit(100)
)
_FORGET = delete(staff_sessions).where(_S.expires_at < bindparam("before", type_=_S.expires_at.type))
_NEW_DRAFT = upsert(drafts).inline()
_KEEP = _NEW_DRAFT.on_conflict_do_update(
    index_elements=["member", "path"],
    set_={name: _NEW_DRAFT.excluded[name] for name in ("id", "municipality", "sealed_words", "kept_at")},
)
_IDS = select(_D.id).where(_D.member == bindparam("of")).order_by(_D.id.desc())
_DROP = delete(drafts).where(_D.id == bindparam("which"))
_DRAFT_BY_ID = _DRAFT.select().where(
    _D.municipality == bindparam("municipality"), _D.member == bindparam("of"), _D.id == bindparam("id")
)
_FORGET_PATH = delete(drafts).where(_D.member == bindparam("of"), _D.path == bindparam("path"))
_FORGET_DRAFTS = delete(drafts).where(_D.kept_at < bindparam("before", type_=_D.kept_at.type))
