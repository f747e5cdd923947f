"""The desk overrules triage: what a case is about, and how urgent it is. Each is one transaction, and is kept to learn.

Who must act follows from the rules, as if triage had known. Only a person may make an emergency less urgent. They
put right where it is, too: nothing is learnt from that, and nothing follows of itself.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CORROBORATED, PLACE_CORRECTED
from reportbot.core.cases.offices.withdrawing import Stays, left_over
from reportbot.core.cases.placing import is_choice, may_lie_at
from reportbot.core.cases.triage.correction import CATEGORY, URGENCY
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.turns.session import AVOID
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.dossier import Dossier
from reportbot.service.cases.points import point_of
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.joining import belong_together
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.sketching import Sketcher
from reportbot.service.reports.withdrawing import Withdrawals
from reportbot.service.towns import Town
from reportbot.service.triage.corrections import CorrectionKeeper
from reportbot.service.triage.putting_right import PuttingRight
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

Change = Callable[[Work, Town, CaseFile, datetime], Awaitable[CaseFile | None]]
"""The case as it is to be written; None where there is nothing to change."""


class Correcting:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
        withdrawals: Withdrawals,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._towns, self._opener, self._clock, self._wake = store, towns, opener, clock, wake
        self._adding, self._right = AddingBeside(opener, ids, damage), PuttingRight(opener, ids, damage)
        self._keeper = CorrectionKeeper(vault, ids, damage)
        self._dossier, self._withdrawals = Dossier(vault, damage), withdrawals
        self._vault, self._sketcher = vault, Sketcher(vault)

    async def category(
        self,
        municipality: str,
        number: str,
        category: str,
        by: str,
        was: str = "",
        releases: Sequence[str] = (),
        why: str = "",
    ) -> Mapping[str, Stays]:
        """A person says what it is about; the same as triage guessed confirms the guess. `by` is a role.

        `was` is what the person saw, "" where that does not matter. `releases`: offices that it is no matter of any
        more, and `why`; those that may not be released stay, and are returned.

        Raises UnknownCode, TransitionRefused for a case that is over or was changed meanwhile, CannotBeRead,
        OfficeAvoided.
        """
        if category not in CATEGORIES:
            raise UnknownCode("no such category")

        async def change(work: Work, town: Town, file: CaseFile, now: datetime) -> CaseFile | None:
            case = file.case
            if was and was != case.category:
                raise TransitionRefused("somebody else has changed it meanwhile")
            if category == case.category and not case.needs_look:
                return None
            answers = await self._answers(work, case)
            urgency = await self._urgency(work, town, case, category, answers)
            await self._keeper.keep(work, case, CATEGORY, case.category, category, by, now)
            return self._right.corrected(town, file, category, urgency, answers, by, now)

        return await persistently(lambda: self._change(municipality, number, by, change, releases, why))

    async def left_over(self, municipality: str, number: str, category: str) -> tuple[str, ...]:
        """Who acts on it and would not be asked, were it about this. Raises UnknownCode."""
        if category not in CATEGORIES:
            raise UnknownCode("no such category")
        town = self._towns[municipality]
        async with self._store.read() as work:
            case = await case_for_desk(work, town, number)
            everybody = await work.cases.referrals(case.id)
        rules = town.without(case.avoided).rules
        route = rules.route(category, case.place or None, case.voice, self._clock.now())
        named = (route.lead, *route.together, *route.copies)
        return left_over(case, everybody, named, rules.coordinator)

    async def urgency(self, municipality: str, number: str, urgency: Urgency, by: str, was: str = "") -> None:
        """A person says how urgent it is, more or less. `was` is what the person saw, "" where that does not matter.

        Raises UnknownCode, TransitionRefused for a case that is over, and where it is less than what it has become
        meanwhile (an alarm that nobody has seen), CannotBeRead.
        """

        async def change(work: Work, town: Town, file: CaseFile, now: datetime) -> CaseFile | None:
            before = file.case.urgency
            if urgency is before:
                return None
            if was and was != before.word and urgency < before:
                raise TransitionRefused("it has become more urgent meanwhile")
            await self._keeper.keep(work, file.case, URGENCY, before.word, urgency.word, by, now)
            return self._right.reurged(town, file, urgency, by, now)

        await persistently(lambda: self._change(municipality, number, by, change))

    async def place(self, municipality: str, number: str, place: str, by: str, why: str = "") -> None:
        """A person says where it is: the key of a place, ELSEWHERE, or "" where nobody knows; and `why`, for the desk.
        Nothing is sent, and nobody else acts on it by that.

        Raises UnknownCode, TransitionRefused for a case that is over, CannotBeRead.
        """
        if not is_choice(place, self._towns[municipality].around.gazetteer):
            raise UnknownCode("no such place here")

        async def change(work: Work, town: Town, file: CaseFile, now: datetime) -> CaseFile | None:
            if place == file.case.place:
                return None
            facts = {"was": file.case.place, "became": place}
            case = replace(file.case, place=place, updated_at=now)
            event = self._opener.event(case, PLACE_CORRECTED, by, now, facts)
            if why:
                sealed = self._vault.case_key(case).seal(why.encode(), f"case_events.note:{event.id}")
                event = replace(event, note=sealed)
            return await self._placed(work, town, replace(file, case=case, events=(*file.events, event)))

        await persistently(lambda: self._change(municipality, number, by, change))

    async def _placed(self, work: Work, town: Town, file: CaseFile) -> CaseFile:
        """With a sketch that follows: a point that they sent is compared only where the case may lie there."""
        told = self._dossier.said(file.case, await work.cases.reports(file.case.id))
        point = point_of(told)
        if point is None or file.sketch is None:
            return file
        counts = may_lie_at(point, file.case.place, town.around.gazetteer)
        answers = [each.answers for each in told if each.answers is not None]
        return replace(file, sketch=self._sketcher.placed(file.case, answers, counts))

    async def _change(
        self, municipality: str, number: str, by: str, change: Change, releases: Sequence[str] = (), why: str = ""
    ) -> Mapping[str, Stays]:
        now, town = self._clock.now(), self._towns[municipality]
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            if not case.is_worked_on:
                raise TransitionRefused(
                    "a case that is over is opened first, and one more report made a case of its own"
                )
            file = await change(work, town, await self._file(work, case), now)
            if file is not None:
                await self._write(work, town, self._opener.resketched(file), now)
                await self._set_free(work, town, file.case, by, now)
            now_is = file.case if file else case
            stay = await self._withdrawals.of(work, town, now_is, releases, why, by, now)
        self._wake()
        return stay

    async def _set_free(self, work: Work, town: Town, lead: Case, by: str, now: datetime) -> None:
        """It concerns a person after all, or another office must hear nothing of it: who reported a thing hears no more
        of it. They are read once more, since `merged_into` holds nobody else back."""
        free = [each.id for each in await work.cases.merged_into([lead.id]) if not belong_together(each, lead)]
        for each in (await work.cases.get(free)).values() if free else ():
            await self._write(work, town, self._adding.alone(town, await self._file(work, each), by, now), now)

    async def _file(self, work: Work, case: Case) -> CaseFile:
        known, coming = await work.cases.referrals(case.id), await work.dues.of_case(case.id)
        sketch = (await work.sketches.get([case.id])).get(case.id)
        return CaseFile(case, case.opened_at, known=tuple(known), coming=tuple(coming), sketch=sketch)

    async def _write(self, work: Work, town: Town, file: CaseFile, now: datetime) -> None:
        await work.cases.save([file.case])
        await work.sketches.save([file.sketch] if file.sketch and file.is_sketched else [])
        await work.cases.add_referrals(file.referrals)
        await work.cases.save_referrals(file.redated)
        await work.cases.add_events(file.events)
        for referral in file.quiet:
            await work.dues.cancel(case=file.case.id, referral=referral, at=now)
        await work.outbox.cancel_office(file.silenced)
        await work.dues.add(file.dues)
        await work.outbox.add(self._opener.notices(town, file, now))

    async def _answers(self, work: Work, case: Case) -> dict[str, Any]:
        """All that was said, as one report. Whom they wanted left out is known of the case itself."""
        said = self._dossier.said(case, await work.cases.reports(case.id))
        answers = {name: value for each in said for name, value in (each.answers or {}).items() if name != AVOID}
        return {**answers, "description": await self._keeper.words(work, case)}

    async def _urgency(self, work: Work, town: Town, case: Case, category: str, answers: Mapping[str, Any]) -> Urgency:
        """As triage would have it, had it known the category. What a person has said of it stays; an emergency too;
        and that many people have told of it."""
        said = any(each.kind == URGENCY for each in await work.corrections.of_case(case.id))
        if said or category == case.category or case.urgency is Urgency.EMERGENCY:
            return case.urgency
        chosen = {"description": answers["description"], "category": category}
        urgency = self._opener.decide(town, chosen, case.danger).urgency
        many = any(each.kind == CORROBORATED for each in await work.cases.events(case.id))
        return max(urgency, Urgency.URGENT) if many else urgency
