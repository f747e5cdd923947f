"""When closed cases run out, and their erasing: first the keys, which is small and at once, on a later day the rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, literal, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite says ON CONFLICT in the same words
from sqlalchemy.sql.elements import BindParameter

from reportbot.core.access.reach import Reach
from reportbot.core.cases.retention import Expiry
from reportbot.service.records import CaseState, DeliveryState
from reportbot.storage.cases.reach import WITHIN, values_of
from reportbot.storage.schema import (
    IS_DEAD,
    IS_MERGED,
    IS_UNFINISHED,
    case_events,
    cases,
    conversations,
    corrections,
    dues,
    letters,
    outbox,
    outside,
    photos,
    referrals,
    reminded,
    reports,
    retention,
    sketches,
)
from reportbot.storage.schema.notes import case_notes, case_tasks
from reportbot.storage.schema.staff import drafts
from reportbot.storage.schema.staff_chats import staff_alerts
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlRetention:
    """Implements service.tables.erasing.Retention.

    Whoever erases locks the case first (cases.get), so that two cannot.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def states(self, after: int, limit: int) -> list[CaseState]:
        return [CaseState(*row) for row in await self._transaction.fetch(_STATES, {"after": after, "limit": limit})]

    async def add(self, expiries: Sequence[Expiry]) -> None:
        self._transaction.write(_ADD, [_EXPIRY.values(expiry) for expiry in expiries])

    async def save(self, expiries: Sequence[Expiry]) -> None:
        changed = [
            {"of": each.case, "until": each.purge_at, "told": each.warned_at, "stands": each.held} for each in expiries
        ]
        self._transaction.write(_SAVE, changed)

    async def stop(self, cases: Sequence[int]) -> None:
        self._transaction.write(_STOP, [{"of": case} for case in cases])

    async def get(self, case: int) -> Expiry | None:
        rows = await self._transaction.fetch(_GET, {"of": case})
        return _EXPIRY.one(rows)

    async def coming(
        self, municipality: str, until: datetime, within: Reach, after: tuple[datetime, int] | None, limit: int
    ) -> list[Expiry]:
        values: dict[str, Any] = {"municipality": municipality, "until": until, "limit": limit, **values_of(within)}
        values |= {"since": after[0] if after else _EVER, "last": after[1] if after else -1}
        return _EXPIRY.records(await self._transaction.fetch(_COMING, values))

    async def count(self, municipality: str, until: datetime, within: Reach, most: int) -> int:
        values = {"municipality": municipality, "until": until, "most": most, **values_of(within)}
        ((count,),) = await self._transaction.fetch(_COUNT, values)
        return int(count)

    async def unwarned(self, municipality: str, until: datetime, now: datetime, limit: int) -> list[Expiry]:
        values = {"municipality": municipality, "until": until, "now": now, "limit": limit}
        return _EXPIRY.records(await self._transaction.fetch(_UNWARNED, values))

    async def due(self, municipality: str, now: datetime, warned_before: datetime, limit: int) -> list[Expiry]:
        values = {"municipality": municipality, "now": now, "warned_before": warned_before, "limit": limit}
        return _EXPIRY.records(await self._transaction.fetch(_DUE, values))

    async def shredded_since(self, municipality: str, since: datetime, until: datetime) -> int:
        values = {"municipality": municipality, "since": since, "until": until}
        ((count,),) = await self._transaction.fetch(_SHREDDED_SINCE, values)
        return int(count)

    async def shred(self, cases: Sequence[int], at: datetime) -> None:
        for statement in _SHRED:
            self._transaction.write(statement, [{"of": case} for case in cases])
        self._transaction.write(_SHREDDED, [{"of": case, "at": at} for case in cases])

    async def shredded(self, before: datetime, now: datetime, limit: int) -> list[int]:
        rows = await self._transaction.fetch(_TO_REMOVE, {"before": before, "now": now, "limit": limit})
        return [case for (case,) in rows]

    async def pointing_at(self, case: int) -> list[int]:
        return [id for (id,) in await self._transaction.fetch(_POINTING, {"of": case})]

    async def remove(self, cases: Sequence[int], pointing: Sequence[int]) -> None:
        self._transaction.write(_POINT_NOWHERE, [{"key": id} for id in pointing])
        for statement in _REMOVE:
            self._transaction.write(statement, [{"of": case} for case in cases])


_R = retention.c
_EXPIRY = Rows(retention, Expiry)
_EVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_OF: BindParameter[int] = bindparam("of")
_IS_THERE = _R.shredded_at.is_(None)
_AT_TOWN = _R.municipality == bindparam("municipality")
_IN_ORDER = _EXPIRY.select().order_by(_R.purge_at, _R.case).limit(bindparam("limit"))
_NOT_WARNED = or_(_R.warned_at.is_(None), _R.warned_at > bindparam("now"))  # by a clock that had jumped ahead

