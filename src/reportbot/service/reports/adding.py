"""More about a case that is there: the whole report after an alarm, another alarm, what they add. It stays one case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import READ_AGAIN, TOLD_WITH_IT
from reportbot.core.cases.telling.feedback import NOT_SOLVED
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.gate import is_unsure
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.ports import Ids
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.destination import place_of, routed
from reportbot.service.reports.leading import Leading, lead_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.urging import Urging
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage

STILL_TELLING = timedelta(minutes=30)  # additions so soon after the report are read with it: no mail for each

_UNNAMED = "other"
_TELLING = frozenset({"description", "category"})  # answers that can say how urgent it is


class Adding:
    def __init__(self, opener: Opener, ids: Ids, damage: Damage) -> None:
        self._opener, self._ids, self._damage = opener, ids, damage
        self._leading = Leading(opener, Deadlines(ids))
        self._urging = Urging(opener, Deadlines(ids), self._leading)

    def complete(
        self,
        town: Town,
        file: CaseFile,
        answers: Mapping[str, Any],
        receipt_tag: bytes,
        now: datetime,
        voice: str = "",
    ) -> CaseFile:
        """The whole report for a case that an alarm has opened. Only now is it known who must act.

        `voice` is who speaks in it, "" where that is not news.

        The lead goes to the right institution as long as the first one has not answered; those who are newly
        concerned get a copy; what was due stays due at the same minute. A case that was ended meanwhile is reopened.
        Who must hear nothing of it loses it at once, whatever they have answered (R15).
        """
        decision = self._opener.decide(town, answers, file.case.danger)
        place, voice = place_of(answers) or file.case.place, voice or file.case.voice
        category, unsure = self._named(town, file.case, decision)
        file = self.kept_from(town, file, category, place, answers, voice, now, unsure)
        desk, town = town.rules.coordinator, town.without(file.case.avoided)
        route, looks = routed(town.rules, category, place, voice, now, unsure, desk)
        case = replace(
            file.case,
            voice=voice,
            category=category,
            needs_look=looks,
            urgency=max(file.case.urgency, decision.urgency),
            place=place,
            receipt_tag=receipt_tag,
            updated_at=now,
        )
        case = self.explained(case, (*decision.because, Text(route.because)), decision)
        file = self.added(file, case, answers, now)
        if not file.case.status.is_open:
            file = self._leading.reopened(town, file, route.lead, now, route=route)
        elif self._leading.moves(file, route):
            file = self._leading.moved(town, file, route, now)
        file = self._leading.copied(town, file, route, now)
        if file.silenced and file.case.urgency is Urgency.EMERGENCY:
            known = {each.institution for each in file.everybody}
            file = self._urging.alerted(file, [key for key in self._opener.on_call(town, now) if key not in known], now)
        return self._urging.promised(town, file, now)

    def more(
        self, town: Town, file: CaseFile, answers: Mapping[str, Any], now: datetime, with_it: bool = False
    ) -> CaseFile:
        """What they add to a report that is stored. It names what nobody had named, and only ever raises the urgency.

        `with_it`: it answers what we ask after each report, and is read with it unless it is more urgent, or late.
        The lead hears of it, unless it comes with the report itself; a matter that was ended is opened again.
        """
        before = file.case
        decision = self._opener.decide(town, answers, "")
        urgency = max(before.urgency, decision.urgency) if _TELLING & answers.keys() else before.urgency
        category, unsure = before.category, before.needs_look
        if "category" in answers or ("description" in answers and (unsure or category == _UNNAMED)):
            category, unsure = self._named(town, before, decision)
        place = before.place or place_of(answers)
        file = self.kept_from(town, file, category, place, answers, before.voice, now, unsure)
        desk, town = town.rules.coordinator, town.without(file.case.avoided)
        route, looks = routed(town.rules, category, place, before.voice, now, unsure, desk)
        case = replace(file.case, category=category, urgency=urgency, place=place, needs_look=looks, updated_at=now)
        if _taken_for(case) != _taken_for(before):
            case = self.explained(case, (*decision.because, Text(route.because)), decision)
        elif urgency > before.urgency:
            case = self.explained(case, decision.because)
        with_it = with_it and urgency == before.urgency and now - before.opened_at <= STILL_TELLING
        file = self.added(file, case, answers, now, TOLD_WITH_IT if with_it else "reporter_added")
        if not case.status.is_open:
            file = self._leading.reopened(town, file, route.lead, now, route=route)
        elif (_taken_for(case), case.place, case.avoided) != (_taken_for(before), before.place, before.avoided):
            file = self._leading.moved(town, file, route, now) if self._leading.moves(file, route) else file
            file = self._leading.copied(town, file, route, now)
        return self._pressed(town, file, before, now, "added")

    def looked_again(self, town: Town, file: CaseFile, told: Sequence[Mapping[str, Any]], now: datetime) -> CaseFile:
        """What a model makes of the same words, that spoke after the case was opened: it raises the urgency, and names
        what waits at the desk for a name. The same file where it has nothing to add."""
        before, same = file.case, file
        decided = [(answers, self._opener.decide(town, answers, "")) for answers in told]
        if not decided:
            return same
        urgency = max([before.urgency, *(decision.urgency for _, decision in decided)])
        category, unsure = before.category, before.needs_look
        answers, surest = max(decided, key=lambda each: each[1].confidence)
        if before.needs_look:
            category, unsure = self._named(town, before, surest)
            file = self.kept_from(town, file, category, before.place, answers, before.voice, now, unsure)
        desk, town = town.rules.coordinator, town.without(file.case.avoided)
        route, looks = routed(town.rules, category, before.place, before.voice, now, unsure, desk)
        case = replace(file.case, category=category, urgency=urgency, needs_look=looks and before.needs_look)
        if (_taken_for(case), urgency) == (_taken_for(before), before.urgency):
            return same
        named_by = surest if _taken_for(case) != _taken_for(before) else None
        because = tuple(reason for _, decision in decided for reason in decision.because)
        case = self.explained(replace(case, updated_at=now), because, named_by)
        event = self._opener.event(case, READ_AGAIN, "reportbot", now, {"urgency": urgency.word, "category": category})
        file = replace(file, case=case, events=(*file.events, event))
        if named_by:
            file = self._leading.moved(town, file, route, now) if self._leading.moves(file, route) else file
            file = self._leading.copied(town, file, route, now)
        return self._pressed(town, file, before, now, "raised")

    def alarm_again(
        self, town: Town, file: CaseFile, answers: Mapping[str, Any], danger: str, now: datetime
    ) -> CaseFile:
        """Another danger in the same conversation: whoever is on call hears of it again."""
        town = town.without(file.case.avoided)
        case = replace(file.case, urgency=Urgency.EMERGENCY, danger=file.case.danger or danger, updated_at=now)
        file = self.added(file, case, answers, now)
        if not case.status.is_open:
            file = self._leading.reopened(town, file, case.lead, now)
        return self._urging.alerted(self._urging.chased(town, file, now), self._opener.on_call(town, now), now)

    def not_solved(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """Called done, and the person says that it is not: back to whoever had it, with deadlines that begin anew.

        To the coordinator where no office had it that still takes part. Raises TransitionRefused for an open case.
        """
        lead = file.case.lead if town.serves(file.case.lead) else town.rules.coordinator
        file = self._leading.reopened(town, file, lead, now, {NOT_SOLVED: "yes", "lead": lead}, "reopened")
        return self._urging.promised(town, file, now)

    def _pressed(self, town: Town, file: CaseFile, before: Case, now: datetime, notice: str) -> CaseFile:
        """More urgent than before: whoever is on call is alerted, or the lead owes its answer sooner, and is told."""
        file, urgency = self._urging.sooner(town, file, before.urgency, now), file.case.urgency
        if urgency > before.urgency and urgency is Urgency.EMERGENCY:
            return file
        lead = lead_of(file)
        is_added = notice == "added" and now - before.opened_at > STILL_TELLING
        is_news = is_added or urgency > before.urgency
        return replace(file, notices=(*file.notices, (notice, lead))) if is_news and lead else file

    def kept_from(
        self,
        town: Town,
        file: CaseFile,
        category: str,
        place: str,
        answers: Mapping[str, Any],
        voice: str,
        now: datetime,
        unsure: bool,
    ) -> CaseFile:
        """With what they ask now beside what they have asked before."""
        asked = self._opener.destination(town, category, place, answers, voice, now, unsure).avoided
        return file.kept_from(asked.union(file.case.avoided)) if asked.difference(file.case.avoided) else file

    def _named(self, town: Town, case: Case, decision: TriageDecision) -> tuple[str, bool]:
        """The category, and whether it is a guess below the gate: such a guess counts only where nothing surer does.

        Whoever has the case but the desk got it from a surer guess, or from a person.
        """
        if not is_unsure(decision, town.rules):
            return decision.category, False
        is_open_question = case.needs_look or (case.category == _UNNAMED and case.lead == town.rules.coordinator)
        return (decision.category, True) if is_open_question else (case.category, False)

    def explained(self, case: Case, because: tuple[Text, ...], decision: TriageDecision | None = None) -> Case:
        """Reasons that are damaged give way to the new ones: the report counts."""
        try:
            return self._opener.explained(case, because, decision)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return self._opener.explained(replace(case, sealed_because=b""), because, decision)

    def added(
        self,
        file: CaseFile,
        case: Case,
        answers: Mapping[str, Any],
        now: datetime,
        kind: str = "reporter_added",
    ) -> CaseFile:
        added = self._opener.event(case, kind, "reporter", now)
        file = file.with_more(case, self._opener.report(case, answers, now), events=(added,))
        return self._opener.sketched(file, answers)


def _taken_for(case: Case) -> tuple[str, bool]:
    return case.category, case.needs_look
