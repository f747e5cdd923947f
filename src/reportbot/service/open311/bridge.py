"""What becomes of requests in other Open311 systems, and what we tell those that have sent us some.

Every ten minutes each of them gets one question about those of ours that are open there: by their numbers, or for all
its updates since. "Closed" there is the institution's "done"; what is written with it is for the desk, never passed on
to the person. Who has sent us requests and gave an address is told of each change of them, in order, once each.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from reportbot.core.cases.telling.feedback import REOPENS_FOR
from reportbot.core.cases.telling.publishing import SAID, PublicChange
from reportbot.core.peers import Peer
from reportbot.service.open311.handing import OPEN, OVER, TOKEN, Way, ways_of
from reportbot.service.open311.hearing import Hearing, State, Word
from reportbot.service.open311.requests import Open311, PublicRequest
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, DeliveryFailed, Store, Translator, Vault
from reportbot.service.records import Outside
from reportbot.service.reports.opening import Opener
from reportbot.service.responses import Responses
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

EVERY = timedelta(minutes=10)
AT_ONCE = 50  # requests in one question
MOST_TOLD = 20  # changes that one system is told in one round
OVERLAP = timedelta(hours=2)  # of two questions for updates: theirs may be noted late

log = logging.getLogger("reportbot.open311")


class Remote(Protocol):
    """One other system (transports/open311.py). Every method raises DeliveryFailed."""

    async def number_of(self, token: str) -> str: ...
    async def states(self, numbers: Sequence[str]) -> Sequence[State]: ...
    async def updates(self, since: datetime, until: datetime) -> Sequence[State]: ...
    async def tell(self, address: str, fields: Mapping[str, str]) -> None: ...


class Bridge:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        requests: Open311,
        responses: Responses,
        opener: Opener,
        notices: Notices,
        translator: Translator,
        clock: Clock,
        wake: Callable[[], None],
        damage: Damage,
        remote: Callable[[str, Way], Remote],
    ) -> None:
        """`remote`: a system as one town reaches it. `wake`: something waits to be sent."""
        self._store, self._towns, self._requests = store, towns, requests
        self._hearing = Hearing(
            store=store, vault=vault, responses=responses, opener=opener, notices=notices, damage=damage
        )
        self._translator, self._clock, self._wake, self._remote = translator, clock, wake, remote
        self._asked: dict[tuple[str, str], datetime] = {}  # when each was asked last, and whether one by one
        self._one_by_one: set[tuple[str, str]] = set()

    async def run_due(self, now: datetime) -> None:
        """A system that cannot be reached is asked again in the next round; the others do not wait for it."""
        for town in self._towns.values():
            for way in {way.peer: way for way in ways_of(town).values()}.values():
                if self._is_due(f"ask {way.peer}", town, now):
                    await self._guarded(self._ask(town, way, now), way.peer)
            for peer in town.rules.open311.peers:
                if peer.callback and self._is_due(f"tell {peer.name}", town, now):
                    await self._guarded(self._tell(town, peer, now), peer.name)

    async def told(self, municipality: str, peer: str, word: Word) -> bool:
        """A system that we have sent something says by itself what becomes of it. False where we have not."""
        town, now = self._towns[municipality], self._clock.now()
        async with self._store.read() as work:
            row = await work.outside.named(town.key, peer, word.remote, sent=True)
        if row is None or row.status == TOKEN:
            return False
        await persistently(partial(self._hearing.heard, town, peer, row.id, word, now))
        self._wake()
        return True

    def _is_due(self, what: str, town: Town, now: datetime) -> bool:
        before = self._asked.get((town.key, what))
        if before is not None and before <= now < before + EVERY:
            return False
        self._asked[town.key, what] = now
        return True

    async def _guarded(self, work: Awaitable[None], peer: str) -> None:
        try:
            await work
        except DeliveryFailed as failure:
            log.warning("another system gave no answer", extra={"by": peer, "reason": failure.reason})
        except Exception as error:  # the next round finds the same rows
            log.error("trading with another system broke", extra={"by": peer, "failure": type(error).__name__})

    async def _ask(self, town: Town, way: Way, now: datetime) -> None:
        """One question: for a number that is still to come, for updates, or for where ours stand."""
        async with self._store.read() as work:
            rows = await work.outside.to_check(town.key, way.peer, True, AT_ONCE)
        remote, is_token = self._remote(town.key, way), bool(rows) and rows[0].status == TOKEN
        first, rows = rows[:1], [row for row in rows if row.status != TOKEN]
        if is_token:  # asked last longest ago; one that never becomes a number does not hold up the others
            await self._save([replace(first[0], checked_at=now)])
            if number := await remote.number_of(first[0].remote):
                await self._save([replace(first[0], remote=number, status=OPEN, checked_at=now)])
        elif rows and way.has_updates:
            since = min(row.checked_at or row.updated_at for row in rows) - OVERLAP
            await self._apply(town, way, rows, await remote.updates(since, now), now)
        elif rows:
            await self._ask_states(town, way, remote, rows, now)

    async def _ask_states(self, town: Town, way: Way, remote: Remote, rows: list[Outside], now: datetime) -> None:
        """Some systems answer for one number alone: where several fail, the next round asks for one."""
        whom = (town.key, way.peer)
        rows = rows[:1] if whom in self._one_by_one else rows
        try:
            states = await remote.states([row.remote for row in rows])
        except DeliveryFailed:
            if len(rows) > 1:
                self._one_by_one.add(whom)
            else:
                self._one_by_one.discard(whom)
            raise
        await self._apply(town, way, rows, states, now)

    async def _apply(
        self, town: Town, way: Way, rows: Sequence[Outside], states: Sequence[State], now: datetime
    ) -> None:
        by_number = {row.remote: row for row in rows}
        for state in states:
            if state.remote in by_number:
                await persistently(partial(self._hearing.heard, town, way.peer, by_number[state.remote].id, state, now))
        async with self._store.begin() as work:
            still = [await work.outside.get(row.id) for row in rows]
            await work.outside.save([replace(row, checked_at=now) for row in still if row is not None])
        self._wake()

    async def _tell(self, town: Town, peer: Peer, now: datetime) -> None:
        """What is new since the last change that they took."""
        async with self._store.read() as work:
            rows = await work.outside.to_check(town.key, peer.name, False, AT_ONCE)
            known = {row.id: await self._requests.sent_by(work, town, peer.name, row.case) for row in rows}
        remote, left = self._remote(town.key, Way(peer.name, "", peer.jurisdiction)), MOST_TOLD
        for row in rows:
            request, told = known[row.id], _told(row)
            for change in request.changes[told:] if request else ():
                if left == 0:
                    return
                await remote.tell(peer.callback, self._fields(town, request, change) if request else {})
                left, told = left - 1, told + 1
                row = replace(row, status=f"{OPEN}:{told}", updated_at=now)
                await self._save([row])
            if request and request.is_closed and now > request.updated + REOPENS_FOR:
                row = replace(row, status=OVER)
            if row.status == OVER or len(rows) == AT_ONCE:
                await self._save([replace(row, checked_at=now)])

    def _fields(self, town: Town, request: PublicRequest, change: PublicChange) -> dict[str, str]:
        language, zone = town.rules.languages[0], town.rules.zone
        return {
            "service_request_id": request.id,
            "update_id": request.name_of(change),
            "status": "closed" if change.is_closed else "open",
            "updated_datetime": change.at.isoformat(timespec="seconds"),
            "description": self._translator.say(SAID[change.kind], language, zone=zone),
        }

    async def _save(self, rows: Sequence[Outside]) -> None:
        async with self._store.begin() as work:
            await work.outside.save(rows)


def _told(row: Outside) -> int:
    """How many changes they were told."""
    count = row.status.partition(":")[2]
    return int(count) if count.isdecimal() else 0
