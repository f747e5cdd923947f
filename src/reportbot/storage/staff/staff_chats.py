"""Staff chats: who is linked, the codes that link, and the emergencies that are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, insert, select, update

from reportbot.core.cases.case import Case
from reportbot.service.ids import id_at
from reportbot.service.records.staff import StaffMember
from reportbot.service.tables.staff_chats import StaffAlert, StaffChat, StaffChatCode
from reportbot.storage.schema import IS_OPEN, STANDS_ALONE, cases
from reportbot.storage.schema.staff import staff_members
from reportbot.storage.schema.staff_chats import IS_TOLD, IS_UNTOLD, WAITS, staff_alerts, staff_chat_codes, staff_chats
from reportbot.storage.sql.rows import Rows, update_by_id
from reportbot.storage.sql.transaction import Transaction

SLACK = timedelta(hours=1)  # ids rise with time but for a burst; the moments themselves decide


class SqlStaffChats:
    """Implements service.tables.staff_chats.StaffChats."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, chat: StaffChat) -> None:
        self._transaction.write(_INSERT, [_CHAT.values(chat)])

    async def set(self, id: int, digest_hour: int | None, language: str) -> None:
        self._transaction.write(_SET, [{"key": id, "new_digest_hour": digest_hour, "new_language": language}])

    async def remove(self, ids: Sequence[int]) -> None:
        self._transaction.write(_REMOVE, [{"key": id} for id in ids])

    async def get(self, id: int) -> StaffChat | None:
        return _CHAT.one(await self._transaction.fetch(_ONE, {"key": id}))

    async def of_member(self, municipality: str, member: str) -> StaffChat | None:
        values = {"municipality": municipality, "member": member}
        return _CHAT.one(await self._transaction.fetch(_OF_MEMBER, values))

    async def by_tag(self, municipality: str, tag: bytes) -> StaffChat | None:
        return _CHAT.one(await self._transaction.fetch(_BY_TAG, {"municipality": municipality, "tag": tag}))

    async def every(self) -> list[StaffChat]:
        return _CHAT.records(await self._transaction.fetch(_EVERY))

    async def take_digest(self, id: int, day: int, at: datetime) -> bool:
        return bool(await self._transaction.fetch(_TAKE_DIGEST, {"key": id, "day": day, "at": at}))

    async def members(self, municipality: str) -> list[StaffMember]:
        return _MEMBER.records(await self._transaction.fetch(_MEMBERS, {"municipality": municipality}))

    async def opened_since(self, municipality: str, since: datetime, limit: int) -> list[Case]:
        values = {"municipality": municipality, "since": since, "lowest": id_at(since - SLACK), "limit": limit}
        return _CASE.records(await self._transaction.fetch(_OPENED, values))

    async def add_code(self, code: StaffChatCode) -> None:
        self._transaction.write(_REMOVE_CODES_OF, [{"of_town": code.municipality, "of_member": code.member}])
        self._transaction.write(_INSERT_CODE, [_CODE.values(code)])

    async def take_code(self, municipality: str, tag: bytes, now: datetime) -> StaffChatCode | None:
        values = {"municipality": municipality, "tag": tag}
        found = _CODE.records(await self._transaction.fetch(_TAKE_CODE, values))
        return found[0] if found and now < found[0].expires_at else None

    async def remove_codes(self, before: datetime) -> None:
        self._transaction.write(_REMOVE_OLD_CODES, [{"before": before}])

    async def take_alerts(self, now: datetime, limit: int) -> list[StaffAlert]:
        return _ALERT.records(await self._transaction.fetch(_TAKE_ALERTS, {"now": now, "limit": limit}))

    async def alert_of(self, case: int) -> StaffAlert | None:
        return _ALERT.one(await self._transaction.fetch(_ALERT_OF, {"key": case}))

    async def told_since(self, since: datetime) -> list[StaffAlert]:
        return _ALERT.records(await self._transaction.fetch(_TOLD, {"since": since}))

    async def show(self, case: int, before: str, after: str) -> bool:
        values = {"key": case, "before": before, "after": after}
        return bool(await self._transaction.fetch(_SHOW, values))

    async def wait(self, case: int, until: datetime) -> None:
        self._transaction.write(_WAIT, [{"key": case, "until": until}])

    async def to_widen(self, now: datetime) -> list[StaffAlert]:
        return _ALERT.records(await self._transaction.fetch(_TO_WIDEN, {"now": now}))

    async def widen(self, case: int) -> bool:
        return bool(await self._transaction.fetch(_WIDEN, {"key": case}))


