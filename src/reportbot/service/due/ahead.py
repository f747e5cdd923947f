"""What is due next from an institution, and who is told if nothing happens by then. For the pages that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import DeadlineKind
from reportbot.core.cases.due.followup import follow_up
from reportbot.core.cases.due.upcoming import awaited
from reportbot.core.cases.offices.withdrawing import released
from reportbot.core.cases.referral import Referral, newest, owes_now
from reportbot.service.due.nudging import is_taken_up
from reportbot.service.reports.climbing import told
from reportbot.service.reports.owing import owed_by
from reportbot.service.towns import Town


@dataclass(frozen=True, slots=True)
class Step:
    """At `at` these are told, each with which of its contacts ("second", "head", "" for its ordinary one)."""

    kind: DeadlineKind
    at: datetime
    told: tuple[tuple[str, str], ...]


def owing(case: Case, everybody: Sequence[Referral]) -> list[Referral]:
    """Of whom something is due, each institution once."""
    return [each for each in newest(everybody) if owes_now(case, each)]


def steps_ahead(town: Town, case: Case, referral: Referral, everybody: Sequence[Referral], now: datetime) -> list[Step]:
    """All that would come if nobody did anything from now on, soonest first. Who is on call is as of that moment."""
    town, steps = town.without(case.avoided), list[Step]()
    ladder, taken_on = town.rules.ladder_of(case.category, case.urgency), is_taken_up(case, referral, everybody)
    for each in awaited(owed_by(town, case, referral), referral, case.urgency):
        todo = follow_up(case, referral, each, ladder, taken_on) if each.due_at > now else None
        if todo:
            heard = told(town, todo.rungs, referral.institution, each.due_at, released(everybody))
            steps.append(Step(each.kind, each.due_at, tuple(heard)))
    return steps
