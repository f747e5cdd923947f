"""What one institution's answer does: to its referral and the case, to what falls due, and what the person hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import CAME_OF, check_outcome
from reportbot.core.cases.events import PICTURE_ADDED, CaseEvent
from reportbot.core.cases.offices.handing import HANDED_TO, goes_to
from reportbot.core.cases.referral import (
    ANSWERS,
    JOINT,
    Answer,
    Answering,
    Referral,
    case_after,
    end_of,
    leads,
    owes_now,
)
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeRead
from reportbot.core.outgoing.checking import check_leaving
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.office_photos import OfficePhotos
from reportbot.service.offices.early_photos import EarlyPhotos
from reportbot.service.offices.handing_on import HandingOn, takers
from reportbot.service.offices.putting_off import PuttingOff
from reportbot.service.ports import Clock, Ids, Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.service.towns import Town
from reportbot.service.turns.news import News
from reportbot.service.upkeep.damage import Damage

LONGEST_NOTE = 1000  # letters that an office may add to its answer
KEPT_FACTS = {"outcome": CAME_OF, "suggested": "suggested", "via": "via", "by": "by"}


class Recorder:
    def __init__(
        self,
        vault: Vault,
        towns: Mapping[str, Town],
        handing: HandingOn,
        news: News,
        clock: Clock,
        ids: Ids,
        damage: Damage,
        own: str,
        putting_off: PuttingOff,
    ) -> None:
        """`own` is our public address, the one link that a note may always have."""
        self._vault, self._towns, self._handing, self._news = vault, towns, handing, news
        self._clock, self._ids, self._damage, self._own = clock, ids, damage, own
        self._putting_off, self._early = putting_off, EarlyPhotos(vault, ids, damage)
        self._dossier, self._photos, self._deadlines = Dossier(vault, damage), OfficePhotos(vault, ids), Deadlines(ids)

    async def record(self, work: Work, referral: Referral, said: Answering, picture: bytes = b"") -> bool:
        """Whether the note was kept: where the case's key is damaged nothing can be sealed in it, and nothing unsealed
        is written. The answer counts all the same. `picture` is a JPEG that was painted anew.

        Raises OutcomeMissing, DateRefused, and MayNotLeave for a note that may not go to a person as it is.
        """
        case = await work.cases.one(referral.case)
        said = replace(said, note=said.note.strip()[:LONGEST_NOTE])
        self._check(case, referral, said)
        kept = not said.note or self._can_keep(case)
        first, *more = await self._pictures(work, case, referral, said, picture) or [b""]
        await self._record(work, case, referral, said if kept else replace(said, note=""), first)
        for each in more:
            answered = await work.cases.referral(referral.id) or referral
            await self._record(work, await work.cases.one(case.id), answered, replace(said, note=""), each)
        return kept

    async def _pictures(
        self, work: Work, case: Case, referral: Referral, said: Answering, picture: bytes
    ) -> list[bytes]:
        """The one that came with it, and with "done" those that waited for it."""
        found = [picture] if picture else []
        if said.answer is not Answer.DONE:
            return found
        main = await work.cases.find(case.merged_into) if case.merged_into else None
        together = [case, main] if main else [case]
        return found + await self._early.taken(work, together, referral.institution, self._clock.now())

    def _check(self, case: Case, referral: Referral, said: Answering) -> None:
        """Before anything is written."""
        check_leaving(said.note, leaving_of(self._towns[case.municipality], self._own), said.confirmed)
        if said.answer is Answer.DONE:
            check_outcome(said.outcome, case.concerns_a_person)
        if said.answer is Answer.IN_PROGRESS and said.until:
            self._end_of(referral, said.until, self._clock.now())

    async def _record(self, work: Work, case: Case, referral: Referral, said: Answering, picture: bytes) -> None:
        now = self._clock.now()
        said = replace(said, outcome=said.outcome if said.answer is Answer.DONE else "")
        main = await self._main(work, case, referral)
        if main:
            await work.cases.save_referrals([referral.answered(said.answer, now, said.outcome)])
            case, referral = main
            said = said if self._can_keep(case) else replace(said, note="")
        events = await work.cases.events(case.id)
        if self._is_known(case, referral, events, said):
            if picture:
                await self._later(work, case, referral, picture, now)
            return
        town = self._towns[referral.municipality].without(case.avoided)
        leading = leads(case, referral)
        everybody = await work.cases.referrals(case.id)
        to = ""
        if said.answer is Answer.NOT_OURS and case.status.is_open and (leading or referral.role == JOINT):
            to = goes_to(case, referral, said.suggested, everybody, events, takers(town))
        moved = case_after(case, referral, said.answer, now, everybody, handed_on=bool(to))
        answered = referral.answered(said.answer, now, said.outcome)
        await work.cases.save_referrals([answered])
        await work.cases.add_events([self._event(case, referral, said, to, now)])
        photo = await self._photos.keep(work, case, referral.institution, picture, now) if picture else None
        if not case.status.is_open:
            return  # it came too late to change anything; it is noted
        if said.answer is Answer.NOT_OURS and (leading or referral.role == JOINT):
            moved = await self._handing.hand_on(work, town, moved, referral, to, now)
        if said.answer is Answer.IN_PROGRESS and said.until and owes_now(case, answered):
            await self._deadlines.until(work, town, moved, answered, self._end_of(referral, said.until, now), now)
            await self._putting_off.tell(work, moved, answered, said.until, now)
        else:
            await self._deadlines.answered(work, town, moved, answered, now)
        if moved is not case:
            await work.cases.save([moved])
        is_part = referral.role == JOINT and said.answer is not Answer.NOT_OURS
        if leading or is_part or moved is not case:
            await self._news.tell(work, town, moved, said, referral.institution, now, photo)

    async def _later(self, work: Work, case: Case, referral: Referral, picture: bytes, now: datetime) -> None:
        """The same answer again, and a picture that was not there before."""
        photo = await self._photos.keep(work, case, referral.institution, picture, now)
        if photo is None:
            return
        about = {"photo": str(photo.id)}
        added = CaseEvent(self._ids.new(), case.id, case.municipality, PICTURE_ADDED, now, referral.institution, about)
        await work.cases.add_events([added])
        if case.status is not Status.CLOSED and (leads(case, referral) or referral.role == JOINT):
            await self._news.picture(work, self._towns[case.municipality], case, photo, now)

    def _is_known(self, case: Case, referral: Referral, events: list[CaseEvent], said: Answering) -> bool:
        """The same form twice, or a button pressed again, is one answer. Without a note it is the same as with one."""
        if referral.answer is not said.answer:
            return False
        theirs = [each for each in events if each.actor == referral.institution and each.kind in ANSWERS]
        last = theirs[-1].facts if theirs else {}
        if said.until and last.get("until") != said.until.isoformat():
            return False
        if said.outcome and referral.outcome != said.outcome:
            return False
        noted = [each for each in theirs if each.note]
        return not said.note or said.note == (self._dossier.note(case, noted[-1]) if noted else "")

    def _end_of(self, referral: Referral, until: date, now: datetime) -> datetime:
        town = self._towns[referral.municipality]
        return end_of(until, town.hours_of(referral.institution), town.rules.zone, now)

    async def _main(self, work: Work, case: Case, referral: Referral) -> tuple[Case, Referral] | None:
        """What an office says of a report that was merged into another one meanwhile, it says of that one."""
        if case.merged_into is None:
            return None
        main = await work.cases.find(case.merged_into)
        known = await work.cases.referrals(case.merged_into)
        theirs = [each for each in known if is_of(each, referral) and not each.is_withdrawn]
        return (main, theirs[-1]) if main and may_answer(main, referral) and theirs else None

    def _can_keep(self, case: Case) -> bool:
        try:
            self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return False
        return True

    def _event(self, case: Case, referral: Referral, said: Answering, to: str, now: datetime) -> CaseEvent:
        id = self._ids.new()
        sealed = self._vault.case_key(case).seal(said.note.encode(), f"case_events.note:{id}") if said.note else b""
        facts = {fact: getattr(said, name) for name, fact in KEPT_FACTS.items() if getattr(said, name)}
        facts |= {"until": said.until.isoformat()} if said.until else {}
        facts |= {HANDED_TO: to} if to else {}
        kind, actor = str(said.answer), referral.institution
        return CaseEvent(id, case.id, referral.municipality, kind, now, actor, facts, sealed)


def may_answer(main: Case, referral: Referral) -> bool:
    """Not of a case that was erased, or that its office must hear nothing of (R15)."""
    return bool(main.sealed_key) and referral.institution not in main.avoided


def is_of(one: Referral, other: Referral) -> bool:
    return one.institution == other.institution
