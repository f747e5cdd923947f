"""What the world reads of a town's public matters: requests and what became of them. Nothing sealed is opened here.

A request has a name of its own, made of its day and a keyed hash: case numbers rise one by one, and whoever saw the
gaps between public ones could count the others.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.retention import is_held
from reportbot.core.cases.telling.publishing import (
    PUBLISHED,
    PublicChange,
    begins,
    changes_of,
    day_of,
    is_public,
    shown_before,
    spot_of,
    was_rejected,
)
from reportbot.core.places import Place
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.tables.open311 import Published
from reportbot.service.towns import Town

MOST = 1000  # requests in one answer, and
DAYS = timedelta(days=90)  # how much time one question may span: GeoReport v2, "Response Volume"
MOST_IDS = 50
A_DAY = timedelta(days=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ID = re.compile(r"(2[0-9]{3})([0-9]{2})([0-9]{2})-([A-Z2-7]{8})")


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """All that is said of a case. `place` lies in the gazetteer; `lead` is the key of the institution that must act."""

    id: str
    category: str
    lead: str
    place: Place | None
    requested: datetime
    changes: tuple[PublicChange, ...]

    @property
    def is_closed(self) -> bool:
        return bool(self.changes) and self.changes[-1].is_closed

    def name_of(self, change: PublicChange) -> str:
        """Of one of its changes: made of its own name and the change's place in the row, it says nothing of ours."""
        return f"{self.id}.{self.changes.index(change) + 1}"

    @property
    def updated(self) -> datetime:
        return self.changes[-1].at if self.changes else self.requested


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are wanted. `since` and `until` are aware; `ids` stand before everything else.

    `is_closed` None: open ones and closed ones. Pages begin with 1 and have at most `MOST` requests.
    """

    ids: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    is_closed: bool | None = None
    page: int = 1
    size: int = MOST


class Open311:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock) -> None:
        self._store, self._vault, self._towns, self._clock = store, vault, towns, clock

    async def requests(self, municipality: str, asked: Asked, peer: str = "") -> list[PublicRequest]:
        """Newest first. `peer` is the name of the system that asks with its key: it sees its own at once."""
        town, now = self._towns[municipality], self._clock.now()
        if asked.ids:
            return await self._named(town, asked.ids[:MOST_IDS], peer, now)
        until = asked.until or min(now + A_DAY, asked.since + DAYS if asked.since else now + A_DAY)
        since = asked.since or until - DAYS
        wanted = self._wanted(town, max(since, until - DAYS), until + timedelta(seconds=1), peer, now)
        if asked.categories:
            wanted = replace(wanted, categories=asked.categories & PUBLISHED.keys())
        async with self._store.read() as work:
            return await self._page(work, town, wanted, asked, now)

    async def request(self, municipality: str, id: str, peer: str = "") -> PublicRequest | None:
        found = await self.requests(municipality, Asked(ids=(id,)), peer)
        return found[0] if found else None

    async def changes(
        self, municipality: str, since: datetime | None, until: datetime | None, peer: str = ""
    ) -> list[tuple[PublicRequest, PublicChange]]:
        """What has become of public requests from `since` (a day ago) until `until` (now), oldest first."""
        town, now = self._towns[municipality], self._clock.now()
        until = min(until or now, now)
        since = max(since or until - A_DAY, until - DAYS)
        async with self._store.read() as work:
            # What happened on the day of the report itself is told when that day is over.
            ids = await work.outside.changed(municipality, since - 2 * A_DAY, until)
            cases = await work.outside.public_cases(ids)
            found = await self._shown(work, town, cases, peer, now)
        told = [(request, change) for request in found for change in request.changes if since <= change.at <= until]
        return sorted(told, key=lambda each: (each[1].at, each[0].id, each[1].event))[:MOST]

    async def sent_by(self, work: Work, town: Town, peer: str, case: int) -> PublicRequest | None:
        """What the system that has sent this case may know of it now; None where that is nothing."""
        found = await self._shown(work, town, await work.outside.public_cases([case]), peer, self._clock.now())
        return found[0] if found else None

    def name_of(self, case: Case) -> str:
        """What the case is called outside. The same for ever; it says its day and nothing else."""
        zone = self._towns[case.municipality].rules.zone
        hashed = self._vault.message_key(f"open311 request:{case.municipality}:{case.id}")
        return f"{day_of(case, zone):%Y%m%d}-{b32encode(hashed).decode()[:8]}"

    async def number_of(self, municipality: str, id: str) -> str:
        """The number of the case that is called so outside, for the desk; "" where none is."""
        if _day(id.strip()) is None:
            return ""
        async with self._store.read() as work:
            case = await self.case_named(work, self._towns[municipality], id.strip())
        return case.number if case else ""

    async def case_named(self, work: Work, town: Town, id: str) -> Case | None:
        """Whatever it is about. For a peer that has sent it, whose name stands beside it in the store."""
        day = _day(id)
        if day is None:
            return None
        zone = town.rules.zone
        cases = await work.outside.opened(town.key, begins(day, zone), begins(day + A_DAY, zone))
        return next((case for case in cases if self.name_of(case) == id), None)

    async def _named(self, town: Town, ids: Sequence[str], peer: str, now: datetime) -> list[PublicRequest]:
        days = sorted({day for id in ids if (day := _day(id))}, reverse=True)
        found: list[PublicRequest] = []
        zone = town.rules.zone
        async with self._store.read() as work:
            for day in days:
                wanted = self._wanted(town, begins(day, zone), begins(day + A_DAY, zone), peer, now)
                cases = await work.outside.published(wanted)
                found += await self._shown(work, town, [c for c in cases if self.name_of(c) in ids], peer, now)
        return found

    def _wanted(self, town: Town, since: datetime, until: datetime, peer: str, now: datetime) -> Published:
        """Where the town publishes nothing, a system that sends us something sees its own and no more."""
        shown = shown_before(now, town.rules.zone) if town.rules.open311.publish else _NEVER
        return Published(town.key, frozenset(PUBLISHED), since, until, shown, peer, 0, MOST)

    async def _page(
        self, work: Work, town: Town, wanted: Published, asked: Asked, now: datetime
    ) -> list[PublicRequest]:
        """What is silent, or in the other state, takes no place on a page: a short page is the last one."""
        found, last = list[PublicRequest](), asked.page * asked.size
        while len(found) < last:
            cases = await work.outside.published(wanted)
            shown = await self._shown(work, town, cases, wanted.peer, now)
            found += [each for each in shown if asked.is_closed in (None, each.is_closed)]
            if len(cases) < wanted.limit:
                break
            wanted = replace(wanted, skip=wanted.skip + wanted.limit)
        return found[last - asked.size : last]

    async def _shown(
        self, work: Work, town: Town, cases: Iterable[Case], peer: str, now: datetime
    ) -> list[PublicRequest]:
        """The store has left out what was held after its end; what else must be silent is looked at once more, case by
        case, and in its history what is held while it is open."""
        ours = [case for case in cases if case.municipality == town.key]
        events = await work.outside.events_of([case.id for case in ours])
        public = [case for case in ours if is_public(case, held=is_held(events.get(case.id, ())))]
        ids = [case.id for case in public]
        own = await work.outside.sent_by(peer, ids) if peer else frozenset[int]()
        shown = [self._request(town, case, events.get(case.id, []), case.id in own, now) for case in public]
        # Within a day by their names: which of two was first is nobody's business.
        return sorted((each for each in shown if each), key=lambda each: (-each.requested.timestamp(), each.id))

    def _request(
        self, town: Town, case: Case, events: Sequence[CaseEvent], is_own: bool, now: datetime
    ) -> PublicRequest | None:
        """None for a rejected one, and for one whose day is not over, unless they sent it themselves."""
        zone = town.rules.zone
        day = day_of(case, zone)
        appears = begins(day + A_DAY, zone)
        if was_rejected(events) or not (is_own or (town.rules.open311.publish and appears <= now)):
            return None
        changes = changes_of(case, events, now)
        if not is_own:
            changes = tuple(replace(each, at=max(each.at, appears)) for each in changes)
        place = spot_of(case.place, town.around.gazetteer)
        return PublicRequest(self.name_of(case), case.category, case.lead, place, begins(day, zone), changes)


def _day(id: str) -> date | None:
    """None for what is no name of a request."""
    found = _ID.fullmatch(id)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
