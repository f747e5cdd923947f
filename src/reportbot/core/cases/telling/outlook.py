"""Where a case stands, what happens next and by when: only what is due is said, never how it will end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import is_unhelped
from reportbot.core.cases.due.deadlines import Deadline, DeadlineKind, Rung
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.retention import Outcome, outcome_of
from reportbot.core.cases.telling.feedback import asks, reopens_until
from reportbot.core.cases.workflow import Status


@dataclass(frozen=True, slots=True)
class Outlook:
    """`key` names the sentence, `due` fills it. Of a late office: when it was `reminded`, and the `rung` that comes
    `then`, with those `above` it."""

    key: str
    due: datetime | None = None
    reminded: datetime | None = None
    rung: Rung | None = None
    then: datetime | None = None
    above: tuple[Rung, ...] = ()


def outlook(
    case: Case,
    events: Sequence[CaseEvent],
    plan: Sequence[Deadline],
    ladder: Sequence[Rung],
    close_after: timedelta,
    now: datetime,
) -> Outlook:
    """`plan` is what is due from the lead; a case that is done closes by itself `close_after` its last change,
    but no case of a person."""
    match case.status:
        case Status.NEW | Status.REFERRED:
            due = _due("acknowledge", plan)
            return (
                Outlook(f"status_{case.status}", due) if due and due >= now else _late(case, events, plan, ladder, now)
            )
        case Status.ACKNOWLEDGED:
            due = _due("close", plan)
            return Outlook("status_acknowledged", due) if due and due >= now else _late(case, events, (), (), now)
        case Status.RESOLVED:
            key = "status_ended" if is_unhelped(case, events) else "status_resolved"
            if case.concerns_a_person:
                return Outlook(f"{key}_stays")
            return Outlook(key, max(case.updated_at + close_after, now))
        case Status.CLOSED if outcome_of(events) is not Outcome.REJECTED:
            until = reopens_until(case, events)
            waits = bool(asks(case, events)) and until is not None and until >= now
            return Outlook("status_closed_until", until) if waits else Outlook("status_closed")
        case _:
            return Outlook("status_rejected")


def _late(
    case: Case, events: Sequence[CaseEvent], plan: Sequence[Deadline], ladder: Sequence[Rung], now: datetime
) -> Outlook:
    reminded = [
        event.at for event in events if event.kind == "reminded" and event.facts.get("institution") == case.lead
    ]
    coming = next((each for each in plan if each.kind in ("reminder", "again") and each.due_at > now), None)
    rungs = (ladder[-1:] if coming.kind == "again" else ladder[coming.rung - 1 :]) if coming else ()
    return Outlook(
        f"status_{case.status}_late",
        reminded=max(reminded, default=None),
        rung=rungs[0] if rungs else None,
        then=coming.due_at if coming and rungs else None,
        above=tuple(rungs[1:]),
    )


def _due(kind: DeadlineKind, plan: Sequence[Deadline]) -> datetime | None:
    return next((deadline.due_at for deadline in plan if deadline.kind == kind), None)
