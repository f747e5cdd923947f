"""What an institution owes by when, as its town promises it, and what the person may expect."""

from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import Deadline, deadlines, plan_of, promised
from reportbot.core.cases.referral import Referral
from reportbot.service.records import Due
from reportbot.service.towns import Town


def timeline(town: Town, case: Case, institution: str, since: datetime | None = None) -> tuple[Deadline, ...]:
    """What an institution would owe that gets the case at `since` (by default: when it was opened), soonest first.

    What one owes that has it already is `owed_by`.
    """
    promise = town.rules.promise_of(case.category, case.urgency)
    return deadlines(promise, since or case.opened_at, town.hours_of(institution))


def owed_by(town: Town, case: Case, referral: Referral, past: datetime | None = None) -> tuple[Deadline, ...]:
    """Everything that can fall due from this referral, soonest first; one row at a time is kept of it. `past` as in
    `plan_of`."""
    promise = town.rules.promise_of(case.category, case.urgency)
    return plan_of(referral, promise, town.hours_of(referral.institution), past)


def promised_to(town: Town, referral: Referral, case: Case) -> Referral:
    """With the three dates of its promise, as of when it got the case; as it is for whoever owes nothing."""
    if not referral.owes:
        return referral
    promise = town.rules.promise_of(case.category, case.urgency)
    return promised(referral, promise, town.hours_of(referral.institution), referral.created_at)


def promised_by(plan: tuple[Deadline, ...], case: Case) -> datetime:
    """When the person may expect the office's first answer."""
    return next((deadline.due_at for deadline in plan if deadline.kind == "acknowledge"), case.opened_at)


def due_row(id: int, case: Case, referral: Referral, deadline: Deadline) -> Due:
    """`step` of the row is the rung of a reminder."""
    return Due(id, case.municipality, case.id, referral.id, deadline.kind, deadline.rung, deadline.due_at)
