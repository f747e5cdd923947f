"""One report is put to another: it keeps its own code and its own conversation; the other one leads from now on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CORROBORATED, JOINED, MERGED
from reportbot.core.cases.referral import leads
from reportbot.core.cases.triage.corroboration import raised_by
from reportbot.core.errors import CannotBeMerged, TransitionRefused
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town

SEVERAL = Text("several people have told us of it")
ONE_MORE = "one_more"  # kind of notice


class Joining:
    def __init__(self, opener: Opener, adding: AddingBeside) -> None:
        self._opener, self._adding, self._deadlines = opener, adding, Deadlines(opener.ids)

    def join(
        self, town: Town, file: CaseFile, lead: CaseFile, group: Iterable[Case], by: str, now: datetime
    ) -> tuple[CaseFile, CaseFile]:
        """`file` becomes one more report of `lead`, which `group` belong to already; by whom: a role, or "reporter".

        Its offices hear nothing more of it and nothing falls due in it. The lead's office is told once, of the first;
        the others it finds on its page. Raises CannotBeMerged, TransitionRefused where one of them is over.
        """
        check_may_join(file.case, lead.case)
        others = [case for case in group if case.id not in (file.case.id, lead.case.id)]
        together = [lead.case, *others, file.case]
        file = self._led(town, file, lead.case, by, now)
        facts = {"reports": str(len(together))}
        joined = self._opener.event(lead.case, JOINED, by, now, facts)
        lead = replace(lead, case=replace(lead.case, updated_at=now), events=(*lead.events, joined))
        before = lead.case.urgency
        lead = self._adding.urged(town, lead, file.case.urgency, (), now)
        lead = self._corroborated(town, lead, together, now)
        office = next((each for each in reversed(lead.everybody) if leads(lead.case, each)), None)
        if office and (not others or lead.case.urgency > before):
            lead = replace(lead, notices=(*lead.notices, (ONE_MORE, office)))
        return replace(file, promised=lead.promised), lead

    def _led(self, town: Town, file: CaseFile, lead: Case, by: str, now: datetime) -> CaseFile:
        case = replace(
            file.case, merged_into=lead.id, status=lead.status, lead=lead.lead, needs_look=False, updated_at=now
        )
        merged = self._opener.event(case, MERGED, by, now, {"into": lead.number})
        if file.is_new:
            events = tuple(event for event in file.events if event.kind != "referred")
            return replace(file, case=case, events=(*events, merged), referrals=(), dues=(), notices=())
        theirs = tuple(each.id for each in file.everybody)
        file = self._deadlines.none_stands(town, file, now)
        return replace(
            file,
            case=case,
            events=(*file.events, merged),
            dues=(),
            notices=(),
            quiet=(*file.quiet, *theirs),
            silenced=(*file.silenced, *theirs),
        )

    def _corroborated(self, town: Town, lead: CaseFile, together: Iterable[Case], now: datetime) -> CaseFile:
        rule = town.rules.corroboration
        senders = raised_by(lead.case, together, rule, now)
        if not senders:
            return lead
        facts = {"senders": str(senders), "days": str(rule.days)}
        event = self._opener.event(lead.case, CORROBORATED, "reportbot", now, facts)
        lead = replace(lead, events=(*lead.events, event))
        return self._adding.urged(town, lead, Urgency.URGENT, (SEVERAL,), now)


def check_may_join(case: Case, lead: Case) -> None:
    """Raises CannotBeMerged where the two must stay apart, TransitionRefused where one is over or not its own."""
    if case.id == lead.id or case.municipality != lead.municipality:
        raise CannotBeMerged("a case is merged into another one of the same municipality")
    if not belong_together(case, lead):
        raise CannotBeMerged("an office that must hear nothing of the one has the other, or one concerns a person")
    if not (case.status.is_open and lead.is_worked_on):
        raise TransitionRefused("both must be open, and the one that leads must stand alone")


def belong_together(case: Case, lead: Case) -> bool:
    """Not where an office that must hear nothing of the one has the other (R15). What concerns a person stays apart."""
    return set(case.avoided) == set(lead.avoided) and case.concerns_a_person == lead.concerns_a_person
