"""Open a case from what a person submitted: triage, route, hand over, and the first thing that falls due."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.deadlines import Deadline, deadlines
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.cases.routing import Route
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.notices import Notices
from reportbot.service.ports import Ids, Vault
from reportbot.service.records import Conversation, Delivery, Due, Report
from reportbot.service.towns import Town, Triage


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case with everything that is written beside it. `number` is filled in before it is written."""

    case: Case
    report: Report
    referrals: tuple[Referral, ...]
    events: tuple[CaseEvent, ...]
    dues: tuple[Due, ...]
    promised: datetime


class Opener:
    def __init__(self, triage: Triage, vault: Vault, notices: Notices, ids: Ids) -> None:
        self._triage, self._vault, self._notices, self._ids = triage, vault, notices, ids

    def open(
        self,
        town: Town,
        conversation: Conversation,
        answers: Mapping[str, Any],
        voice: str,
        danger: str,
        receipt_tag: bytes,
        now: datetime,
    ) -> Opened:
        """`danger` is the kind that an alarm named, "" without one; an alarm makes it an emergency."""
        decision = self.decide(town, answers, danger)
        place = place_of(answers)
        route = town.rules.route(decision.category, place or None)
        case = Case(
            id=self._ids.new(),
            municipality=town.key,
            number="",
            category=decision.category,
            urgency=decision.urgency,
            status=Status.REFERRED,
            opened_at=now,
            updated_at=now,
            place=place,
            lead=route.lead,
            language=conversation.language,
            channel=conversation.who.channel,
            voice=voice,
            danger=danger,
            because=(*decision.because, route.because),
            receipt_tag=receipt_tag,
            conversation=conversation.id,
        )
        referrals = self._referrals(town, case, route, now)
        plan = timeline(town, case, route.lead)
        due = self.due(case, referrals[0], plan, 0)
        return Opened(
            case,
            self.report(case, answers, now),
            referrals,
            self._events(case, decision, route, referrals),
            (due,) if due else (),
            promised_by(plan, case),
        )

    def complete(self, town: Town, case: Case, answers: Mapping[str, Any], receipt_tag: bytes, now: datetime) -> Opened:
        """The whole report for a case that an alarm has opened. Those who are newly concerned get a copy."""
        decision = self.decide(town, answers, case.danger)
        place = place_of(answers) or case.place
        route = town.rules.route(decision.category, place or None)
        urgency = max(case.urgency, decision.urgency)
        case = replace(
            case, category=decision.category, urgency=urgency, place=place, receipt_tag=receipt_tag, updated_at=now
        )
        added = CaseEvent(self._ids.new(), case.id, case.municipality, "reporter_added", now, "reporter")
        others = [key for key in (route.lead, *route.copies) if key != case.lead]
        copies = tuple(Referral(self._ids.new(), case.id, town.key, key, "copy", now) for key in dict.fromkeys(others))
        promised = promised_by(timeline(town, case, case.lead), case)
        return Opened(case, self.report(case, answers, now), copies, (added,), (), promised)

    def decide(self, town: Town, answers: Mapping[str, Any], danger: str) -> TriageDecision:
        chosen = answers.get("category")
        words = str(answers.get("description", ""))
        danger_now = bool(danger)
        return self._triage(words, str(chosen) if chosen else None, danger_now, town.rules.urgencies)

    def report(self, case: Case, answers: Mapping[str, Any], now: datetime) -> Report:
        id = self._ids.new()
        said = json.dumps(answers, ensure_ascii=False).encode()
        return Report(id, case.id, case.municipality, self._vault.seal(said, f"reports.answers:{id}"), now)

    def due(self, case: Case, referral: Referral, plan: tuple[Deadline, ...], step: int) -> Due | None:
        """The row for one step of the plan, None after the last."""
        if step >= len(plan):
            return None
        deadline = plan[step]
        return Due(self._ids.new(), case.municipality, case.id, referral.id, deadline.kind, step, deadline.due_at)

    def forwards(self, town: Town, opened: Opened, now: datetime) -> list[Delivery]:
        """What goes to the lead, to those who get a copy, and in an emergency to whoever is on call."""
        case, promised = opened.case, opened.promised
        lead = Text(town.office(case.lead).name)
        deliveries: list[Delivery] = []
        for referral in opened.referrals:
            kind = {"lead": "forward", "copy": "copy", "duty": "alert"}[referral.role]
            deliveries += self._notices.write(kind, town, case, referral, now, due=promised, institution=lead)
        return deliveries

    def _referrals(self, town: Town, case: Case, route: Route, now: datetime) -> tuple[Referral, ...]:
        roles: dict[str, str] = {}
        if case.urgency is Urgency.EMERGENCY:
            roles = dict.fromkeys(town.rules.on_call(now) or (town.rules.coordinator,), "duty")
        parties = {route.lead: "lead"} | {key: "copy" for key in route.copies if key != route.lead}
        rows = [*parties.items(), *((key, role) for key, role in roles.items())]
        return tuple(Referral(self._ids.new(), case.id, town.key, key, role, now) for key, role in rows)

    def _events(
        self, case: Case, decision: TriageDecision, route: Route, referrals: tuple[Referral, ...]
    ) -> tuple[CaseEvent, ...]:
        facts = {"category": case.category, "urgency": case.urgency.word, "rule": route.rule_name}
        parties = {"lead": route.lead, "copies": ", ".join(r.institution for r in referrals if r.role == "copy")}
        return (
            CaseEvent(self._ids.new(), case.id, case.municipality, "opened", case.opened_at, "reporter", facts),
            CaseEvent(self._ids.new(), case.id, case.municipality, "referred", case.opened_at, "reportbot", parties),
        )


def numbered(opened: Opened, number: int) -> Opened:
    """With the number that offices use: year and four digits or more."""
    return replace(opened, case=replace(opened.case, number=f"{opened.case.opened_at.year}-{number:04d}"))


def timeline(town: Town, case: Case, institution: str, since: datetime | None = None) -> tuple[Deadline, ...]:
    """Everything that can fall due for this institution, soonest first; one row at a time is kept of it.

    `since` is when the institution got the case, by default when it was opened.
    """
    return deadlines(town.rules.promises[case.urgency], since or case.opened_at, town.office(institution).hours)


def promised_by(plan: tuple[Deadline, ...], case: Case) -> datetime:
    """When the person may expect the office's first answer."""
    return next((deadline.due_at for deadline in plan if deadline.kind == "acknowledge"), case.opened_at)


def place_of(answers: Mapping[str, Any]) -> str:
    place = answers.get("place")
    return str(place.get("key", "")) if isinstance(place, dict) else ""
