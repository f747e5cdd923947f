"""A coordinator works: the queue, one case, and the few things that can be done to it. Each is one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.correction import INSTITUTION
from reportbot.core.cases.corroboration import Burst, burst_of, senders_of
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.reasons import Grounds
from reportbot.core.cases.referral import LEAD, Referral
from reportbot.core.cases.retention import Expiry, closing_facts
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.audit_notes import note_alone
from reportbot.service.correcting import Correcting
from reportbot.service.corrections import CorrectionKeeper
from reportbot.service.damage import Damage
from reportbot.service.dossier import Dossier, Exchange, Story
from reportbot.service.likenesses import Beside, Likenesses
from reportbot.service.notices import Notices
from reportbot.service.opening import Opener, promised_by, timeline
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import BrokenMessage, Delivery, Due
from reportbot.service.retention import start_clock
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.withheld import case_for_desk, is_withheld

PAGE = 50

Position = tuple[int, datetime, int]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue: plain metadata only. `due` is what falls due next, if anything does.

    `reports` counts those that are merged into it too, by so many `senders`; `burst`: many by few.
    """

    case: Case
    due: Due | None
    overdue: bool
    reports: int = 1
    senders: int = 1
    burst: Burst | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`unsure`: how many cases need a look, whatever is shown here."""

    rows: Sequence[QueueRow]
    next: Position | None
    counts: Mapping[str, int]
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class LookRow:
    """`words` is what triage has read, "" where there are none or they cannot be read."""

    case: Case
    grounds: Grounds = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookPage:
    """What needs a look; `unsure` is how many there are in all."""

    rows: Sequence[LookRow]
    next: Position | None
    unsure: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as its coordinator sees it. `notes` gives by event what an office wrote, None if unreadable.

    `may_push`: whether writing to the person is safe, None where nobody knows or nobody can be written to.
    """

    town: Town
    case: Case
    story: Story
    referrals: Sequence[Referral]
    events: Sequence[CaseEvent]
    notes: Mapping[int, str | None]
    exchanges: Sequence[Exchange]
    may_push: bool | None
    dues: Sequence[Due]
    deliveries: Sequence[Delivery]
    expiry: Expiry | None = None
    grounds: Grounds = field(default_factory=Grounds)
    beside: Beside = field(default_factory=Beside)


def _row(case: Case, due: Due | None, members: Sequence[Case], now: datetime) -> QueueRow:
    group = [case, *members]
    return QueueRow(case, due, bool(due and due.due_at < now), len(group), senders_of(group), burst_of(group))


def _check_leads(case: Case) -> None:
    """Raises TransitionRefused for one more report of another case: what is done, is done there."""
    if case.merged_into is not None:
        raise TransitionRefused("it is one more report of another case")


