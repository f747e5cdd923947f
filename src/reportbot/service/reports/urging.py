"""How soon a case is due: sooner when it is more urgent, or whoever is on call is alerted; later when it is less."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from reportbot.core.calendar import OfficeHours
from reportbot.core.cases.due.deadlines import Moved, Promise, hurried
from reportbot.core.cases.due.stopping import RAISED, started
from reportbot.core.cases.referral import DUTY, JOINT, Referral, leads, owes_now
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.leading import Leading, lead_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.owing import promised_by, timeline
from reportbot.service.towns import Town

Redate = Callable[[Referral, Promise, OfficeHours, datetime], Moved]


class Urging:
    def __init__(self, opener: Opener, deadlines: Deadlines, leading: Leading) -> None:
        self._opener, self._deadlines, self._leading = opener, deadlines, leading

    def sooner(self, town: Town, file: CaseFile, before: Urgency, now: datetime) -> CaseFile:
        """More urgent than it was: whoever is on call is alerted, or everything is due sooner."""
        if file.case.urgency <= before:
            return file
        if file.case.urgency is Urgency.EMERGENCY:
            return self.alerted(self.chased(town, file, now), self._opener.on_call(town, now), now)
        for each in self.owing(file):
            file = self.redated(town, file, each, hurried, now)
        return file

    def chased(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """An alarm begins the ladder of an emergency, whatever was due before: if nobody comes, the next one is told,
        and the person. A lead who has taken on what was known until now is asked anew."""
        for each in self.owing(file):
            if each.is_waiting or not leads(file.case, each):
                file = self.redated(town, file, each, hurried, now)
        lead = lead_of(file)
        if lead is None or lead.is_waiting:
            return file
        return self._leading.led_by(town, file.with_due(None, lead.id), lead.institution, now)

    def owing(self, file: CaseFile) -> list[Referral]:
        """The lead, and everybody who acts with it, while they have not finished; nobody who must not hear of it."""
        lead, out = lead_of(file), file.case.avoided
        joint = [each for each in file.everybody if each.role == JOINT and each.institution not in out]
        joint = [each for each in joint if owes_now(file.case, each)]
        return [*([lead] if lead and owes_now(file.case, lead) else []), *joint]

    def redated(
        self, town: Town, file: CaseFile, referral: Referral, change: Redate, now: datetime, by: str = "reportbot"
    ) -> CaseFile:
        """Due as the urgency of the case wants it from now on. A clock that stood still goes on."""
        case, hours = file.case, town.hours_of(referral.institution)
        promise = town.rules.promise_of(case.category, case.urgency)
        running, shifted = started(referral, now, promise.clock(hours))
        after, changes = change(running, promise, hours, now)
        events = self._deadlines.events(case, (*shifted, *changes), by, now)
        if referral.stopped_at:
            events = [self._deadlines.started_event(case, after, RAISED, now), *events]
        waiting = [due for due in file.still_due if due.referral == referral.id]
        return file.with_dates(after, self._deadlines.rows(town, case, after, waiting, now), events)

    def promised(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """With the date by which the person may expect an answer: what was promised, as long as it lies ahead."""
        lead, case = lead_of(file), file.case
        if lead and lead.is_waiting and lead.acknowledge_by and lead.acknowledge_by > now:
            return replace(file, promised=lead.acknowledge_by)
        return replace(file, promised=promised_by(timeline(town, case, case.lead, since=now), case))

    def alerted(self, file: CaseFile, keys: Iterable[str], now: datetime) -> CaseFile:
        for key in keys:
            known = (each for each in file.everybody if each.institution == key and not each.is_withdrawn)
            theirs = next(known, None)
            if theirs is None:
                theirs = self._opener.referral(file.case, key, DUTY, now)
                file = replace(file, referrals=(*file.referrals, theirs))
            file = replace(file, notices=(*file.notices, ("alert", theirs)))
        return file
