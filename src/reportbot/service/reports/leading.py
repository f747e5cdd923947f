"""Who has a case: it goes to another lead, comes back open, and whoever acts with the lead hears of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.due.deadlines import dated_as
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import COPY, JOINT, LEAD, Answer, Referral, leads, newest
from reportbot.core.cases.routing.routed import facts_of
from reportbot.core.cases.routing.rules import Route
from reportbot.core.cases.telling.feedback import REOPENED
from reportbot.core.cases.workflow import Status
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import NOTICE_TO, Opener
from reportbot.service.reports.owing import timeline
from reportbot.service.towns import Town

MAY_MOVE = frozenset({Status.REFERRED, Status.ACKNOWLEDGED})


class Leading:
    def __init__(self, opener: Opener, deadlines: Deadlines) -> None:
        self._opener, self._deadlines = opener, deadlines

    def reopened(
        self,
        town: Town,
        file: CaseFile,
        lead: str,
        now: datetime,
        facts: Mapping[str, str] | None = None,
        notice: str = "forward",
        route: Route | None = None,
    ) -> CaseFile:
        """Somebody ended it, and the person has more to say: to `lead`, or the coordinator where that one takes part no
        more. `route`: rules have said who gets it now."""
        lead = lead if town.serves(lead) else town.rules.coordinator
        case = file.case.moved_to(Status.NEW, now) if file.case.status is Status.REJECTED else file.case
        case = case.moved_to(Status.REFERRED, now).led_by(lead, now)
        event = self._opener.event(case, REOPENED, "reporter", now, facts)
        file = replace(file, case=case, events=(*file.events, event))
        return self.acting_again(town, self.led_by(town, file, lead, now, notice=notice, route=route), now, notice)

    def acting_again(self, town: Town, file: CaseFile, now: datetime, notice: str) -> CaseFile:
        """Whoever acted together with the lead has it anew as well, unless they said that it is not theirs."""
        out = {file.case.lead, *file.case.avoided}
        for each in newest(file.known):
            if each.role != JOINT or each.answer is Answer.NOT_OURS or each.institution in out:
                continue
            if not town.serves(each.institution):
                continue
            anew = self._opener.owed(town, self._opener.referral(file.case, each.institution, JOINT, now), file.case)
            facts = {"institution": each.institution, "together": each.institution}
            file = replace(
                file,
                referrals=(*file.referrals, anew),
                events=(*file.events, self._opener.event(file.case, "referred", "reportbot", now, facts)),
                dues=(*file.dues, *self._deadlines.rows(town, file.case, anew, (), now)),
                notices=(*file.notices, (notice, anew)),
            )
        return file

    def moves(self, file: CaseFile, route: Route) -> bool:
        """Not from a lead who has taken it on, and never back to one who has said that it is not theirs."""
        if file.case.lead in file.case.avoided:
            return True
        lead = lead_of(file)
        if lead is None or not lead.is_waiting or file.case.status not in MAY_MOVE:
            return False
        return route.lead not in {file.case.lead, *(each.institution for each in file.everybody if each.is_finished)}

    def moved(self, town: Town, file: CaseFile, route: Route, now: datetime) -> CaseFile:
        before, lead = lead_of(file), route.lead
        case = file.case.moved_to(Status.REFERRED, now) if file.case.lead in file.case.avoided else file.case
        return self.led_by(town, replace(file, case=case.led_by(lead, now)), lead, now, before, route=route)

    def led_by(
        self,
        town: Town,
        file: CaseFile,
        lead: str,
        now: datetime,
        before: Referral | None = None,
        notice: str = "forward",
        route: Route | None = None,
    ) -> CaseFile:
        """A page and a mail for the new lead. What the one before it owed is due from the new one, no minute later; but
        for the time in which its clock stood still."""
        referral = self._opener.owed(town, self._opener.referral(file.case, lead, LEAD, now), file.case)
        owed = [due for due in file.still_due if before and due.referral == before.id]
        stood = before if before and before.stopped_at else None
        for each in file.everybody:
            if each.role == LEAD and each.stopped_at:
                is_owed = before is not None and each.id == before.id and bool(owed)
                after, events = self._deadlines.went_on(town, file.case, each, is_owed, now)
                file = file.with_dates(after, (), events)
                before = after if is_owed else before
        referral = dated_as(before, referral) if before and owed else referral
        dues = self._deadlines.rows(town, file.case, referral, owed, now, stood if owed else None)
        why = facts_of(route) if route else {}
        referred: CaseEvent = self._opener.event(file.case, "referred", "reportbot", now, {"lead": lead, **why})
        file = replace(
            file,
            by=route.by if route else "",
            referrals=(*file.referrals, referral),
            events=(*file.events, referred),
            notices=(*file.notices, (notice, referral)),
        )
        file = file.with_due(None, before.id) if before else file
        return replace(file, dues=(*file.dues, *dues))

    def copied(self, town: Town, file: CaseFile, route: Route, now: datetime) -> CaseFile:
        """Whoever does not know of it yet and should: those who act with the lead owe an answer of their own."""
        known = {each.institution for each in file.everybody if not each.is_withdrawn}
        roles = dict.fromkeys(route.together, JOINT)
        roles |= {key: COPY for key in (route.lead, *route.copies) if key not in roles}
        more = [
            self._opener.owed(town, self._opener.referral(file.case, key, role, now), file.case)
            for key, role in roles.items()
            if key not in known
        ]
        file = replace(
            file,
            referrals=(*file.referrals, *more),
            notices=(*file.notices, *((NOTICE_TO[each.role], each) for each in more)),
        )
        for each in more:
            if each.owes:
                plan = timeline(town, file.case, each.institution, since=now)
                file = file.with_due(self._opener.due(file.case, each, plan, 0))
        return file


def lead_of(file: CaseFile) -> Referral | None:
    """The newest referral of whoever leads."""
    return next((each for each in reversed(file.everybody) if leads(file.case, each)), None)
