"""What one due date leads to: whom it tells and why, and what falls due after it. Nothing is read or written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.followup import FollowUp, follow_up, nudge
from reportbot.core.cases.due.upcoming import after, awaited
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.withdrawing import released
from reportbot.core.cases.referral import COPY, DUTY, Answer, Referral, is_taken_on, owes_now
from reportbot.core.urgency import Urgency
from reportbot.service.due.reminding import Reminder
from reportbot.service.ports import Ids
from reportbot.service.records import Due
from reportbot.service.reports.climbing import told
from reportbot.service.reports.deadlines import deadline_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.owing import due_row, owed_by, promised_by
from reportbot.service.towns import Town

EVENTS = {"reminder": "reminded", "escalation": "escalated", "alert": "alerted"}


@dataclass
class Steps:
    """Gathered before any of it is written. `admit`: the rung on which the person is told that nobody has come."""

    due: Due
    case: Case
    town: Town | None = None
    referrals: list[Referral] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    admit: int = 0


class Nudging:
    def __init__(self, opener: Opener, ids: Ids) -> None:
        self._opener, self._ids = opener, ids

    def steps(
        self, town: Town, case: Case, referral: Referral, due: Due, everybody: Sequence[Referral], now: datetime
    ) -> Steps:
        """`everybody` are the referrals of the case; those to write besides are in the answer."""
        town, steps = town.without(case.avoided), Steps(due, case)
        steps.town = town
        deadline = deadline_of(due)
        begins = referral.act_by if referral.answer is Answer.IN_PROGRESS else None  # of the ladder
        plan = owed_by(town, case, referral, max(deadline.due_at, begins or deadline.due_at))
        ladder = town.rules.ladder_of(case.category, case.urgency)
        todo = follow_up(case, referral, deadline, ladder, is_taken_up(case, referral, everybody))
        if todo:
            due_at = promised_by(plan, case) if deadline.kind in ("reminder", "again") else due.due_at
            if referral.answer is Answer.IN_PROGRESS and referral.act_by:
                due_at = referral.act_by
            for key, contact in told(town, todo.rungs, referral.institution, now, released(everybody)):
                self._nudge(steps, key, contact, todo, due_at, referral, everybody, now)
            steps.admit = todo.admit
        items = awaited(plan, referral, case.urgency)
        coming = after(items, deadline)
        while coming and coming.kind == "again" and coming.due_at <= now:  # weeks in which nobody was awake are over
            coming = after(items, coming)
        steps.dues += [due_row(self._ids.new(), case, referral, coming)] if coming else []
        return steps

    def _nudge(
        self,
        steps: Steps,
        key: str,
        contact: str,
        todo: FollowUp,
        due_at: datetime,
        referral: Referral,
        everybody: Sequence[Referral],
        now: datetime,
    ) -> None:
        case, role = steps.case, DUTY if todo.loud else COPY
        assert steps.town is not None
        theirs = referral if key == referral.institution else _page_of(case, key, role, (*everybody, *steps.referrals))
        if theirs is None:
            theirs = self._opener.referral(case, key, role, now)
            steps.referrals.append(theirs)
        kind = nudge(todo, referral.institution, key, contact)
        steps.reminders.append(
            Reminder(
                kind=kind,
                town=steps.town,
                case=case,
                referral=theirs,
                contact=contact,
                owes=referral,
                reason=todo.reason,
                due=due_at,
            )
        )
        facts = {"institution": key, "why": todo.reason.msgid}
        until = todo.reason.fill.get("until")
        facts |= {"until": until.isoformat()} if isinstance(until, datetime) else {}
        facts |= {"contact": contact} if contact else {}
        facts |= {"owes": referral.institution} if referral.institution not in (case.lead, key) else {}
        steps.events.append(self._opener.event(case, EVENTS[kind], "reportbot", now, facts))


def is_taken_up(case: Case, referral: Referral, everybody: Sequence[Referral]) -> bool:
    """Whether somebody has the emergency, since this institution got it; False for what is none."""
    since = [each for each in everybody if each.answered_at and each.answered_at >= referral.created_at]
    return case.urgency is Urgency.EMERGENCY and is_taken_on(case, since)


def _page_of(case: Case, key: str, role: str, everybody: Sequence[Referral]) -> Referral | None:
    theirs = [each for each in everybody if each.institution == key]
    return next((each for each in theirs if each.role == role or owes_now(case, each)), None)
