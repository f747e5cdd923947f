"""What the person says of a matter that is over: whether it is solved, how it was with us; and whether it opens again.

They are asked when they come by themselves, never by a push, and not again once they have said it. Whoever reported
that somebody is at risk is asked one gentle question and no more: sensitive matters know no surveys (domain facts 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.retention import Outcome, outcome_of
from reportbot.core.cases.workflow import Status

REOPENS_FOR = timedelta(days=30)
"""After closing. Our own proposal (issue 4, item 10); what comes later is a new report, with deadlines of its own."""

FEEDBACK, REOPENED = "feedback", "reopened"  # kinds of event
SOLVED, RATING = "solved", "rating"  # facts of "feedback"
NOT_SOLVED = "not_solved"  # fact of "reopened"; its "lead" is the institution that had said "done"
CONFIRMED = "confirmed_by_reporter"  # fact of "closed"
RATINGS: Mapping[str, int] = {"good": 1, "so_so": 2, "bad": 3}

Asks = Literal["", "solved", "helped"]


class Solved(StrEnum):
    """Their word; SKIPPED: they would rather not say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Then(StrEnum):
    """What follows their word."""

    CLOSE = "close"
    REOPEN = "reopen"
    IS_OPEN = "is_open"
    TOO_LATE = "too_late"
    NOTE = "note"


def asks(case: Case, events: Sequence[CaseEvent]) -> Asks:
    """The question that waits for them. None about a rejected case: nobody has done anything that could have helped."""
    over = case.status is Status.RESOLVED or (case.status is Status.CLOSED and outcome_of(events) is Outcome.RESOLVED)
    if not over or has_said(case, events):
        return ""
    return "helped" if case.concerns_a_person else "solved"


def has_said(case: Case, events: Sequence[CaseEvent], fact: str = SOLVED) -> bool:
    """Whether they have answered since it was over last. A closing after "done" is the same ending."""
    ending = _since_over(case, events)
    return any(
        (event.kind == FEEDBACK and fact in event.facts)
        or (fact == SOLVED and event.kind == "closed" and CONFIRMED in event.facts)
        for event in ending
    )


def after(case: Case, events: Sequence[CaseEvent], said: Solved, now: datetime) -> Then:
    """A yes closes only what an office has called done, and no matter of a person: helped once is not over."""
    if said is Solved.NO:
        if case.status.is_open:
            return Then.IS_OPEN
        if case.status is Status.REJECTED:
            return Then.NOTE
        until = reopens_until(case, events)
        return Then.REOPEN if until is None or now <= until else Then.TOO_LATE
    closes = said is Solved.YES and case.status is Status.RESOLVED and not case.concerns_a_person
    return Then.CLOSE if closes else Then.NOTE


def reopens_until(case: Case, events: Sequence[CaseEvent]) -> datetime | None:
    """The last moment at which "not solved" opens a closed case again; None while it is not closed."""
    if case.status is not Status.CLOSED:
        return None
    closed = next((event.at for event in reversed(events) if event.kind == "closed"), case.updated_at)
    return closed + REOPENS_FOR


def is_theirs(event: CaseEvent) -> bool:
    """Whether this line of the history is their word on a matter that was over. Offices see it as the desk does."""
    return event.kind == FEEDBACK or is_reopening(event) or (event.kind == "closed" and CONFIRMED in event.facts)


def without_feedback(event: CaseEvent) -> CaseEvent | None:
    """The same line of history for somebody else who reported the same: what one has said is not said by the other."""
    if event.kind == FEEDBACK:
        return None
    if event.kind == "closed" and CONFIRMED in event.facts:
        return replace(event, facts={name: value for name, value in event.facts.items() if name != CONFIRMED})
    return event


def is_reopening(event: CaseEvent) -> bool:
    """Opened again because they said that it is not solved: what an institution's figures count, by its "lead"."""
    return event.kind == REOPENED and NOT_SOLVED in event.facts


def is_unsolved(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Open again because the person says that it is not solved, and the lead has not called it done since."""
    if not case.status.is_open:
        return False
    for event in reversed(events):
        if event.kind == Answer.DONE and event.actor == case.lead:
            return False
        if event.kind == REOPENED:
            return is_reopening(event)
    return False


def _since_over(case: Case, events: Sequence[CaseEvent]) -> Sequence[CaseEvent]:
    """From the lead's "done" on, or whatever opened it last."""
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if event.kind in (REOPENED, "referred") or (event.kind == Answer.DONE and event.actor == case.lead):
            return events[at + 1 :]
    return events