_STATES = (
    select(cases.c.id, cases.c.municipality, cases.c.status, cases.c.updated_at, _R.case.is_not(None))
    .select_from(cases.outerjoin(retention, _R.case == cases.c.id))
    .where(cases.c.id > bindparam("after"))
    .order_by(cases.c.id)
    .limit(bindparam("limit"))
)
_ADD = upsert(retention).inline().on_conflict_do_nothing()
_SAVE = (
    update(retention)
    .where(_R.case == _OF, _IS_THERE)
    .values(
        purge_at=bindparam("until", type_=_R.purge_at.type),
        warned_at=bindparam("told", type_=_R.warned_at.type),
        held=bindparam("stands", type_=_R.held.type),
    )
)
_STOP = delete(retention).where(_R.case == _OF, _IS_THERE)
_GET = _EXPIRY.select().where(_R.case == _OF)
_OF_CASES = retention.join(cases, cases.c.id == _R.case)
_COMING = _IN_ORDER.select_from(_OF_CASES).where(
    WITHIN,
    _AT_TOWN,
    _IS_THERE,
    _R.purge_at <= bindparam("until"),
    _R.purge_at >= bindparam("since"),
    or_(_R.purge_at > bindparam("since"), _R.case > bindparam("last")),
)
_FIRST = (
    select(_R.case)
    .select_from(_OF_CASES)
    .where(_AT_TOWN, _IS_THERE, _R.purge_at <= bindparam("until"), WITHIN)
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).select_from(_FIRST.subquery())
_UNWARNED = _IN_ORDER.where(_AT_TOWN, _IS_THERE, _R.purge_at <= bindparam("until"), _R.held == 0, _NOT_WARNED)
_DUE = _IN_ORDER.where(
    _AT_TOWN, _IS_THERE, _R.purge_at <= bindparam("now"), _R.held == 0, _R.warned_at <= bindparam("warned_before")
)
_SHREDDED_SINCE = (
    select(func.count())
    .select_from(retention)
    .where(_AT_TOWN, _R.purge_at <= bindparam("until"), _R.shredded_at >= bindparam("since"))
)
_TO_REMOVE = (
    select(_R.case)
    .where(_R.purge_at <= bindparam("now"), _R.shredded_at < bindparam("before"))
    .order_by(_R.purge_at, _R.case)
    .limit(bindparam("limit"))
)

_WITH_ITS_KEYS = (corrections, sketches, letters, outside, case_notes, case_tasks, reminded)

_PATH = literal("/console/") + cases.c.municipality + "/cases/" + cases.c.number + "/"
_STANDS_BELOW = func.substr(drafts.c.path, 1, func.length(_PATH)) == _PATH

# Whoever looks for the case finds nothing from here on: no text, no picture, no code, no link of an office.
_SHRED = (
    # What somebody was typing about it when their session ended. Before the case: it is found by its number.
    delete(drafts).where(select(cases.c.id).where(cases.c.id == _OF, _STANDS_BELOW).exists()),
    update(conversations)
    .where(
        conversations.c.case == _OF,
        conversations.c.id == select(cases.c.conversation).where(cases.c.id == _OF).scalar_subquery(),
    )
    .values(case=null()),
    # A receipt or an answer that could not leave repeats their words, and names no case.
    update(outbox)
    .where(outbox.c.conversation == select(cases.c.conversation).where(cases.c.id == _OF).scalar_subquery(), IS_DEAD)
    .values(payload=b""),
    update(cases).where(cases.c.id == _OF).values(sealed_key=b"", receipt_tag=b"", conversation=null()),
    update(photos).where(photos.c.case == _OF).values(sealed_key=b"", sealed_handle=b""),
    update(outbox)
    .where(outbox.c.case == _OF)
    .values(
        state=case((IS_UNFINISHED, int(DeliveryState.CANCELLED)), else_=outbox.c.state),
        payload=b"",
        target="",
        evidence="",
        claimed_until=null(),
        conversation=null(),
    ),
    delete(referrals).where(referrals.c.case == _OF),
    *(delete(table).where(table.c.case == _OF) for table in _WITH_ITS_KEYS),
    update(cases).where(cases.c.merged_into == _OF, IS_MERGED).values(merged_into=null()),  # they stand alone again
)
_SHREDDED = (
    update(retention)
    .where(_R.case == _OF)
    .values(
        shredded_at=bindparam("at", type_=_R.shredded_at.type),
        purge_at=case(
            (_R.purge_at > bindparam("at", type_=_R.purge_at.type), bindparam("at", type_=_R.purge_at.type)),
            else_=_R.purge_at,
        ),
    )
)
_POINTING = select(conversations.c.id).where(conversations.c.case == _OF)
_POINT_NOWHERE = update(conversations).where(conversations.c.id == bindparam("key")).values(case=null())
_OF_A_CASE = (outbox, dues, case_events, referrals, photos, *_WITH_ITS_KEYS, staff_alerts, reports)
_REMOVE = (
    *(delete(table).where(table.c.case == _OF) for table in _OF_A_CASE),
    delete(retention).where(_R.case == _OF),
    delete(cases).where(cases.c.id == _OF),
)
