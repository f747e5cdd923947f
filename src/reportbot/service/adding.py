"""More about a case that is there: the whole report after an alarm, another alarm, what they add. It stays one case."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import SPLIT, CaseEvent
from reportbot.core.cases.feedback import NOT_SOLVED, REOPENED
from reportbot.core.cases.referral import COPY, DUTY, LEAD, Referral, leads
from reportbot.core.cases.routing import Route
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import CannotBeRead
from reportbot.core.urgency import Urgency
from reportbot.service.casefile import CaseFile
from reportbot.service.damage import Damage
from reportbot.service.destination import place_of
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
        self, town: Town, file: CaseFile, answers: Mapping[str, Any], receipt_tag: bytes, now: datetime
    ) -> CaseFile:
        """The whole report for a case that an alarm has opened. Only now is it known who must act.

        The lead goes to the right institution as long as the first one has not answered; those who are newly
        concerned get a copy; what was due stays due at the same minute. A case that was ended meanwhile is reopened.
        Who must hear nothing of it loses it at once, whatever they have answered (R15).
        """
        decision = self._opener.decide(town, answers, file.case.danger)
        place = place_of(answers) or file.case.place
        file = self._kept_from(town, file, decision.category, place, answers)
        town = town.without(file.case.avoided)
        route = town.rules.route(decision.category, place or None)
        case = replace(
            file.case,
            category=decision.category,
            urgency=max(file.case.urgency, decision.urgency),
            place=place,
            receipt_tag=receipt_tag,
            updated_at=now,
        )
        case = self._explained(case, (*decision.because, route.because))
        file = self._added(file, case, answers, now)
        if not file.case.status.is_open:
            file = self._reopened(town, file, route.lead, now)
        elif self._moves(file, route):
            file = self._moved(town, file, route.lead, now)
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
        names = "category" in answers or (before.category == _UNNAMED and "description" in answers)
        category = decision.category if names else before.category
        file = self._kept_from(town, file, category, before.place or place_of(answers), answers)
        town = town.without(file.case.avoided)
        case = replace(
            file.case, category=category, urgency=urgency, place=before.place or place_of(answers), updated_at=now
        )
        if case.category != before.category or urgency > before.urgency:
            case = self._explained(case, decision.because)
        file = self._added(file, case, answers, now)
        route = town.rules.route(category, case.place or None)
        if not case.status.is_open:
            file = self._reopened(town, file, route.lead, now)
        elif (case.category, case.place, case.avoided) != (before.category, before.place, before.avoided):
            file = self._moved(town, file, route.lead, now) if self._moves(file, route) else file
            file = self._copied(file, route, now)
        if urgency > before.urgency and urgency is Urgency.EMERGENCY:
            return self._alerted(self._chased(town, file, now), self._opener.on_call(town, now), now)
        lead = self._lead(file)
        if urgency > before.urgency and lead and lead.is_waiting:
            file = self._hurried(town, file, lead, now)
        is_news = now - before.opened_at > STILL_TELLING or urgency > before.urgency
        return replace(file, notices=(*file.notices, ("added", lead))) if is_news and lead else file

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

    def _kept_from(self, town: Town, file: CaseFile, category: str, place: str, answers: Mapping[str, Any]) -> CaseFile:
        """With what they ask now beside what they have asked before."""
        asked = self._opener.destination(town, category, place, answers).avoided
        return file.kept_from(asked.union(file.case.avoided)) if asked.difference(file.case.avoided) else file

    def beside(
        self, town: Town, file: CaseFile, lead: CaseFile, answers: Mapping[str, Any], now: datetime
    ) -> tuple[CaseFile, CaseFile]:
        """As `more`, of a report that is merged into the case of `lead`: whoever works on that one hears of it.

        A danger, another kind of matter, or an office that must hear nothing of it: then it stands alone again.
        """
        decision = self._opener.decide(town, answers, "")
        is_other = "category" in answers and decision.category != file.case.category
        asked = self._opener.destination(town, file.case.category, file.case.place, answers).avoided
        if is_other or asked.difference(file.case.avoided) or decision.urgency is Urgency.EMERGENCY:
            return self.more(town, self.alone(town, file, "reporter", now), answers, now), lead
        urgency = max(file.case.urgency, decision.urgency) if _TELLING & answers.keys() else file.case.urgency
        place = file.case.place or place_of(answers)
        file = self._added(file, replace(file.case, urgency=urgency, place=place, updated_at=now), answers, now)
        return file, self.told_beside(town, lead, urgency, file.case.opened_at, now)

    def told_beside(self, town: Town, file: CaseFile, urgency: Urgency, since: datetime, now: datetime) -> CaseFile:
        """The case that others are merged into, when one of them says more of what they reported at `since`."""
        town = town.without(file.case.avoided)
        file = replace(file, case=replace(file.case, updated_at=now))
        if not file.case.status.is_open:
            file = self._reopened(town, file, file.case.lead, now)
        is_news = now - since > STILL_TELLING or urgency > file.case.urgency
        file = self.urged(town, file, urgency, (), now)
        lead = self._lead(file)
        return replace(file, notices=(*file.notices, ("added", lead))) if is_news and lead else file

    def urged(self, town: Town, file: CaseFile, urgency: Urgency, because: tuple[str, ...], now: datetime) -> CaseFile:
        """At least as urgent as that, and what the lead owes is due as soon as that wants it. Never less."""
        if urgency <= file.case.urgency:
            return file
        case = replace(file.case, urgency=urgency, updated_at=now)
        file = replace(file, case=self._explained(case, because) if because else case)
        lead = self._lead(file)
        return self._hurried(town.without(case.avoided), file, lead, now) if lead and lead.is_waiting else file

    def alone(self, town: Town, file: CaseFile, by: str, now: datetime) -> CaseFile:
        """No longer one more report of another case: it goes where it would have gone, with new deadlines."""
        town = town.without(file.case.avoided)
        route = town.rules.route(file.case.category, file.case.place or None)
        case = replace(file.case, merged_into=None, status=Status.REFERRED, lead=route.lead, updated_at=now)
        file = replace(file, case=case, events=(*file.events, self._opener.event(case, SPLIT, by, now)))
        file = self._copied(self._led_by(town, file, route.lead, now), route, now)
        if case.urgency is Urgency.EMERGENCY:
            file = self._alerted(file, [key for key in self._opener.on_call(town, now) if key != route.lead], now)
        return replace(file, promised=promised_by(timeline(town, case, route.lead, since=now), case))

    def not_solved(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """Called done, and the person says that it is not: back to whoever had it, with deadlines that begin anew.

        To the coordinator where no office of this town had it. Raises TransitionRefused for an open case.
        """
        lead = file.case.lead if file.case.lead in town.rules.institutions else town.rules.coordinator
        file = self._reopened(town, file, lead, now, {NOT_SOLVED: "yes", "lead": lead}, "reopened")
        return replace(file, promised=promised_by(timeline(town, file.case, lead, since=now), file.case))

    def _explained(self, case: Case, because: tuple[str, ...]) -> Case:
        """Reasons that are damaged give way to the new ones: the report counts."""
        try:
            return self._opener.explained(case, because)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return self._opener.explained(replace(case, sealed_because=b""), because)

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
    ) -> CaseFile:
        """Somebody ended it, and the person has more to say."""
        case = file.case.moved_to(Status.NEW, now) if file.case.status is Status.REJECTED else file.case
        case = case.moved_to(Status.REFERRED, now).led_by(lead, now)
        event = self._opener.event(case, REOPENED, "reporter", now, facts)
        return self._led_by(town, replace(file, case=case, events=(*file.events, event)), lead, now, notice=notice)

    def _moves(self, file: CaseFile, route: Route) -> bool:
        """Not from a lead who has taken it on, and never back to one who has said that it is not theirs."""
        if file.case.lead in file.case.avoided:
            return True
        lead = self._lead(file)
        if lead is None or not lead.is_waiting or file.case.status not in MAY_MOVE:
            return False
        return route.lead not in {file.case.lead, *(each.institution for each in file.everybody if each.is_finished)}

    def _moved(self, town: Town, file: CaseFile, lead: str, now: datetime) -> CaseFile:
        before = self._lead(file)
        case = file.case.moved_to(Status.REFERRED, now) if file.case.lead in file.case.avoided else file.case
        return self._led_by(town, replace(file, case=case.led_by(lead, now)), lead, now, before)

    def _led_by(
        self,
        town: Town,
        file: CaseFile,
        lead: str,
        now: datetime,
        before: Referral | None = None,
        notice: str = "forward",
    ) -> CaseFile:
        """A page and a mail for the new lead. What the one before it owed is due from the new one, no minute later."""
        referral = self._opener.referral(file.case, lead, LEAD, now)
        owed = next((due for due in file.still_due if before and due.referral == before.id), None)
        due = replace(owed, id=self._ids.new(), referral=referral.id) if owed else None
        due = due or self._opener.due(file.case, referral, timeline(town, file.case, lead, since=now), 0)
        referred: CaseEvent = self._opener.event(file.case, "referred", "reportbot", now, {"lead": lead})
        file = replace(
            file,
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
