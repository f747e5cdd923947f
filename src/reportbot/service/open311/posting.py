"""Another system hands us a report: it becomes a case like any other, durable before the answer, and once.

Whoever wrote it is nobody to us: there is no conversation, no code and no way back but through that system. Its words
are heard as everybody's are: a danger in them is an alarm, for nobody can be asked whether it is meant.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from reportbot.core.cases.case import PUBLIC_GROUPS, Case
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.photos import sealed_photo
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.open311.requests import Open311
from reportbot.service.outgoing.beside_desk import to_desk_or_lead
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import Conversation, Delivery, Outside, Photo, Who
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.additions import Additions
from reportbot.service.reports.opening import Opener, year_of
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

OPEN311 = "open311"  # the channel of such a case; nothing is ever sent through it
OPEN, OVER = "open", "over"  # states of a row: over is what needs no look any more
NOTE = "outside_note"  # kind of notice to the desk
EVERY = timedelta(hours=1)  # so often at most, of one case
SAYS = frozenset({"open", "closed", "fixed"})  # what is kept of a status, for the desk to read
_SAME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """`category` is one of those that are public; `place` as a flow's answer has it. `name`: what the sender calls it,
    by which the same request sent twice is one; "" where it says none, and then its content tells for a day. `photos`
    were painted anew."""

    category: str
    place: Mapping[str, Any] = field(repr=False)
    words: str = field(repr=False)
    name: str = field(default="", repr=False)
    photos: tuple[bytes, ...] = field(default=(), repr=False)

    def names(self, now: datetime) -> list[str]:
        """The first one is kept; the others are looked for too."""
        if self.name:
            return [f"name:{self.name}"]
        shown = [sha256(photo).hexdigest() for photo in self.photos]
        content = json.dumps([self.category, self.place, self.words, *shown], sort_keys=True)
        return [f"content:{(now - ago).date()}:{content}" for ago in (timedelta(0), _SAME)]


@dataclass(frozen=True, slots=True)
class Told:
    """More about the request `id`; `name` is what its sender calls this, `status` what it says of the request."""

    id: str
    name: str = field(repr=False)
    words: str = field(repr=False)
    status: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)


class Posting:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        requests: Open311,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._opener = store, vault, towns, opener
        self._notices, self._requests, self._clock, self._ids = notices, requests, clock, ids
        self._wake, self._damage = wake, damage
        self._submitting = Submitting(opener, towns, vault, ids, damage)
        self._adding, self._additions = AddingBeside(opener, ids, damage), Additions(opener)

    async def report(self, municipality: str, peer: str, posted: Posted) -> str:
        """The name of the request: of the one that is there, where this sender has sent the same before.

        Raises UnknownCode where that one was erased; StoreFailed, and then nothing is kept: it may be sent again.
        """
        name = await persistently(lambda: self._report(self._towns[municipality], peer, posted))
        self._wake()
        return name

    async def update(self, municipality: str, peer: str, told: Told) -> str:
        """A name for the update. The same one twice has its effect once.

        Raises UnknownCode for a request that this sender has not sent, or to which nothing can be added.
        """
        name = await persistently(lambda: self._update(self._towns[municipality], peer, told))
        self._wake()
        return name

    async def _report(self, town: Town, peer: str, posted: Posted) -> str:
        now = self._clock.now()
        keys = [self._vault.message_key(f"open311 sent:{town.key}:{peer}:{name}") for name in posted.names(now)]
        async with self._store.begin() as work:
            is_new = bool(await work.messages.unseen(keys[:1], now))
            for key in keys:
                if before := await work.outside.named(town.key, peer, key.hex(), sent=False):
                    return self._requests.name_of(await work.cases.one(before.case))
            if not is_new:
                raise UnknownCode("this request was here, and is erased")
            file = self._file(town, peer, posted, now)
            file = file.numbered(year_of(town, now), await work.cases.take_numbers(town.key, year_of(town, now), 1))
            await work.cases.add([file.case], file.reports, file.referrals, file.events)
            await work.sketches.save([file.sketch] if file.sketch else [])
            await work.dues.add(file.dues)
            await work.outbox.add(self._opener.notices(town, file, now))
            row = Outside(self._ids.new(), town.key, file.case.id, None, peer, False, keys[0].hex(), OPEN, now)
            await work.outside.add([row])
            await work.conversations.add_photos(self._photos(file.case, posted.photos, now))
            about = {"municipality": town.key, "actor": f"open311:{peer}", "subject": file.case.number}
            work.audit.note("took_request", at=now, **about)
        return self._requests.name_of(file.case)

    def _file(self, town: Town, peer: str, posted: Posted, now: datetime) -> CaseFile:
        """The sender can only choose among public matters. Where the words tell of a person, or of a danger that is
        none of the street's, they decide what it is about, and the desk looks at what they leave open."""
        answers = {"category": posted.category, "place": dict(posted.place), "description": posted.words, "now": "no"}
        answers = {name: value for name, value in answers.items() if value}
        heard = self._opener.decide(town, {**answers, "category": ""}, "")
        about = CATEGORIES[heard.category]
        if about.sensitive or (heard.danger and about.group not in PUBLIC_GROUPS):
            del answers["category"]
        nobody = Conversation(0, Who(town.key, OPEN311, b""), b"", town.rules.languages[0], None, b"", None, now)
        file = self._opener.open(town, nobody, answers, "citizen", heard.danger or "", b"", now)
        case = replace(file.case, conversation=None)
        opened = replace(
            file.events[0], facts={**file.events[0].facts, "peer": peer, "request": self._requests.name_of(case)}
        )
        return replace(file, case=case, events=(opened, *file.events[1:]))

    async def _update(self, town: Town, peer: str, told: Told) -> str:
        now, gathering = self._clock.now(), Gathering([])
        key = self._vault.message_key(f"open311 told:{town.key}:{peer}:{told.id}:{told.name}")
        async with self._store.begin() as work:
            found = await self._requests.case_named(work, town, told.id)
            if found is None or not await self._came_from(work, peer, found) or not self._can_keep(found):
                raise UnknownCode("no request of this sender")
            if await work.messages.unseen([key], now):
                said = f"{told.words}\n\nstatus: {told.status}" if told.status in SAYS else told.words
                await self._add(work, gathering, town, found.id, said, now)
                for each in gathering.files.values():
                    gathering.deliveries += self._opener.notices(town, each, now)
                gathering.deliveries += await self._to_desk(work, town, found, now)
                gathering.photos += self._photos(found, told.photos, now)
                await gathering.write(work, SessionSealer(self._vault, self._damage))
        return key.hex()

    async def _add(self, work: Work, gathering: Gathering, town: Town, case: int, words: str, now: datetime) -> None:
        """As what a person adds. A danger is an alarm. What is over stays over, unless it has become urgent: the other
        system may only be saying that it has heard of it."""
        answers = {"description": words}
        file = await self._submitting.file(work, gathering, case)
        heard = self._opener.decide(town, answers, "")
        lead = await self._submitting.main(work, gathering, file)
        if heard.danger:
            file = self._adding.alone(town, file, "reporter", now) if file.case.merged_into is not None else file
            gathering.files[case] = self._adding.alarm_again(town, file, answers, heard.danger, now)
        elif lead is not None:
            beside, more = self._adding.beside(town, file, lead, answers, now)
            more = await self._additions.paced(work, gathering, town, lead, more, now)
            gathering.files |= {case: beside, more.case.id: more}
        elif file.case.status.is_open or heard.urgency > file.case.urgency:
            more = self._adding.more(town, file, answers, now)
            gathering.files[case] = await self._additions.paced(work, gathering, town, file, more, now)
        else:
            added = self._opener.event(file.case, "reporter_added", "reporter", now)
            report = self._opener.report(file.case, answers, now)
            gathering.files[case] = file.with_more(replace(file.case, updated_at=now), report, events=(added,))
        await self._submitting.set_free(work, gathering, town, case, now)

    def _photos(self, case: Case, pictures: Sequence[bytes], now: datetime) -> list[Photo]:
        """Of a person whom we cannot ask, so they are for every office of the case."""
        return [sealed_photo(self._vault, self._ids, case, picture, now) for picture in pictures]

    async def _to_desk(self, work: Work, town: Town, case: Case, now: datetime) -> list[Delivery]:
        return await tell_desk(work, self._notices, town, case, now)

    async def _came_from(self, work: Work, peer: str, case: Case) -> bool:
        return any(row.peer == peer and not row.sent for row in await work.outside.of_case(case.id))

    def _can_keep(self, case: Case) -> bool:
        try:
            return bool(self._vault.case_key(case))
        except CannotBeRead as failure:
            if case.sealed_key:
                self._damage.note(failure, case)
            return False


async def tell_desk(work: Work, notices: Notices, town: Town, case: Case, now: datetime) -> list[Delivery]:
    """That another system has said something: to the desk, once an hour and case at most."""
    rows = [each for each in await work.outbox.of_case(case.id) if each.kind.startswith(NOTE)]
    told = any(now - each.created_at < EVERY for each in rows)
    return [] if told else await to_desk_or_lead(work, notices, town, case, NOTE, now)
