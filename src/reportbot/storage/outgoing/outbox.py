"""What is to be sent: rows leave in order of their lane, are claimed for a while, and are finished once."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, insert, literal, not_, null, select, update
from sqlalchemy.sql.expression import Executable

from reportbot.service.outgoing.copies import REDACT
from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage.outgoing.chat_numbers import SqlChatNumbers
from reportbot.storage.outgoing.dead_letters import SqlDeadLetters
from reportbot.storage.outgoing.reminded import SqlReminded
from reportbot.storage.schema import IS_UNFINISHED, outbox
from reportbot.storage.sql.rows import Rows, chunks, locked, padded

UNKNOWN = "unknown outcome"


class SqlOutbox(SqlDeadLetters, SqlChatNumbers, SqlReminded):
    """Implements service.tables.outbox.Outbox.

    `attempts` is the fence: whoever lost their claim to somebody else can no longer finish the row. `wake_at` is when
    a claim has to look at a row: at first due_at, then the end of the claim, so that one index walks what is due.
    """

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """As given: a row that its writer sends itself comes as SENDING, with attempts and claimed_until."""
        self._transaction.write(_INSERT, [_new(delivery) for delivery in deliveries])

    async def claim(self, now: datetime, until: datetime, limit: int) -> list[Delivery]:
        rows = await self._transaction.fetch(_CLAIM, {"now": now, "until": until, "limit": limit})
        return sorted(_DELIVERY.records(rows), key=lambda delivery: (delivery.due_at, delivery.id))

    async def forget_claims(self, now: datetime) -> None:
        self._transaction.write(_FORGET_CLAIMS, [{"now": now}])

    async def finish(self, done: Sequence[tuple[int, int, DeliveryState, str]], at: datetime) -> None:
        for state in DeliveryState.DONE, DeliveryState.CANCELLED, DeliveryState.DEAD:
            rows = [
                {"key": id, "claimed": attempts, "at": at, "word": word}
                for id, attempts, new, word in done
                if new is state
            ]
            self._transaction.write(_finish(state), rows)

    async def retry(self, again: Sequence[tuple[int, int, datetime, str]]) -> None:
        """The rest of the lane waits as long: otherwise every claim would look at all of it in vain."""
        rows = [
            {"key": id, "claimed": attempts, "until": due_at, "word": failure}
            for id, attempts, due_at, failure in again
        ]
        self._transaction.write(_RETRY, rows)
        self._transaction.write(_HOLD_LANE, rows)

    async def cancel_reporter(
        self, conversation: int, kinds: Sequence[str] | None = None, case: int | None = None
    ) -> None:
        for kind in (None,) if kinds is None else kinds:
            values: dict[str, Any] = {"of": conversation}
            values |= {} if kind is None else {"of_kind": kind}
            values |= {} if case is None else {"of_case": case}
            self._transaction.write(_cancel(kind is not None, case is not None), [values])
        self._transaction.write(_RELEASE, [{"of": conversation}])

    async def cancel_office(self, referrals: Sequence[int]) -> None:
        self._transaction.write(_CANCEL_OFFICE, [{"of": referral} for referral in referrals])

    async def take_back(self, ids: Sequence[int]) -> None:
        self._transaction.write(_TAKE_BACK, [{"key": id} for id in ids])

    async def get(self, ids: Sequence[int]) -> dict[int, Delivery]:
        found: dict[int, Delivery] = {}
        for some in chunks(list(dict.fromkeys(ids))):
            known = padded(some)
            values = {f"id{place}": id for place, id in enumerate(known)}
            rows = await self._transaction.fetch(_get(len(known), self._transaction.locks), values)
            found |= {row.id: row for row in _DELIVERY.records(rows)}
        return found

    async def find(self, id: int) -> Delivery | None:
        rows = _DELIVERY.records(await self._transaction.fetch(_ONE, {"key": id}))
        return rows[0] if rows else None

    async def of_notice(self, notice: int) -> list[Delivery]:
        return _DELIVERY.records(await self._transaction.fetch(_of_notice(self._transaction.locks), {"of": notice}))

    async def of_case(self, case: int) -> list[Delivery]:
        return _DELIVERY.records(await self._transaction.fetch(_OF_CASE, {"of": case}))

    async def next_due(self) -> datetime | None:
        """When a claim may next find something; a row behind another of its lane does not count."""
        rows = await self._transaction.fetch(_NEXT_DUE)
        return rows[0][0] if rows else None

    async def waiting_lanes(self) -> list[int]:
        return [lane for (lane,) in await self._transaction.fetch(_WAITING_LANES)]

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest unfinished row was written that somebody waits for; erasing may have to wait for days."""
        ((oldest,),) = await self._transaction.fetch(_OLDEST)
        return oldest  # type: ignore[no-any-return]


def _new(delivery: Delivery) -> dict[str, Any]:
    return _DELIVERY.values(delivery) | {"wake_at": delivery.claimed_until or delivery.due_at}


def _is_head() -> ColumnElement[bool]:
    """No earlier row of the same lane is unfinished."""
    earlier = outbox.alias("earlier")
    unfinished = select(earlier.c.id).where(earlier.c.lane == _C.lane, earlier.c.id < _C.id, IS_UNFINISHED)
    return not_(exists(unfinished.correlate(outbox)))