class Casework:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._wake = wake
        self._store, self._towns, self._opener, self._notices = store, towns, opener, notices
        self._clock, self._ids = clock, ids
        self._likenesses = Likenesses(vault, opener)
        self._dossier, self._keeper = Dossier(vault, damage), CorrectionKeeper(vault, ids, damage)
        self.correcting = Correcting(store, vault, towns, opener, clock, ids, wake, damage)

    async def queue(
        self, municipality: str, *, open_only: bool = True, after: Position | None = None, unsure: bool = False
    ) -> QueuePage:
        """`unsure`: only those that need a look."""
        now = self._clock.now()
        async with self._store.read() as work:
            found = await work.cases.queue(
                municipality, open_only=open_only, after=after, limit=PAGE + 1, needs_look=unsure
            )
            counts, to_look_at = await work.cases.counts(municipality), await work.cases.count_unsure(municipality)
            members = await work.cases.merged_into([case.id for case, _ in found]) if found else []
        town = self._towns[municipality]
        rows = [
            _row(case, due, [each for each in members if each.merged_into == case.id], now)
            for case, due in found[:PAGE]
            if case.sealed_key and not is_withheld(town, case)
        ]
        last = found[PAGE - 1][0] if len(found) > PAGE else None
        return QueuePage(rows, (3 - last.urgency, last.opened_at, last.id) if last else None, counts, to_look_at)

    async def to_look_at(self, municipality: str, by: str, after: Position | None = None) -> LookPage:
        """Cases of which triage was not sure, with what it knows and what it has read. Each is noted as read by `by`.

        Raises CannotBeNoted.
        """
        page = await self.queue(municipality, after=after, unsure=True)
        cases = [row.case for row in page.rows]
        if not cases:
            return LookPage((), page.next, page.unsure)
        async with self._store.read() as work:
            reports = await work.cases.reports_of([case.id for case in cases])
        await self._noted("read_case", by, *cases)
        rows = [
            LookRow(
                row.case, self._dossier.grounds(row.case), self._keeper.read(row.case, reports.get(row.case.id, ()))
            )
            for row in page.rows
        ]
        return LookPage(rows, page.next, page.unsure)

    async def case(self, municipality: str, number: str, by: str) -> CasePage:
        """Noted as read by `by`, a role. Raises UnknownCode, CannotBeNoted."""
        async with self._store.read() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            events = await work.cases.events(case.id)
            story = await self._dossier.story(work, case)
            page = CasePage(
                self._towns[municipality],
                case,
                story,
                await work.cases.referrals(case.id),
                events,
                self._dossier.notes(case, events),
                self._dossier.exchanges(case, events, story),
                await self._may_push(work, case),
                await work.dues.of_case(case.id),
                await work.outbox.of_case(case.id),
                await work.retention.get(case.id),
                self._dossier.grounds(case),
                await self._likenesses.beside(work, self._towns[municipality], case, events, by, self._clock.now()),
            )
        compared = {"compared": str(page.beside.compared)} if page.beside.compared else {}
        await self._noted("read_case", by, case, **compared)
        return page

    async def _may_push(self, work: Work, case: Case) -> bool | None:
        if case.conversation is None:
            return None
        found = (await work.conversations.get([case.conversation])).get(case.conversation)
        return found.may_push if found else None

    async def photo(self, municipality: str, number: str, photo: int, by: str) -> bytes:
        """Noted by itself: it can be opened without the page. Raises UnknownCode, CannotBeRead, CannotBeNoted."""
        async with self._store.read() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            image = await self._dossier.photo(work, case, photo)
        await self._noted("read_photo", by, case, photo=str(photo))
        return image

    async def refer(self, municipality: str, number: str, institution: str, by: str) -> None:
        """Hands the case to another lead, which is kept as a correction. `by` is a role.

        Raises UnknownCode, TransitionRefused, OfficeAvoided.
        """
        town = self._towns[municipality]
        if institution not in town.rules.institutions:
            raise UnknownCode("no such institution here")
        await persistently(lambda: self._refer(town, number, institution, by))

    async def _refer(self, town: Town, number: str, institution: str, by: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            _check_leads(case)
            moved = replace(case.moved_to(Status.REFERRED, now).led_by(institution, now), needs_look=False)
            if institution != case.lead:
                await self._keeper.keep(work, case, INSTITUTION, case.lead, institution, by, now)
            referral = self._opener.referral(moved, institution, LEAD, now)
            plan = timeline(town, moved, institution, since=now)
            due = self._opener.due(moved, referral, plan, 0)
            await work.dues.cancel(case=case.id, at=now)
            await work.retention.stop([case.id])
            await work.cases.save([moved])
            await work.cases.add_referrals([referral])
            kind = "referred" if case.status.is_open else "reopened"
            await work.cases.add_events([self._opener.event(moved, kind, by, now, {"lead": institution})])
            if due:
                await work.dues.add([due])
            promised, lead = promised_by(plan, moved), Text(town.office(institution).name)
            await work.outbox.add(
                self._notices.write("forward", town, moved, referral, now, due=promised, institution=lead)
            )
        self._wake()

    async def close(self, municipality: str, number: str, by: str) -> None:
        """Ends a resolved or rejected case. Raises UnknownCode, TransitionRefused."""
        await persistently(lambda: self._close(municipality, number, by))

    async def _close(self, municipality: str, number: str, by: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            _check_leads(case)
            closed = case.moved_to(Status.CLOSED, now)
            await work.cases.save([closed])
            await work.cases.add_events([self._opener.event(case, "closed", by, now, closing_facts(case.status))])
            await work.dues.cancel(case=case.id, at=now)
            await start_clock(work, self._towns[municipality].rules.keeping, closed)

    async def _noted(self, act: str, by: str, *cases: Case, **facts: str) -> None:
        now = self._clock.now()

        def note(work: Work) -> None:
            for case in cases:
                about = {"municipality": case.municipality, "actor": by, "subject": case.number, **facts}
                work.audit.note(act, at=now, **about)

        await note_alone(self._store, note)

    async def dead_letters(self, municipality: str) -> list[Delivery]:
        async with self._store.read() as work:
            return await work.outbox.dead(municipality)

    async def broken_messages(self, municipality: str) -> list[BrokenMessage]:
        """Messages that made us stumble; only that there are some, their text is for a named person."""
        async with self._store.read() as work:
            return await work.messages.broken(municipality)
