"""More about a case that is there: the whole report after an alarm, another alarm, what they add. It stays one case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.correction import CATEGORY, CHOSEN_BY_DESK, URGENCY
from reportbot.core.cases.correction import facts_of as correction_facts
from reportbot.core.cases.events import CORRECTED, READ_AGAIN, CaseEvent
from reportbot.core.cases.feedback import NOT_SOLVED, REOPENED
from reportbot.core.cases.gate import is_unsure
from reportbot.core.cases.referral import COPY, DUTY, LEAD, Answer, Referral, leads
from reportbot.core.cases.routed import facts_of
from reportbot.core.cases.routing import Route
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeRead
from reportbot.core.hearing.wording import label
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.casefile import CaseFile
from reportbot.service.damage import Damage
from reportbot.service.destination import place_of, routed
from reportbot.service.opening import Opener, promised_by, timeline
from reportbot.service.ports import Ids
from reportbot.service.towns import Town

STILL_TELLING = timedelta(minutes=30)  # additions so soon after the report are read with it: no mail for each
MAY_MOVE = frozenset({Status.REFERRED, Status.ACKNOWLEDGED})

_UNNAMED = "other"
_TELLING = frozenset({"description", "category"})  # answers that can say how urgent it is


class Adding:
    def __init__(self, opener: Opener, ids: Ids, damage: Damage) -> None:
        self._opener, self._ids, self._damage = opener, ids, damage

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
        file = self._kept_from(town, file, category, place, answers, voice, now, unsure)
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
        case = self._explained(case, (*decision.because, Text(route.because)), decision)
        file = self._added(file, case, answers, now)
        if not file.case.status.is_open:
            file = self._reopened(town, file, route.lead, now, route=route)
        elif self._moves(file, route):
            file = self._moved(town, file, route, now)
        file = self._copied(file, route, now)
        if file.silenced and file.case.urgency is Urgency.EMERGENCY:
            known = {each.institution for each in file.everybody}
            file = self._alerted(file, [key for key in self._opener.on_call(town, now) if key not in known], now)
        return replace(file, promised=promised_by(timeline(town, file.case, file.case.lead, since=now), file.case))

    def more(self, town: Town, file: CaseFile, answers: Mapping[str, Any], now: datetime) -> CaseFile:
        """What they add to a report that is stored. It names what nobody had named, and only ever raises the urgency.

        The lead hears of it, unless it comes with the report itself; a matter that was ended is opened again.
        """
        before = file.case
        decision = self._opener.decide(town, answers, "")
        urgency = max(before.urgency, decision.urgency) if _TELLING & answers.keys() else before.urgency
        category, unsure = before.category, before.needs_look
        if "category" in answers or ("description" in answers and (unsure or category == _UNNAMED)):
            category, unsure = self._named(town, before, decision)
        place = before.place or place_of(answers)
        file = self._kept_from(town, file, category, place, answers, before.voice, now, unsure)
        desk, town = town.rules.coordinator, town.without(file.case.avoided)
        route, looks = routed(town.rules, category, place, before.voice, now, unsure, desk)
        case = replace(file.case, category=category, urgency=urgency, place=place, needs_look=looks, updated_at=now)
        if _taken_for(case) != _taken_for(before):
            case = self._explained(case, (*decision.because, Text(route.because)), decision)
        elif urgency > before.urgency:
            case = self._explained(case, decision.because)
        file = self._added(file, case, answers, now)
        if not case.status.is_open:
            file = self._reopened(town, file, route.lead, now, route=route)
        elif (_taken_for(case), case.place, case.avoided) != (_taken_for(before), before.place, before.avoided):
            file = self._moved(town, file, route, now) if self._moves(file, route) else file
            file = self._copied(file, route, now)
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
            file = self._kept_from(town, file, category, before.place, answers, before.voice, now, unsure)
        desk, town = town.rules.coordinator, town.without(file.case.avoided)
        route, looks = routed(town.rules, category, before.place, before.voice, now, unsure, desk)
        case = replace(file.case, category=category, urgency=urgency, needs_look=looks and before.needs_look)
        if (_taken_for(case), urgency) == (_taken_for(before), before.urgency):
            return same
        named_by = surest if _taken_for(case) != _taken_for(before) else None
        because = tuple(reason for _, decision in decided for reason in decision.because)
        case = self._explained(replace(case, updated_at=now), because, named_by)
        event = self._opener.event(case, READ_AGAIN, "reportbot", now, {"urgency": urgency.word, "category": category})
        file = replace(file, case=case, events=(*file.events, event))
        if named_by:
            file = self._moved(town, file, route, now) if self._moves(file, route) else file
            file = self._copied(file, route, now)
        return self._pressed(town, file, before, now, "raised")

    def _pressed(self, town: Town, file: CaseFile, before: Case, now: datetime, notice: str) -> CaseFile:
        """More urgent than before: whoever is on call is alerted, or the lead owes its answer sooner, and is told."""
        file, urgency = self._sooner(town, file, before.urgency, now), file.case.urgency
        if urgency > before.urgency and urgency is Urgency.EMERGENCY:
            return file
        lead = self._lead(file)
        is_added = notice == "added" and now - before.opened_at > STILL_TELLING
        is_news = is_added or urgency > before.urgency
        return replace(file, notices=(*file.notices, (notice, lead))) if is_news and lead else file

    def alarm_again(
        self, town: Town, file: CaseFile, answers: Mapping[str, Any], danger: str, now: datetime
    ) -> CaseFile:
        """Another danger in the same conversation: whoever is on call hears of it again."""
        town = town.without(file.case.avoided)
        case = replace(file.case, urgency=Urgency.EMERGENCY, danger=file.case.danger or danger, updated_at=now)
        file = self._added(file, case, answers, now)
        if not case.status.is_open:
            file = self._reopened(town, file, case.lead, now)
        return self._alerted(self._chased(town, file, now), self._opener.on_call(town, now), now)

    def corrected(
        self,
        town: Town,
        file: CaseFile,
        category: str,
        urgency: Urgency,
        answers: Mapping[str, Any],
        by: str,
        now: datetime,
    ) -> CaseFile:
        """A person at the desk says what it is about. It goes to whoever must act by the rules, also from an office
        that has it in work, but to none that handed it back. Raises CannotBeRead where nothing can be sealed in it."""
        before = file.case
        file = self._kept_from(town, file, category, before.place, answers, before.voice, now, unsure=False)
        town = town.without(file.case.avoided)
        route = town.rules.route(category, before.place or None, before.voice, now)
        case = replace(file.case, category=category, urgency=urgency, needs_look=False, updated_at=now)
        case = self._explained(case, (Text(CHOSEN_BY_DESK.msgid, {"category": label(category)}), Text(route.because)))
        facts = correction_facts(CATEGORY, before.category, category)
        event = self._opener.event(case, CORRECTED, by, now, facts)
        file = replace(file, case=case, events=(*file.events, event))
        refused = {each.institution for each in file.everybody if each.answer is Answer.NOT_OURS}
        if case.lead in case.avoided or (route.lead != case.lead and route.lead not in refused):
            lead = self._lead(file)
            owes = lead if lead is not None and lead.is_waiting else None
            file = file if owes or lead is None else file.with_due(None, lead.id)
            case = case.moved_to(Status.REFERRED, now).led_by(route.lead, now)
            file = self._led_by(town, replace(file, case=case), route.lead, now, owes, route=route)
        file = self._copied(file, route, now)
        file = replace(file, promised=promised_by(timeline(town, file.case, file.case.lead, since=now), file.case))
        return self._sooner(town, file, before.urgency, now)

    def reurged(self, town: Town, file: CaseFile, urgency: Urgency, by: str, now: datetime) -> CaseFile:
        """A person at the desk says how urgent it is. What the lead owes is due as that urgency wants it."""
        before = file.case
        town = town.without(before.avoided)
        facts = correction_facts(URGENCY, before.urgency.word, urgency.word)
        event = self._opener.event(before, CORRECTED, by, now, facts)
        case = replace(before, urgency=urgency, updated_at=now)
        file = replace(file, case=case, events=(*file.events, event))
        file = replace(file, promised=promised_by(timeline(town, case, case.lead, since=now), case))
        lead = self._lead(file)
        if urgency > before.urgency or lead is None or not lead.is_waiting:
            return self._sooner(town, file, before.urgency, now)
        return file.with_due(
            self._opener.due(case, lead, timeline(town, case, lead.institution, since=now), 0), lead.id
        )

    def _sooner(self, town: Town, file: CaseFile, before: Urgency, now: datetime) -> CaseFile:
        """More urgent than it was: whoever is on call is alerted, or the first answer is due sooner."""
        lead = self._lead(file)
        if file.case.urgency <= before:
            return file
        if file.case.urgency is Urgency.EMERGENCY:
            return self._alerted(self._chased(town, file, now), self._opener.on_call(town, now), now)
        return self._hurried(town, file, lead, now) if lead and lead.is_waiting else file

    def _chased(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """An alarm begins the ladder of an emergency, whatever was due before: if nobody comes, the next one is told,
        and the person. A lead who has taken on what was known until now is asked anew."""
        lead = self._lead(file)
        if lead is None:
            return file
        if lead.is_waiting:
            return self._hurried(town, file, lead, now)
        return self._led_by(town, file.with_due(None, lead.id), lead.institution, now)

    def _hurried(self, town: Town, file: CaseFile, lead: Referral, now: datetime) -> CaseFile:
        """The first answer is due as soon as the urgency wants it now; what is due sooner stays."""
        due = self._opener.due(file.case, lead, timeline(town, file.case, lead.institution, since=now), 0)
        sooner = [each for each in file.still_due if each.referral == lead.id and due and each.due_at <= due.due_at]
        return file if sooner else file.with_due(due, lead.id)

    def _alerted(self, file: CaseFile, keys: Iterable[str], now: datetime) -> CaseFile:
        for key in keys:
            theirs = next((each for each in file.everybody if each.institution == key), None)
            if theirs is None:
                theirs = self._opener.referral(file.case, key, DUTY, now)
                file = replace(file, referrals=(*file.referrals, theirs))
            file = replace(file, notices=(*file.notices, ("alert", theirs)))
        return file

    def _kept_from(
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

    def not_solved(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """Called done, and the person says that it is not: back to whoever had it, with deadlines that begin anew.

        To the coordinator where no office of this town had it. Raises TransitionRefused for an open case.
        """
        lead = file.case.lead if file.case.lead in town.rules.institutions else town.rules.coordinator
        file = self._reopened(town, file, lead, now, {NOT_SOLVED: "yes", "lead": lead}, "reopened")
        return replace(file, promised=promised_by(timeline(town, file.case, lead, since=now), file.case))

    def _named(self, town: Town, case: Case, decision: TriageDecision) -> tuple[str, bool]:
        """The category, and whether it is a guess below the gate: such a guess counts only where nothing surer does.

        Whoever has the case but the desk got it from a surer guess, or from a person.
        """
        if not is_unsure(decision, town.rules):
            return decision.category, False
        is_open_question = case.needs_look or (case.category == _UNNAMED and case.lead == town.rules.coordinator)
        return (decision.category, True) if is_open_question else (case.category, False)

    def _explained(self, case: Case, because: tuple[Text, ...], decision: TriageDecision | None = None) -> Case:
        """Reasons that are damaged give way to the new ones: the report counts."""
        try:
            return self._opener.explained(case, because, decision)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return self._opener.explained(replace(case, sealed_because=b""), because, decision)

    def _added(self, file: CaseFile, case: Case, answers: Mapping[str, Any], now: datetime) -> CaseFile:
        added = self._opener.event(case, "reporter_added", "reporter", now)
        file = file.with_more(case, self._opener.report(case, answers, now), events=(added,))
        return self._opener.sketched(file, answers)

    def _reopened(
        self,
        town: Town,
        file: CaseFile,
        lead: str,
        now: datetime,
        facts: Mapping[str, str] | None = None,
        notice: str = "forward",
        route: Route | None = None,
    ) -> CaseFile:
        """Somebody ended it, and the person has more to say. `route`: rules have said who gets it now."""
        case = file.case.moved_to(Status.NEW, now) if file.case.status is Status.REJECTED else file.case
        case = case.moved_to(Status.REFERRED, now).led_by(lead, now)
        event = self._opener.event(case, REOPENED, "reporter", now, facts)
        file = replace(file, case=case, events=(*file.events, event))
        return self._led_by(town, file, lead, now, notice=notice, route=route)

    def _moves(self, file: CaseFile, route: Route) -> bool:
        """Not from a lead who has taken it on, and never back to one who has said that it is not theirs."""
        if file.case.lead in file.case.avoided:
            return True
        lead = self._lead(file)
        if lead is None or not lead.is_waiting or file.case.status not in MAY_MOVE:
            return False
        return route.lead not in {file.case.lead, *(each.institution for each in file.everybody if each.is_finished)}

    def _moved(self, town: Town, file: CaseFile, route: Route, now: datetime) -> CaseFile:
        before, lead = self._lead(file), route.lead
        case = file.case.moved_to(Status.REFERRED, now) if file.case.lead in file.case.avoided else file.case
        return self._led_by(town, replace(file, case=case.led_by(lead, now)), lead, now, before, route=route)

    def _led_by(
        self,
        town: Town,
        file: CaseFile,
        lead: str,
        now: datetime,
        before: Referral | None = None,
        notice: str = "forward",
        route: Route | None = None,
    ) -> CaseFile:
        """A page and a mail for the new lead. What the one before it owed is due from the new one, no minute later."""
        referral = self._opener.referral(file.case, lead, LEAD, now)
        owed = next((due for due in file.still_due if before and due.referral == before.id), None)
        due = replace(owed, id=self._ids.new(), referral=referral.id) if owed else None
        due = due or self._opener.due(file.case, referral, timeline(town, file.case, lead, since=now), 0)
        why = facts_of(route) if route else {}
        referred: CaseEvent = self._opener.event(file.case, "referred", "reportbot", now, {"lead": lead, **why})
        file = replace(
            file,
            by=route.by if route else "",
            referrals=(*file.referrals, referral),
            events=(*file.events, referred),
            notices=(*file.notices, (notice, referral)),
        )
        return file.with_due(due, before.id if before else None)

    def _copied(self, file: CaseFile, route: Route, now: datetime) -> CaseFile:
        known = {each.institution for each in file.everybody}
        keys = [key for key in (route.lead, *route.copies) if key not in known]
        copies = tuple(self._opener.referral(file.case, key, COPY, now) for key in dict.fromkeys(keys))
        return replace(
            file,
            referrals=(*file.referrals, *copies),
            notices=(*file.notices, *(("copy", copy) for copy in copies)),
        )

    def _lead(self, file: CaseFile) -> Referral | None:
        return next((each for each in reversed(file.everybody) if leads(file.case, each)), None)


def _taken_for(case: Case) -> tuple[str, bool]:
    return case.category, case.needs_look