def _claim() -> Executable:
    due = (
        select(_C.id)
        .where(IS_UNFINISHED, _C.wake_at <= bindparam("now"), _is_head())
        .order_by(_C.wake_at, _C.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    dies = and_(_C.state == DeliveryState.SENDING, _C.at_most_once == literal(True, _C.at_most_once.type))
    return (
        update(outbox)
        .where(_C.id.in_(select(due.c.id)))
        .values(
            state=case((dies, _state(DeliveryState.DEAD)), else_=_state(DeliveryState.SENDING)),
            attempts=case((dies, _C.attempts), else_=_C.attempts + 1),
            claimed_until=case((dies, null()), else_=_moment("until")),
            wake_at=case((dies, _C.wake_at), else_=_moment("until")),
            failure=case((dies, UNKNOWN), else_=_C.failure),
            finished_at=case((dies, _moment("now")), else_=null()),
        )
        .returning(*_DELIVERY.columns)
    )


def _state(state: DeliveryState) -> ColumnElement[DeliveryState]:
    return literal(state, _C.state.type)


def _moment(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=_C.due_at.type)


def _claimed() -> ColumnElement[bool]:
    """Still held by whoever claimed it with that attempt."""
    return and_(_C.id == bindparam("key"), _C.state == DeliveryState.SENDING, _C.attempts == bindparam("claimed"))


@cache
def _finish(state: DeliveryState) -> Executable:
    word: dict[str, Any] = (
        {"evidence": bindparam("word")} if state is DeliveryState.DONE else {"failure": bindparam("word")}
    )
    payload = {} if state is DeliveryState.DEAD else {"payload": b""}
    return (
        update(outbox)
        .where(_claimed())
        .values({"state": state, "claimed_until": None, "finished_at": _moment("at"), **word, **payload})
    )


@cache
def _cancel(one_kind: bool, one_case: bool = False) -> Executable:
    cancelled = update(outbox).where(_C.conversation == bindparam("of"), IS_UNFINISHED)
    if one_kind:
        cancelled = cancelled.where(_C.kind == bindparam("of_kind"))
    if one_case:
        cancelled = cancelled.where(_C.case == bindparam("of_case"))
    return cancelled.values(state=DeliveryState.CANCELLED, claimed_until=None, payload=b"")


@cache
def _get(count: int, locks: bool) -> Executable:
    found = _DELIVERY.select().where(_C.id.in_([bindparam(f"id{place}") for place in range(count)]))
    return locked(found) if locks else found


@cache
def _of_notice(locks: bool) -> Executable:
    found = _DELIVERY.select().where(_C.notice == bindparam("of")).order_by(_C.id)
    return locked(found) if locks else found


_C = outbox.c
_DELIVERY = Rows(outbox, Delivery)
_INSERT = insert(outbox).values({name: bindparam(name, type_=_C[name].type) for name in (*_DELIVERY.names, "wake_at")})
_CLAIM = _claim()
_FORGET_CLAIMS = (
    update(outbox)
    .where(IS_UNFINISHED, _C.state == DeliveryState.SENDING)
    .values(claimed_until=_moment("now"), wake_at=_moment("now"))
)
_CANCEL_OFFICE = (
    update(outbox)
    .where(_C.referral == bindparam("of"), IS_UNFINISHED)
    .values(state=DeliveryState.CANCELLED, claimed_until=None, payload=b"")
)
_TAKE_BACK = (
    update(outbox)
    .where(_C.id == bindparam("key"), _C.state == DeliveryState.WAITING)
    .values(state=DeliveryState.CANCELLED, payload=b"")
)
_RETRY = (
    update(outbox)
    .where(_claimed())
    .values(
        state=DeliveryState.WAITING,
        due_at=_moment("until"),
        wake_at=_moment("until"),
        claimed_until=None,
        failure=bindparam("word"),
    )
)
_HEADS_LANE = (
    select(_C.lane)
    .where(_C.id == bindparam("key"), _C.state == DeliveryState.WAITING, _C.wake_at == _moment("until"))
    .correlate(None)
    .scalar_subquery()
)
_HOLD_LANE = (
    update(outbox)
    .where(IS_UNFINISHED, _C.lane == _HEADS_LANE, _C.id > bindparam("key"), _C.wake_at < _moment("until"))
    .values(wake_at=_moment("until"))
)
_RELEASE = (
    update(outbox)
    .where(_C.conversation == bindparam("of"), IS_UNFINISHED, _C.state == DeliveryState.WAITING)
    .values(wake_at=_C.due_at)
)
_NEXT_DUE = select(_C.wake_at).where(IS_UNFINISHED, _is_head()).order_by(_C.wake_at).limit(1)
_WAITING_LANES = select(_C.lane).where(IS_UNFINISHED)
_OLDEST = select(func.min(_C.created_at)).where(IS_UNFINISHED, _C.kind != REDACT)
_OF_CASE = _DELIVERY.select().where(_C.case == bindparam("of")).order_by(_C.id)
_ONE = _DELIVERY.select().where(_C.id == bindparam("key"))