_C, _K, _A = staff_chats.c, staff_chat_codes.c, staff_alerts.c
_CHAT, _CODE, _ALERT = (
    Rows(staff_chats, StaffChat),
    Rows(staff_chat_codes, StaffChatCode),
    Rows(staff_alerts, StaffAlert),
)
_MEMBER, _CASE = Rows(staff_members, StaffMember), Rows(cases, Case)
_M, _S = staff_members.c, cases.c
_MEMBERS = _MEMBER.select().where(_M.municipality == bindparam("municipality"), _M.disabled_at.is_(None))
_OPENED = (
    _CASE.select()
    .where(_S.municipality.concat("") == bindparam("municipality"), IS_OPEN, STANDS_ALONE)
    .where(_S.id >= bindparam("lowest"), _S.opened_at > bindparam("since", type_=_S.opened_at.type))
    .order_by(_S.id)
    .limit(bindparam("limit"))
)
_INSERT = insert(staff_chats).inline()
_SET = update_by_id(staff_chats, "digest_hour", "language")
_REMOVE = delete(staff_chats).where(_C.id == bindparam("key"))
_ONE = _CHAT.select().where(_C.id == bindparam("key"))
_IN_TOWN = _C.municipality == bindparam("municipality")
_OF_MEMBER = _CHAT.select().where(_IN_TOWN, _C.member == bindparam("member"))
_BY_TAG = _CHAT.select().where(_IN_TOWN, _C.tag == bindparam("tag"))
_EVERY = _CHAT.select().order_by(_C.id)
_TAKE_DIGEST = (
    update(staff_chats)
    .where(_C.id == bindparam("key"), _C.digest_day < bindparam("day"))
    .values(digest_day=bindparam("day"), digest_at=bindparam("at", type_=_C.digest_at.type))
    .returning(_C.id)
)
_INSERT_CODE = insert(staff_chat_codes).inline()
_REMOVE_CODES_OF = delete(staff_chat_codes).where(
    and_(_K.municipality == bindparam("of_town"), _K.member == bindparam("of_member"))
)
_TAKE_CODE = (
    delete(staff_chat_codes)
    .where(_K.municipality == bindparam("municipality"), _K.tag == bindparam("tag"))
    .returning(*_CODE.columns)
)
_REMOVE_OLD_CODES = delete(staff_chat_codes).where(_K.expires_at <= bindparam("before", type_=_K.expires_at.type))
_UNTOLD = (
    select(_A.case)
    .where(IS_UNTOLD)
    .order_by(_A.case)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("untold")
)
_TAKE_ALERTS = (
    update(staff_alerts)
    .where(_A.case.in_(select(_UNTOLD.c.case)))
    .values(told_at=bindparam("now", type_=_A.told_at.type))
    .returning(*_ALERT.columns)
)
_TOLD = _ALERT.select().where(IS_TOLD, _A.told_at >= bindparam("since", type_=_A.told_at.type)).order_by(_A.told_at)
_ALERT_OF = _ALERT.select().where(_A.case == bindparam("key"))
_SHOW = (
    update(staff_alerts)
    .where(_A.case == bindparam("key"), _A.shown == bindparam("before"))
    .values(shown=bindparam("after"))
    .returning(_A.case)
)
_OF_CASE = _A.case == bindparam("key")
_WAIT = update(staff_alerts).where(_OF_CASE).values(widen_at=bindparam("until", type_=_A.widen_at.type))
_TO_WIDEN = _ALERT.select().where(WAITS, _A.widen_at <= bindparam("now", type_=_A.widen_at.type)).order_by(_A.widen_at)
_WIDEN = update(staff_alerts).where(_OF_CASE, WAITS).values(widen_at=None).returning(_A.case)
