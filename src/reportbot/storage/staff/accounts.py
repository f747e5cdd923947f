"""Accounts of people who work here, their passkeys and recovery codes, and how often somebody has tried to be them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words

from reportbot.service.records.staff import StaffMember, StaffPasskey
from reportbot.storage.schema.staff import staff_codes, staff_members, staff_passkeys, staff_tries
from reportbot.storage.sql.rows import Rows, locked, update_by_id
from reportbot.storage.sql.statements import Row
from reportbot.storage.sql.transaction import Transaction


class SqlStaff:
    """Implements service.tables.staff.StaffRows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, member: StaffMember) -> None:
        self._transaction.write(_ADD, [_MEMBER.values(member)])

    async def get(self, municipality: str, id: int) -> StaffMember | None:
        return _MEMBER.one(await self._locked(_BY_ID, {"municipality": municipality, "id": id}))

    async def by_key(self, municipality: str, key: str) -> StaffMember | None:
        return _MEMBER.one(await self._locked(_BY_KEY, {"municipality": municipality, "key": key}))

    async def all(self, municipality: str) -> list[StaffMember]:
        return _MEMBER.records(await self._locked(_ALL, {"municipality": municipality}))

    async def update(self, member: StaffMember) -> None:
        values = {f"new_{name}": getattr(member, name) for name in _CHANGES}
        self._transaction.write(_UPDATE, [values | {"key": member.id}])

    async def use_totp(self, id: int, step: int) -> bool:
        return bool(await self._transaction.fetch(_USE_TOTP, {"of": id, "step": step}))

    async def add_passkey(self, passkey: StaffPasskey) -> None:
        self._transaction.write(_ADD_PASSKEY, [_PASSKEY.values(passkey)])

    async def passkeys(self, member: int) -> list[StaffPasskey]:
        return _PASSKEY.records(await self._transaction.fetch(_PASSKEYS, {"of": member}))

    async def passkey(self, municipality: str, credential: bytes) -> StaffPasskey | None:
        rows = await self._locked(_BY_CREDENTIAL, {"municipality": municipality, "credential": credential})
        return _PASSKEY.one(rows)

    async def passkey_used(self, id: int, counted: int, at: datetime) -> None:
        self._transaction.write(_PASSKEY_USED, [{"key": id, "new_counted": counted, "new_used_at": at}])

    async def remove_passkey(self, member: int, id: int) -> bool:
        return bool(await self._transaction.fetch(_REMOVE_PASSKEY, {"of": member, "id": id}))

    async def have_passkeys(self, municipality: str) -> frozenset[int]:
        rows = await self._transaction.fetch(_HAVE_PASSKEYS, {"municipality": municipality})
        return frozenset(member for (member,) in rows)

    async def replace_codes(self, municipality: str, member: int, digests: Sequence[bytes]) -> None:
        self._transaction.write(_REMOVE_CODES, [{"of": member}])
        rows = [{"municipality": municipality, "member": member, "digest": digest} for digest in digests]
        self._transaction.write(_ADD_CODE, rows)

    async def use_code(self, member: int, digest: bytes) -> bool:
        return bool(await self._transaction.fetch(_USE_CODE, {"of": member, "digest": digest}))

    async def codes_left(self, member: int) -> int:
        ((count,),) = await self._transaction.fetch(_CODES_LEFT, {"of": member})
        return int(count)

    async def tries(self, municipality: str, key: bytes, at: datetime) -> tuple[int, datetime]:
        fresh = {"municipality": municipality, "key": key, "tries": 0, "next_at": at, "at": at}
        self._transaction.write(_NEW_TRIES, [fresh])  # then there is a row to be locked
        ((tries, next_at),) = await self._locked(_TRIES, {"municipality": municipality, "key": key})
        return int(tries), next_at

    async def tried(self, municipality: str, key: bytes, tries: int, next_at: datetime, at: datetime) -> None:
        values = {"town": municipality, "of": key, "new_tries": tries, "new_next_at": next_at, "new_at": at}
        self._transaction.write(_TRIED, [values])

    async def went_well(self, municipality: str, key: bytes) -> None:
        self._transaction.write(_WENT_WELL, [{"town": municipality, "of": key}])

    async def forget_tries(self, before: datetime) -> None:
        self._transaction.write(_FORGET_TRIES, [{"before": before}])

    async def _locked(self, statement: Select[Any], values: dict[str, Any]) -> Sequence[Row]:
        return await self._transaction.fetch(_locking(statement) if self._transaction.locks else statement, values)


_locking = cache(locked)


_M, _P, _C, _T = staff_members.c, staff_passkeys.c, staff_codes.c, staff_tries.c
_MEMBER, _PASSKEY = Rows(staff_members, StaffMember), Rows(staff_passkeys, StaffPasskey)
_FIXED = ("id", "municipality", "key", "created_at", "totp_step", "sealed_key")  # the key is only wrapped anew
_CHANGES = tuple(name for name in _MEMBER.names if name not in _FIXED)
_IN_TOWN = _M.municipality == bindparam("municipality")
_ADD = insert(staff_members).inline()
_BY_ID = _MEMBER.select().where(_IN_TOWN, _M.id == bindparam("id"))
_BY_KEY = _MEMBER.select().where(_IN_TOWN, _M.key == bindparam("key"))
_ALL = _MEMBER.select().where(_IN_TOWN).order_by(_M.name, _M.id)
_UPDATE = update_by_id(staff_members, *_CHANGES)
_USE_TOTP = (
    update(staff_members)
    .where(_M.id == bindparam("of"), _M.totp_step < bindparam("step"))
    .values(totp_step=bindparam("step"))
    .returning(_M.id)
)
_ADD_PASSKEY = insert(staff_passkeys).inline()
_PASSKEYS = _PASSKEY.select().where(_P.member == bindparam("of")).order_by(_P.id)
_BY_CREDENTIAL = _PASSKEY.select().where(
    _P.municipality == bindparam("municipality"), _P.credential == bindparam("credential")
)
_PASSKEY_USED = update_by_id(staff_passkeys, "counted", "used_at")
_REMOVE_PASSKEY = delete(staff_passkeys).where(_P.member == bindparam("of"), _P.id == bindparam("id")).returning(_P.id)
_HAVE_PASSKEYS = select(_P.member).where(_P.municipality == bindparam("municipality")).distinct()
_REMOVE_CODES = delete(staff_codes).where(_C.member == bindparam("of"))
_ADD_CODE = insert(staff_codes).inline()
_USE_CODE = (
    delete(staff_codes).where(_C.member == bindparam("of"), _C.digest == bindparam("digest")).returning(_C.digest)
)
_CODES_LEFT = select(func.count()).select_from(staff_codes).where(_C.member == bindparam("of"))
_NEW_TRIES = upsert(staff_tries).inline().on_conflict_do_nothing()
_TRIES = select(_T.tries, _T.next_at).where(
    _T.municipality == bindparam("municipality"), _T.key == bindparam("key", type_=_T.key.type)
)
_OF_TRIES = (_T.municipality == bindparam("town"), _T.key == bindparam("of", type_=_T.key.type))
_TRIED = (
    update(staff_tries)
    .where(*_OF_TRIES)
    .values(tries=bindparam("new_tries"), next_at=bindparam("new_next_at"), at=bindparam("new_at"))
)
_WENT_WELL = delete(staff_tries).where(*_OF_TRIES)
_FORGET_TRIES = delete(staff_tries).where(_T.at < bindparam("before", type_=_T.at.type))
