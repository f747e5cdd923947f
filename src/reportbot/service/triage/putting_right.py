"""What a person at the desk puts right in a case: what it is about, and how urgent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.due.deadlines import relaxed
from reportbot.core.cases.events import CORRECTED
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.triage.correction import CATEGORY, CHOSEN_BY_DESK, URGENCY
from reportbot.core.cases.triage.correction import facts_of as correction_facts
from reportbot.core.cases.workflow import Status
from reportbot.core.hearing.wording import label
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.ports import Ids
from reportbot.service.reports.adding import Adding
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.leading import Leading, lead_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.urging import Urging
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage


class PuttingRight:
    def __init__(self, opener: Opener, ids: Ids, damage: Damage) -> None:
        self._opener, self._adding = opener, Adding(opener, ids, damage)
        self._leading = Leading(opener, Deadlines(ids))
        self._urging = Urging(opener, Deadlines(ids), self._leading)

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
        file = self._adding.kept_from(town, file, category, before.place, answers, before.voice, now, unsure=False)
        town = town.without(file.case.avoided)
        route = town.rules.route(category, before.place or None, before.voice, now)
        case = replace(file.case, category=category, urgency=urgency, needs_look=False, updated_at=now)
        case = self._adding.explained(
            case, (Text(CHOSEN_BY_DESK.msgid, {"category": label(category)}), Text(route.because))
        )
        facts = correction_facts(CATEGORY, before.category, category)
        event = self._opener.event(case, CORRECTED, by, now, facts)
        file = replace(file, case=case, events=(*file.events, event))
        refused = {each.institution for each in file.everybody if each.answer is Answer.NOT_OURS}
        if case.lead in case.avoided or (route.lead != case.lead and route.lead not in refused):
            lead = lead_of(file)
            owes = lead if lead is not None and lead.is_waiting else None
            file = file if owes or lead is None else file.with_due(None, lead.id)
            case = case.moved_to(Status.REFERRED, now).led_by(route.lead, now)
            file = self._leading.led_by(town, replace(file, case=case), route.lead, now, owes, route=route)
        file = self._leading.copied(town, file, route, now)
        return self._urging.promised(town, self._urging.sooner(town, file, before.urgency, now), now)

    def reurged(self, town: Town, file: CaseFile, urgency: Urgency, by: str, now: datetime) -> CaseFile:
        """A person at the desk says how urgent it is. What the lead owes is due as that urgency wants it."""
        before = file.case
        town = town.without(before.avoided)
        facts = correction_facts(URGENCY, before.urgency.word, urgency.word)
        event = self._opener.event(before, CORRECTED, by, now, facts)
        case = replace(before, urgency=urgency, updated_at=now)
        file = replace(file, case=case, events=(*file.events, event))
        if urgency > before.urgency:
            return self._urging.promised(town, self._urging.sooner(town, file, before.urgency, now), now)
        for each in self._urging.owing(file):
            file = self._urging.redated(town, file, each, relaxed, now, by)
        return self._urging.promised(town, file, now)
