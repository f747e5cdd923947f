"""Which of an institution's deadlines comes next: by what it has answered, and while its clock stands still."""

from collections.abc import Iterable
from datetime import datetime

from reportbot.core.cases.due.deadlines import Deadline
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.urgency import Urgency

_KINDS = {kind: place for place, kind in enumerate(("acknowledge", "act", "close", "reminder", "again"))}


def awaited(plan: Iterable[Deadline], referral: Referral, urgency: Urgency) -> list[Deadline]:
    """Of the plan what can still lead to something, soonest first.

    Silence climbs the ladder; whoever has taken it on owes the work; whoever gave a date of their own and let it pass
    climbs the ladder from there. Whoever is on call may take an emergency on: then its lead owes the work unanswered.
    While the clock stands still only the first answer comes nearer.
    """
    answer, stopped = referral.answer, referral.stopped_at
    found = sorted(plan, key=_place)
    if referral.is_finished:
        return []
    if answer is None and urgency is not Urgency.EMERGENCY:
        found = [each for each in found if each.kind in ("acknowledge", "reminder", "again")]
    elif answer is Answer.RECEIVED:
        found = [each for each in found if each.kind in ("act", "close", "again")]
    elif answer is Answer.IN_PROGRESS:
        found = [each for each in found if each.kind in ("act", "close", "again") or _is_broken(each, referral)]
    found = [each for each in found if each.kind != "close" or each.due_at != referral.act_by]  # once for one moment
    return [each for each in found if stopped is None or each.kind == "acknowledge" or each.due_at <= stopped]


def after(items: Iterable[Deadline], fired: Deadline) -> Deadline | None:
    """What comes after the one that has just fired, whenever it did. No rung fires twice, whatever the file says."""
    same, place = (fired.kind, fired.rung), _place(fired)
    later = (each for each in items if _place(each) > place and (each.kind, each.rung) != same)
    return next((each for each in later if each.kind != "reminder" or not _is_below(each, fired)), None)


def anew(items: Iterable[Deadline], waiting: Deadline | None, now: datetime) -> Deadline | None:
    """What comes first after something has changed. `waiting` is what was to fire next: if its time has come already
    it is not left out."""
    if waiting is not None and waiting.due_at <= now:
        return next((each for each in items if _place(each) >= _place(waiting)), None)
    return next((each for each in items if each.due_at > now), None)


def _place(deadline: Deadline) -> tuple[datetime, int, int]:
    return deadline.due_at, deadline.rung, _KINDS[deadline.kind]


def _is_below(deadline: Deadline, fired: Deadline) -> bool:
    return fired.kind == "reminder" and deadline.rung < fired.rung


def _is_broken(deadline: Deadline, referral: Referral) -> bool:
    """A reminder after the date that the office gave itself."""
    return deadline.kind == "reminder" and referral.act_by is not None and deadline.due_at > referral.act_by
