"""More about a report that is merged into another case; and how it comes to stand alone again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.due.deadlines import begun_anew
from reportbot.core.cases.events import SPLIT
from reportbot.core.cases.referral import JOINT
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.reports.adding import STILL_TELLING, Adding
from reportbot.service.reports.destination import place_of
from reportbot.service.reports.leading import lead_of
from reportbot.service.towns import Town


class AddingBeside(Adding):
    """What `Adding` does, and what follows where several reports are one case."""

    def beside(
        self, town: Town, file: CaseFile, lead: CaseFile, answers: Mapping[str, Any], now: datetime
    ) -> tuple[CaseFile, CaseFile]:
        """As `more`, of a report that is merged into the case of `lead`: whoever works on that one hears of it.

        A danger, another kind of matter, or an office that must hear nothing of it: then it stands alone again.
        """
        decision, case = self._opener.decide(town, answers, ""), file.case
        is_other = "category" in answers and decision.category != case.category
        asked = self._opener.destination(town, case.category, case.place, answers, case.voice, now).avoided
        if is_other or asked.difference(case.avoided) or decision.urgency is Urgency.EMERGENCY:
            return self.more(town, self.alone(town, file, "reporter", now), answers, now), lead
        urgency = max(case.urgency, decision.urgency) if answers.keys() & {"description"} else case.urgency
        told = replace(case, urgency=urgency, place=case.place or place_of(answers), updated_at=now)
        return self.added(file, told, answers, now), self._told_beside(town, lead, urgency, case.opened_at, now)

    def urged(self, town: Town, file: CaseFile, urgency: Urgency, because: tuple[Text, ...], now: datetime) -> CaseFile:
        """At least as urgent as that, and what the lead owes is due as soon as that wants it. Never less."""
        before = file.case.urgency
        if urgency <= before:
            return file
        case = replace(file.case, urgency=urgency, updated_at=now)
        file = replace(file, case=self.explained(case, because) if because else case)
        return self._urging.sooner(town.without(case.avoided), file, before, now)

    def alone(self, town: Town, file: CaseFile, by: str, now: datetime) -> CaseFile:
        """No longer one more report of another case: it goes where it would have gone, with new deadlines."""
        town, case = town.without(file.case.avoided), file.case
        route = town.rules.route(case.category, case.place or None, case.voice, now)
        case = replace(case, merged_into=None, status=Status.REFERRED, lead=route.lead, updated_at=now)
        file = replace(file, case=case, events=(*file.events, self._opener.event(case, SPLIT, by, now)))
        file = self._leading.led_by(town, file, route.lead, now, route=route)
        for each in self._urging.owing(file):
            if each.role == JOINT:  # nothing fell due from them meanwhile
                file = self._urging.redated(town, file, each, begun_anew, now)
                anew = next(one for one in file.everybody if one.id == each.id)
                file = replace(file, notices=(*file.notices, ("forward", anew)))
        file = self._leading.copied(town, file, route, now)
        if case.urgency is Urgency.EMERGENCY:
            others = [key for key in self._opener.on_call(town, now) if key != route.lead]
            file = self._urging.alerted(file, others, now)
        return self._urging.promised(town, file, now)

    def _told_beside(self, town: Town, file: CaseFile, urgency: Urgency, since: datetime, now: datetime) -> CaseFile:
        """The case that others are merged into, when one of them says more of what they reported at `since`."""
        town = town.without(file.case.avoided)
        file = replace(file, case=replace(file.case, updated_at=now))
        if not file.case.status.is_open:
            file = self._leading.reopened(town, file, file.case.lead, now)
        is_news = now - since > STILL_TELLING or urgency > file.case.urgency
        file = self.urged(town, file, urgency, (), now)
        lead = lead_of(file)
        return replace(file, notices=(*file.notices, ("added", lead))) if is_news and lead else file
