"""What one institution may see of one case: its own part, the story once it is open, and nobody's identity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.notes import OFFICES, reads_notes
from reportbot.core.cases.events import ASSIGNED, MAIL_RECEIVED, POSTED, TAKEN_BACK, CaseEvent
from reportbot.core.cases.offices.handing import may_be_suggested
from reportbot.core.cases.placing import is_corrected
from reportbot.core.cases.referral import Referral, leads
from reportbot.core.cases.telling.feedback import is_theirs
from reportbot.core.cases.telling.questions import ANSWERED, ASKED
from reportbot.core.cases.telling.sealed import is_open_to
from reportbot.service.cases.dossier import Dossier, Exchange, Story, WrittenNote
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.offices.handing_on import takers
from reportbot.service.offices.recording import may_answer
from reportbot.service.offices.second_ways import second_ways
from reportbot.service.ports import Clock, Work
from reportbot.service.records import Due
from reportbot.service.towns import Town

MayOpen = Callable[[Case, Referral], bool]
"""Whether whoever asks has shown, besides the link, that they are of this institution."""


def nobody(case: Case, referral: Referral) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """What one institution may see of one case: its own part, the story, and nobody's identity.

    `notes` gives by event what it wrote itself, None if unreadable; `exchanges` are its own questions to the person.
    `note_refused`: the answer was recorded, but its note could not be kept. `part_of`: the number of the case that it
    is one more report of, "" where it stands alone. `is_locked`: a sealed matter whose story opens only after the
    second factor, so it holds none; `ways` are the kinds of contact that could bring the code. `suggestions` are the
    institutions that could take it over. `written` are notes of the desk for institutions too. `is_withheld`: the desk
    must hear nothing of it, so nobody there can close it. `is_placed`: where it is, is what the desk says.
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
    suggestions: Sequence[str] = ()
    is_locked: bool = False
    ways: Sequence[str] = ()
    is_withheld: bool = False
    written: Sequence[WrittenNote] = ()
    is_placed: bool = False


class ReferralReading:
    """Looks, and notes nothing: whoever asks notes what was read."""

    def __init__(self, towns: Mapping[str, Town], dossier: Dossier, clock: Clock) -> None:
        self._towns, self._dossier, self._clock = towns, dossier, clock

    async def page(self, work: Work, referral: Referral, may_open: MayOpen) -> ReferralPage:
        """All that this institution may see: an outline with the ways to a code, where the story does not open yet."""
        case = await work.cases.one(referral.case)
        dues = [due for due in await work.dues.of_case(case.id) if due.referral == referral.id]
        institution = referral.institution
        everything = await work.cases.events(case.id)
        decides = is_withheld(self._towns[case.municipality], case) and leads(case, referral)
        events = [each for each in everything if _concerns(each, institution) or (decides and _is_written(each))]
        others = [other for other in await work.cases.referrals(case.id) if other.id != referral.id]
        suggestions = self._suggestions(case, referral, others, everything)
        ways = await self.locked_with(work, case, referral, may_open)
        if ways is not None:
            shown = self._locked(case, referral, dues, events, others)
            part_of = await self._part_of(work, case, referral)
            return replace(shown, part_of=part_of, suggestions=suggestions, ways=ways)
        story = await self._dossier.story(work, case, institution)
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
            suggestions=suggestions,
            is_withheld=is_withheld(self._towns[case.municipality], case),
            written=await self._written(work, case, referral),
            is_placed=is_corrected(case, everything),
        )

    async def _written(self, work: Work, case: Case, referral: Referral) -> Sequence[WrittenNote]:
        if not reads_notes(case, referral):
            return ()
        kept = [each for each in await work.notes.of_case(case.id) if each.audience == OFFICES]
        return self._dossier.written(case, kept)

    def _locked(
        self,
        case: Case,
        referral: Referral,
        dues: Sequence[Due],
        events: Sequence[CaseEvent],
        others: Sequence[Referral],
    ) -> ReferralPage:
        """Without a word of anybody: nothing sealed is opened for it."""
        town, due = self._towns[case.municipality].without(case.avoided), dues[0] if dues else None
        withheld = is_withheld(self._towns[case.municipality], case)
        nothing = Story((), ())
        return ReferralPage(
            town, case, referral, due, nothing, events, {}, (), others, is_locked=True, is_withheld=withheld
        )

    async def locked_with(self, work: Work, case: Case, referral: Referral, may_open: MayOpen) -> Sequence[str] | None:
        """By which kinds of way the code could come; None where the story is open.

        Where the desk must hear nothing of it, nobody could read the code out: an office without another contact then
        opens it with the link alone, or it would stay shut for ever.
        """
        if is_open_to(case, referral) or may_open(case, referral):
            return None
        town = self._towns[case.municipality]
        deliveries, events = await work.outbox.of_case(case.id), await work.cases.events(case.id)
        about = (town.without(case.avoided), case, referral, deliveries, events, self._clock.now())
        if is_withheld(town, case) and not second_ways(*about, ever=True):
            return None
        return [way.kind for way in second_ways(*about)]

    def _suggestions(
        self, case: Case, referral: Referral, others: Sequence[Referral], events: Sequence[CaseEvent]
    ) -> Sequence[str]:
        town = self._towns[case.municipality].without(case.avoided)
        known, everybody = takers(town), [referral, *others]
        return [
            key
            for key in town.rules.institutions
            if key != town.rules.coordinator and may_be_suggested(case, referral, key, everybody, events, known)
        ]

    async def _part_of(self, work: Work, case: Case, referral: Referral) -> str:
        if case.merged_into is None:
            return ""
        main = await work.cases.find(case.merged_into)
        return main.number if main and may_answer(main, referral) else ""


def _concerns(event: CaseEvent, institution: str) -> bool:
    """What an office sees of the history: how it began, its own part, what we did, and whether the person calls it
    solved. Of answers only those to its own questions, which are told apart by the question."""
    if event.kind in POSTED:  # how the post goes is the desk's matter, and names other offices
        return False
    if event.kind == "referred":
        return any(institution in keys.split(", ") for keys in event.facts.values())
    theirs = event.actor in (institution, "reportbot") or event.kind in ("opened", ANSWERED)
    return theirs or is_theirs(event) or _asks_for(event, institution)


def _is_written(event: CaseEvent) -> bool:
    """What any office wrote by mail, which the desk would read; where it may not, whoever leads does."""
    return event.kind == MAIL_RECEIVED


def _asks_for(event: CaseEvent, institution: str) -> bool:
    """The desk may do both in an office's name: ask the person, and say who works on it."""
    return event.kind in (ASKED, ASSIGNED, TAKEN_BACK) and event.facts.get("institution") == institution
