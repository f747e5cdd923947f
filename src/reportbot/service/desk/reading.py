"""One case as its coordinator sees it: opened for whoever may read it, an outline for whoever may only see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import Turn
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.cases.retention import Expiry
from reportbot.core.cases.triage.reasons import Grounds
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.dossier import Dossier, Exchange, Story, Task, WrittenNote
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.reaching import are_within
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.records import Delivery, Due
from reportbot.service.reports.opening import Opener
from reportbot.service.staff.people import People
from reportbot.service.towns import Town
from reportbot.service.triage.likenesses import Beside, Likenesses
from reportbot.service.upkeep.damage import Damage

NOBODYS = Turn(None, None, "")


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as its coordinator sees it. `notes` gives by event what an office wrote, None if unreadable.

    `may_push`: whether writing to the person is safe, None where nobody knows or nobody can be written to.
    `turn`: which of the desk has taken it, and whether the person wrote since somebody acted.
    `people`: by whose names actors are called; the console adds them.
    `sent`: by picture of an office, what brought it to whoever reported.
    `is_outline`: it was asked for by somebody who may not read what was said, so nothing of it was opened.
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
    written: Sequence[WrittenNote] = ()
    tasks: Sequence[Task] = ()
    turn: Turn = NOBODYS
    people: People = field(default_factory=dict)
    is_outline: bool = False
    sent: Mapping[int, Sequence[Delivery]] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """The newest event that this page shows; forms of the page say so (service/cases/seen.py)."""
        return max((each.id for each in self.events), default=0)


class CaseReading:
    def __init__(
        self, store: Store, vault: Vault, towns: Mapping[str, Town], opener: Opener, clock: Clock, damage: Damage
    ) -> None:
        self._store, self._towns, self._clock = store, towns, clock
        self._likenesses, self._dossier = Likenesses(vault, opener), Dossier(vault, damage)

    async def case(
        self,
        municipality: str,
        number: str,
        by: str,
        *,
        links: bool = True,
        reads: bool = True,
        reach: Reach | None = None,
    ) -> CasePage:
        """Noted as read by `by`, an actor. `links`: with the cases that may be about the same home. `reads`: whether
        they may read what was said; else nothing is opened. `reach`: no other case stands beside it.

        Raises UnknownCode, CannotBeNoted.
        """
        now, town = self._clock.now(), self._towns[municipality]
        async with self._store.read() as work:
            case = await case_for_desk(work, town, number)
            page = await (self._opened(work, town, case, links, now) if reads else self._outline(work, town, case))
            if reach is not None:
                page = replace(page, beside=await _in_reach(work, page.beside, reach))
        opened = {"compared": page.beside.compared, "notes": len(page.written), "tasks": len(page.tasks)}
        facts = {name: str(count) for name, count in opened.items() if count}
        await self._noted("read_case" if reads else "read_outline", case, by, now, facts if reads else {})
        return page

    async def photo(self, municipality: str, number: str, photo: int, by: str) -> bytes:
        """Noted by itself: it can be opened without the page. Raises UnknownCode, CannotBeRead, CannotBeNoted."""
        async with self._store.read() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            image = await self._dossier.photo(work, case, photo)
        await self._noted("read_photo", case, by, self._clock.now(), {"photo": str(photo)})
        return image

    async def _opened(self, work: Work, town: Town, case: Case, links: bool, now: datetime) -> CasePage:
        events = await work.cases.events(case.id)
        story = await self._dossier.story(work, case)
        return CasePage(
            town=town,
            case=case,
            story=story,
            referrals=await work.cases.referrals(case.id),
            events=events,
            notes=self._dossier.notes(case, events),
            exchanges=self._dossier.exchanges(case, events, story),
            may_push=await _may_push(work, case),
            dues=await work.dues.of_case(case.id),
            deliveries=await work.outbox.of_case(case.id),
            expiry=await work.retention.get(case.id),
            grounds=self._dossier.grounds(case),
            beside=await self._likenesses.beside(work, town, case, events, links, now),
            written=self._dossier.written(case, await work.notes.of_case(case.id)),
            tasks=self._dossier.tasks(case, await work.notes.tasks(case.id)),
            turn=await _turn(work, case),
            sent={photo: await work.outbox.of_notice(photo) for photo, _ in story.shown},
        )

    async def _outline(self, work: Work, town: Town, case: Case) -> CasePage:
        """What the case is, where, who has it and what is due: not a word that was said, nothing that opens with a
        key, and not which cases are alike."""
        return CasePage(
            town=town,
            case=case,
            story=Story((), ()),
            referrals=await work.cases.referrals(case.id),
            events=await work.cases.events(case.id),
            notes={},
            exchanges=(),
            may_push=None,
            dues=await work.dues.of_case(case.id),
            deliveries=await work.outbox.of_case(case.id),
            expiry=await work.retention.get(case.id),
            beside=await self._likenesses.group(work, case),
            turn=await _turn(work, case),
            is_outline=True,
        )

    async def _noted(self, act: str, case: Case, by: str, now: datetime, facts: Mapping[str, str]) -> None:
        about = {"municipality": case.municipality, "actor": by, "subject": case.number, **facts}
        await note_alone(self._store, lambda work: work.audit.note(act, at=now, **about))


async def _in_reach(work: Work, beside: Beside, reach: Reach) -> Beside:
    """Without the cases that do not exist for this reader; `compared` still counts all that was opened."""
    part_of = [beside.part_of] if beside.part_of else []
    others = [*part_of, *beside.members, *(each.case for each in (*beside.alike, *beside.homes))]
    seen = {case.id for case in await are_within(work, others, reach)}
    return replace(
        beside,
        part_of=beside.part_of if beside.part_of and beside.part_of.id in seen else None,
        members=[case for case in beside.members if case.id in seen],
        alike=[each for each in beside.alike if each.case.id in seen],
        homes=[each for each in beside.homes if each.case.id in seen],
    )


async def _turn(work: Work, case: Case) -> Turn:
    return (await work.queue.turns([case.id]))[case.id]


async def _may_push(work: Work, case: Case) -> bool | None:
    if case.conversation is None:
        return None
    found = await work.conversations.find(case.conversation)
    return found.may_push if found else None
