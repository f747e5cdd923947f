"""Open a case from what a person submitted: triage, route, hand over, and the first thing that falls due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import Deadline
from reportbot.core.cases.events import UNFINISHED, CaseEvent
from reportbot.core.cases.referral import COPY, DUTY, JOINT, LEAD, Referral, handed_to
from reportbot.core.cases.routing.routed import facts_of
from reportbot.core.cases.routing.rules import Route
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.gate import is_unsure
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.dossier import grounds_of, sealed_grounds
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Ids, Vault
from reportbot.service.records import Conversation, Delivery, Due, Report
from reportbot.service.reports.destination import Destination, decide, destination, place_of
from reportbot.service.reports.owing import due_row, owed_by, promised_to
from reportbot.service.reports.sketching import Sketcher
from reportbot.service.towns import Town, Triage

NOTICE_TO = {LEAD: "forward", JOINT: "forward", COPY: "copy", DUTY: "alert"}


class Opener:
    def __init__(self, triage: Triage, vault: Vault, notices: Notices, ids: Ids) -> None:
        self._triage, self._vault, self._notices, self._ids = triage, vault, notices, ids
        self.ids = ids
        self._sketcher = Sketcher(vault)

    def open(
        self,
        town: Town,
        conversation: Conversation,
        answers: Mapping[str, Any],
        voice: str,
        danger: str,
        receipt_tag: bytes,
        now: datetime,
        unfinished: bool = False,
    ) -> CaseFile:
        """`danger` is the kind that an alarm named, "" without one; an alarm makes it an emergency.

        `unfinished`: they have not sent it, but fell silent.
        """
        decision = self.decide(town, answers, danger)
        place = place_of(answers)
        unsure = is_unsure(decision, town.rules)
        goes = self.destination(town, decision.category, place, answers, voice, now, unsure)
        town, route = town.without(goes.avoided), goes.route
        case = self._new_case(town, conversation, decision, goes, place, voice, danger, receipt_tag, now)
        referrals = self._referrals(town, case, route, now)
        owed = [self.due(case, each, owed_by(town, case, each, past=now)) for each in referrals if each.owes]
        return CaseFile(
            case,
            referrals[0].acknowledge_by or now,
            is_new=True,
            reports=(self.report(case, answers, now),),
            referrals=referrals,
            events=self._events(case, route, referrals, unfinished),
            dues=tuple(due for due in owed if due),
            notices=self._first_notices(town, case, referrals, now),
            sketch=self._sketcher.of(case, answers),
            is_sketched=True,
            by=goes.route.by,
        )

    def decide(self, town: Town, answers: Mapping[str, Any], danger: str) -> TriageDecision:
        return decide(self._triage, town.rules, answers, danger)

    def destination(
        self,
        town: Town,
        category: str,
        place: str,
        answers: Mapping[str, Any],
        voice: str,
        at: datetime,
        unsure: bool = False,
    ) -> Destination:
        """Who gets it, and who must not (R15). `unsure`: the category is a guess below the gate."""
        return destination(town.rules, category, place, answers, town.around.known_as, voice, at, unsure)

    def report(self, case: Case, answers: Mapping[str, Any], now: datetime) -> Report:
        """Raises CannotBeRead where the case's key was destroyed or damaged."""
        id = self._ids.new()
        said = json.dumps(answers, ensure_ascii=False).encode()
        sealed = self._vault.case_key(case).seal(said, f"reports.answers:{id}")
        return Report(id, case.id, case.municipality, sealed, now)

    def explained(self, case: Case, because: Sequence[Text], decision: TriageDecision | None = None) -> Case:
        """With reasons besides those that it has, and how sure this decision was. Raises CannotBeRead as `report`."""
        key = self._vault.case_key(case)
        grounds = grounds_of(key, case).with_more(because)
        if decision is not None:
            grounds = replace(grounds, confidence=decision.confidence, alternatives=decision.alternatives)
        return replace(case, sealed_because=sealed_grounds(key, case, grounds))

    def sketched(self, file: CaseFile, answers: Mapping[str, Any]) -> CaseFile:
        """By what they say now too. Raises CannotBeRead as `report`."""
        return replace(file, sketch=self._sketcher.of(file.case, answers, file.sketch), is_sketched=True)

    def resketched(self, file: CaseFile) -> CaseFile:
        """The same words, under what the case is taken for now."""
        return (
            replace(file, sketch=self._sketcher.again(file.case, file.sketch), is_sketched=True)
            if file.sketch
            else file
        )

    def referral(self, case: Case, institution: str, role: str, now: datetime) -> Referral:
        """Raises OfficeAvoided."""
        return handed_to(case, institution, role, self._ids.new(), now)

    def owed(self, town: Town, referral: Referral, case: Case) -> Referral:
        """With what it owes by when, as the town promises it today; as it is for whoever owes nothing."""
        return promised_to(town, referral, case)

    def event(
        self, case: Case, kind: str, actor: str, now: datetime, facts: Mapping[str, str] | None = None
    ) -> CaseEvent:
        return CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, actor, facts or {})

    def due(self, case: Case, referral: Referral, plan: Sequence[Deadline], step: int = 0) -> Due | None:
        """The row for one step of the plan, by default the first; None after the last."""
        if step >= len(plan):
            return None
        deadline = plan[step]
        return due_row(self._ids.new(), case, referral, deadline)

    def notices(self, town: Town, file: CaseFile, now: datetime) -> list[Delivery]:
        """What goes to the lead, to those who get a copy, and in an emergency to whoever is on call."""
        lead = town.name_of(file.case.lead)
        deliveries: list[Delivery] = []
        for kind, referral in file.notices:
            by = file.by if referral.institution == file.case.lead else ""
            fill: dict[str, Fill] = {"due": file.promised, "institution": lead}
            deliveries += self._notices.write(kind, town, file.case, referral, now, by, **fill)
        return deliveries

    def counted(self, town: Town, file: CaseFile, referral: Referral, count: int, now: datetime) -> list[Delivery]:
        """That the person has added something so many times."""
        return self._notices.write("added_several", town, file.case, referral, now, count=count)

    def on_call(self, town: Town, now: datetime) -> tuple[str, ...]:
        return town.rules.on_call(now) or (town.rules.coordinator,)

    def _new_case(
        self,
        town: Town,
        conversation: Conversation,
        decision: TriageDecision,
        goes: Destination,
        place: str,
        voice: str,
        danger: str,
        receipt_tag: bytes,
        now: datetime,
    ) -> Case:
        """Without a number yet; why it is taken for this, and why it goes there, is sealed in it."""
        id = self._ids.new()
        case = Case(
            id=id,
            municipality=town.key,
            number="",
            category=decision.category,
            urgency=decision.urgency,
            status=Status.REFERRED,
            opened_at=now,
            updated_at=now,
            place=place,
            lead=goes.route.lead,
            language=conversation.language,
            channel=conversation.who.channel,
            voice=voice,
            danger=danger,
            sealed_because=b"",
            receipt_tag=receipt_tag,
            sealed_key=self._vault.new_case_key(id),
            conversation=conversation.id,
            avoided=tuple(sorted(goes.avoided)),
            needs_look=goes.needs_look,
        )
        return self.explained(case, (*decision.because, Text(goes.route.because)), decision)

    def _referrals(self, town: Town, case: Case, route: Route, now: datetime) -> tuple[Referral, ...]:
        """The lead first. Each institution has one page: whoever is on call and concerned anyway is on call."""
        roles = {route.lead: LEAD} | dict.fromkeys(route.together, JOINT)
        roles |= {key: COPY for key in route.copies if key not in roles}
        if case.urgency is Urgency.EMERGENCY:
            roles |= {key: DUTY for key in self.on_call(town, now) if roles.get(key, COPY) == COPY}
        return tuple(self.owed(town, self.referral(case, key, role, now), case) for key, role in roles.items())

    def _first_notices(
        self, town: Town, case: Case, referrals: tuple[Referral, ...], now: datetime
    ) -> tuple[tuple[str, Referral], ...]:
        """A lead who is on call is alerted, which says all that a forward says, and louder."""
        alerted = self.on_call(town, now) if case.urgency is Urgency.EMERGENCY else ()
        return tuple(("alert" if each.institution in alerted else NOTICE_TO[each.role], each) for each in referrals)

    def _events(
        self, case: Case, route: Route, referrals: tuple[Referral, ...], unfinished: bool
    ) -> tuple[CaseEvent, ...]:
        facts = {"category": case.category, "urgency": case.urgency.word} | facts_of(route)
        facts |= {UNFINISHED: "yes"} if unfinished else {}
        parties = {"lead": route.lead}
        for role, named in ((JOINT, "together"), (COPY, "copies"), (DUTY, "duty")):
            if keys := [referral.institution for referral in referrals if referral.role == role]:
                parties[named] = ", ".join(keys)
        opened = self.event(case, "opened", "reporter", case.opened_at, facts)
        return opened, self.event(case, "referred", "reportbot", case.opened_at, parties)


def year_of(town: Town, moment: datetime) -> int:
    """The year on the town's own calendar: a report of New Year's night has the number of the new year."""
    return moment.astimezone(ZoneInfo(town.rules.zone)).year
