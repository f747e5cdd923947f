"""An institution speaks: what its page shows, and what its answer does to the case and tells the reporter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.correction import INSTITUTION
from reportbot.core.cases.deadlines import Deadline
from reportbot.core.cases.events import ASSIGNED, TAKEN_BACK, CaseEvent
from reportbot.core.cases.feedback import is_theirs
from reportbot.core.cases.questions import ANSWERED, ASKED
from reportbot.core.cases.referral import ANSWERS, LEAD, Answer, Referral, case_after, handed_to, leads
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.core.messages import Fill, Text
from reportbot.service.audit_notes import note_alone
from reportbot.service.corrections import CorrectionKeeper
from reportbot.service.damage import Damage
from reportbot.service.dossier import Dossier, Exchange, Story
from reportbot.service.links import linked_referral
from reportbot.service.news import News
from reportbot.service.notices import Notices
from reportbot.service.opening import promised_by, timeline
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import Due
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.withheld import is_withheld

LONGEST_NOTE = 1000  # letters that an office may add to its answer


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """What one institution may see of one case: its own part, the story, and nobody's identity.

    `notes` gives by event what it wrote itself, None if unreadable; `exchanges` are its own questions to the person.
    `note_refused`: the answer was recorded, but its note could not be kept. `part_of`: the number of the case that it
    is one more report of, "" where it stands alone.
    """

    town: Town
    case: Case
    referral: Referral
    due: Due | None
    story: Story
    events: Sequence[CaseEvent]
    notes: Mapping[int, str | None]
    exchanges: Sequence[Exchange]
    others: Sequence[Referral]
    note_refused: bool = False
    part_of: str = ""


class Responses:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        notices: Notices,
        news: News,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._wake = wake
        self._news, self._clock, self._ids = news, clock, ids
        self._dossier, self._damage = Dossier(vault, damage), damage
        self._keeper = CorrectionKeeper(vault, ids, damage)

    async def page(self, token: str) -> ReferralPage:
        """Noted as read by the institution. Raises LinkExpired, BadSignature, UnknownCode, CannotBeNoted."""
        async with self._store.read() as work:
            shown = await self._page(work, await self._referral(work, token))
        await self._noted("read_case", shown.case, shown.referral.institution)
        return shown

    async def photo(self, token: str, photo: int) -> bytes:
        """A picture of this very case. Raises as `page`, and UnknownCode for any other picture."""
        async with self._store.read() as work:
            referral = await self._referral(work, token)
            case = (await work.cases.get([referral.case]))[referral.case]
            image = await self._dossier.photo(work, case, photo)
        await self._noted("read_photo", case, referral.institution, photo=str(photo))
        return image

    async def answer(self, token: str, answer: Answer, note: str = "") -> ReferralPage:
        """The same answer twice is one answer. Raises as `page`."""

        async def once() -> bool:
            async with self._store.begin() as work:
                return await self.record(work, await self._referral(work, token), answer, note)

        note_kept = await persistently(once)
        self._wake()
        return replace(await self.page(token), note_refused=not note_kept)

    async def answer_as(self, institution: str, referral_id: int, answer: Answer, note: str = "") -> None:
        """By a button in a duty chat of `institution`, which also hears for those who have no contact of their own.

        Raises UnknownCode where it is not theirs.
        """

        async def once() -> None:
            async with self._store.begin() as work:
                referral = await work.cases.referral(referral_id)
                if referral is None or not await self._hears_for(work, institution, referral):
                    raise UnknownCode("no referral of this institution")
                await self.record(work, referral, answer, note)

        await persistently(once)
        self._wake()

    async def record(self, work: Work, referral: Referral, answer: Answer, note: str) -> bool:
        """Writes the answer, its event, the news for the reporter, and what falls due no more.

        Whether the note was kept: where the case's key is damaged nothing can be sealed in it, and nothing unsealed is
        written. The answer counts all the same.
        """
        note = note.strip()[:LONGEST_NOTE]
        case = (await work.cases.get([referral.case]))[referral.case]
        if note and not self._can_keep(case):
            await self._record(work, case, referral, answer, "")
            return False
        await self._record(work, case, referral, answer, note)
        return True

    async def _record(self, work: Work, case: Case, referral: Referral, answer: Answer, note: str) -> None:
        main = await self._main(work, case, referral)
        if main:
            await work.cases.save_referrals([referral.answered(answer, self._clock.now())])
            case, referral = main
            note = note if self._can_keep(case) else ""
        if referral.answer is answer and (not note or note == await self._last_note(work, case, referral)):
            return
        now = self._clock.now()
        town = self._towns[referral.municipality].without(case.avoided)
        leading = leads(case, referral)
        moved = case_after(case, referral, answer, now)
        await work.cases.save_referrals([referral.answered(answer, now)])
        await work.cases.add_events([self._event(case, referral, answer, note, now)])
        if not case.status.is_open:
            return  # it came too late to change anything; it is noted
        if answer in (Answer.NOT_OURS, Answer.DONE):
            await work.dues.cancel(referral=referral.id, at=now)
        if answer is Answer.NOT_OURS and leading:
            moved = await self._back_to_coordinator(work, town, moved, referral, now)
            office = referral.institution
            await self._keeper.keep(work, case, INSTITUTION, office, moved.lead, office, now)
        if moved is not case:
            await work.cases.save([moved])
        if leading or moved is not case:
            await self._news.tell(work, town, moved, answer, referral.institution, note, now)

    async def _main(self, work: Work, case: Case, referral: Referral) -> tuple[Case, Referral] | None:
        """What an office says of a report that was merged into another one meanwhile, it says of that one."""
        if case.merged_into is None:
            return None
        main = (await work.cases.get([case.merged_into])).get(case.merged_into)
        theirs = [each for each in await work.cases.referrals(case.merged_into) if _is_of(each, referral)]
        return (main, theirs[-1]) if main and _may_answer(main, referral) and theirs else None

    def _can_keep(self, case: Case) -> bool:
        try:
            self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return False
        return True

    async def _back_to_coordinator(self, work: Work, town: Town, case: Case, referral: Referral, now: datetime) -> Case:
        """Nobody's case is nobody's case for no minute: the coordinator has it, with a page, a mail and a deadline."""
        if is_withheld(self._towns[town.key], case):
            return await self._on_to_the_next(work, town, case, referral, now)
        mine, led, plan = self._handed_on(town, case, town.rules.coordinator, now)
        await self._write(work, mine, led, plan)
        institution = Text(town.office(referral.institution).name)
        await work.outbox.add(self._notices.write("not_ours", town, led, mine, now, institution=institution))
        return led

    async def _on_to_the_next(self, work: Work, town: Town, case: Case, referral: Referral, now: datetime) -> Case:
        """Where the coordinator is complained of nobody decides on the console: the next of the way round has it.

        Not whoever hands it back, as long as there is somebody else.
        """
        lead = town.without([referral.institution]).rules.coordinator
        mine, led, plan = self._handed_on(town, case.moved_to(Status.REFERRED, now), lead, now)
        await self._write(work, mine, led, plan)
        fill: dict[str, Fill] = {"due": promised_by(plan, led), "institution": Text(town.office(lead).name)}
        await work.outbox.add(self._notices.write("forward", town, led, mine, now, **fill))
        return led

    def _handed_on(
        self, town: Town, case: Case, lead: str, now: datetime
    ) -> tuple[Referral, Case, tuple[Deadline, ...]]:
        led = case.led_by(lead, now)
        return handed_to(led, lead, LEAD, self._ids.new(), now), led, timeline(town, led, lead, since=now)

    async def _write(self, work: Work, mine: Referral, led: Case, plan: tuple[Deadline, ...]) -> None:
        await work.cases.add_referrals([mine])
        due = Due(self._ids.new(), led.municipality, led.id, mine.id, plan[0].kind, 0, plan[0].due_at)
        await work.dues.add([due])

    async def _last_note(self, work: Work, case: Case, referral: Referral) -> str | None:
        events = await work.cases.events(referral.case)
        noted = [each for each in events if each.actor == referral.institution and each.note and each.kind in ANSWERS]
        return self._dossier.note(case, noted[-1]) if noted else ""

    async def _hears_for(self, work: Work, institution: str, referral: Referral) -> bool:
        case = (await work.cases.get([referral.case]))[referral.case]
        town = self._towns[referral.municipality].without(case.avoided)
        hears = (referral.institution, town.rules.contact_of(referral.institution).key)
        return institution in hears and referral.institution not in case.avoided

    def _event(self, case: Case, referral: Referral, answer: Answer, note: str, now: datetime) -> CaseEvent:
        id = self._ids.new()
        sealed = self._vault.case_key(case).seal(note.encode(), f"case_events.note:{id}") if note else b""
        event = CaseEvent(id, referral.case, referral.municipality, str(answer), now, referral.institution)
        return replace(event, note=sealed)

    async def _noted(self, act: str, case: Case, by: str, **facts: str) -> None:
        about = {"municipality": case.municipality, "actor": by, "subject": case.number, **facts}
        await note_alone(self._store, lambda work: work.audit.note(act, at=self._clock.now(), **about))

    async def _referral(self, work: Work, token: str) -> Referral:
        return await linked_referral(work, self._vault, token, self._clock.now())

    async def _page(self, work: Work, referral: Referral) -> ReferralPage:
        case = (await work.cases.get([referral.case]))[referral.case]
        dues = [due for due in await work.dues.of_case(case.id) if due.referral == referral.id]
        institution = referral.institution
        events = [event for event in await work.cases.events(case.id) if _concerns(event, institution)]
        others = [other for other in await work.cases.referrals(case.id) if other.id != referral.id]
        story = await self._dossier.story(work, case)
        exchanges = self._dossier.exchanges(case, events, story, institution)
        answers = {str(each.question.asked.id) for each in exchanges}
        # What the person answered to somebody else's question is for them alone.
        mine = [said for said in story.reports if not said.answer_to or said.answer_to in answers]
        return ReferralPage(
            self._towns[case.municipality].without(case.avoided),
            case,
            referral,
            dues[0] if dues else None,
            replace(story, reports=mine),
            events,
            self._dossier.notes(case, events),
            exchanges,
            others,
            part_of=await self._part_of(work, case, referral),
        )

    async def _part_of(self, work: Work, case: Case, referral: Referral) -> str:
        if case.merged_into is None:
            return ""
        main = (await work.cases.get([case.merged_into])).get(case.merged_into)
        return main.number if main and _may_answer(main, referral) else ""


def _may_answer(main: Case, referral: Referral) -> bool:
    """Not of a case that was erased, or that its office must hear nothing of (R15)."""
    return bool(main.sealed_key) and referral.institution not in main.avoided


def _is_of(one: Referral, other: Referral) -> bool:
    return one.institution == other.institution


def _concerns(event: CaseEvent, institution: str) -> bool:
    """What an office sees of the history: how it began, its own part, what we did, and whether the person calls it
    solved. Of answers only those to its own
    questions, which are told apart by the question."""
    theirs = event.actor in (institution, "reportbot") or event.kind in ("opened", ANSWERED)
    return theirs or is_theirs(event) or _asks_for(event, institution)


def _asks_for(event: CaseEvent, institution: str) -> bool:
    """The desk may do both in an office's name: ask the person, and say who works on it."""
    return event.kind in (ASKED, ASSIGNED, TAKEN_BACK) and event.facts.get("institution") == institution
