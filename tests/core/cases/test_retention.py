"""How long a closed case is kept: counted from its history, and never erased on one reading of the clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.retention import (
    DAYS,
    LEAST_DAYS,
    Expiry,
    Keeping,
    Outcome,
    closing_facts,
    expiry_of,
    is_due,
    outcome_of,
)
from reportbot.core.cases.workflow import Status
from tests.builders import TUESDAY, a_case

DAY = timedelta(days=1)
KEEPING = Keeping()
CLOSED = a_case(status=Status.CLOSED)


def an_event(kind: str, at: datetime = TUESDAY, actor: str = "coordinator", **facts: str) -> CaseEvent:
    return CaseEvent(1, 1, "drenas", kind, at, actor, facts)


def days_of(*events: CaseEvent, **fields: Any) -> int:
    """Days from TUESDAY to the end of a closed case with this history."""
    expiry = expiry_of(KEEPING, replace(CLOSED, **fields), events)
    assert expiry is not None
    return (expiry.purge_at - TUESDAY).days


@pytest.mark.parametrize(
    ("category", "danger", "outcome", "days"),
    [
        ("manhole", "", "resolved", 365),
        ("manhole", "", "rejected", 180),
        ("manhole", "", "no_action", 180),
        ("child_violence", "", "resolved", 730),
        ("domestic_violence", "", "rejected", 365),
        ("school_dropout", "", "resolved", 730),
        ("other", "", "resolved", 90),
        ("other", "violence", "resolved", 730),  # an alarm, and nobody has said what it is
    ],
)
def test_the_time_depends_on_the_matter_and_how_it_ended(category: str, danger: str, outcome: str, days: int) -> None:
    assert days_of(an_event("closed", outcome=outcome), category=category, danger=danger) == days


def test_nothing_is_kept_for_less_than_ninety_days() -> None:
    assert all(days >= LEAST_DAYS for group in DAYS.values() for days in group.values())
    short = Keeping(days={"public_space": dict.fromkeys(Outcome, 1)})
    assert short.time_for(CLOSED, Outcome.RESOLVED) == LEAST_DAYS * DAY


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
def test_only_a_closed_case_runs_out(status: Status) -> None:
    assert expiry_of(KEEPING, a_case(status=status), [an_event("closed")]) is None


def test_a_word_of_the_person_after_closing_counts_anew_and_a_look_at_the_status_does_not() -> None:
    closed = an_event("closed", outcome="resolved")
    assert days_of(closed, an_event("reporter_added", TUESDAY + 40 * DAY, "reporter")) == 365 + 40
    assert days_of(closed, an_event("status_asked", TUESDAY + 40 * DAY, "reporter")) == 365


def test_a_postponement_keeps_it_longer_and_rubbish_in_it_changes_nothing() -> None:
    closed = an_event("closed", outcome="resolved")
    assert days_of(closed, an_event("postponed", until="2028-04-07")) == 730
    assert days_of(closed, an_event("postponed", until="2026-05-01")) == 365
    for rubbish in ("", "soon", "2028", "9999999-01-01", "2028-04-07T00:00"):
        assert days_of(closed, an_event("postponed", until=rubbish)) == 365


@pytest.mark.parametrize(
    ("kinds", "held"),
    [((), False), (("held",), True), (("held", "released"), False), (("held", "released", "held"), True)],
)
def test_it_is_held_until_it_is_released(kinds: tuple[str, ...], held: bool) -> None:
    expiry = expiry_of(KEEPING, CLOSED, [an_event("closed"), *map(an_event, kinds)])
    assert expiry is not None and expiry.held is held


def test_how_it_ended_is_noted_at_closing_or_else_known_by_what_offices_said() -> None:
    assert outcome_of([an_event("closed", outcome=closing_facts(Status.REJECTED)["outcome"])]) is Outcome.REJECTED
    assert outcome_of([an_event("closed", outcome=closing_facts(Status.RESOLVED)["outcome"])]) is Outcome.RESOLVED
    assert outcome_of([an_event("done"), an_event("closed")]) is Outcome.RESOLVED
    assert outcome_of([an_event("closed", outcome="rubbish")]) is Outcome.NO_ACTION
    assert outcome_of([]) is Outcome.NO_ACTION


DUE = Expiry(1, "drenas", TUESDAY, TUESDAY - 14 * DAY)


@pytest.mark.parametrize(
    ("expiry", "days_seen", "due"),
    [
        (DUE, 15, True),
        (DUE, 14, True),
        (DUE, 13, False),  # nobody was awake long enough to see the clock
        (replace(DUE, held=True), 15, False),
        (replace(DUE, warned_at=None), 15, False),
        (replace(DUE, warned_at=TUESDAY - 13 * DAY), 15, False),
        (replace(DUE, warned_at=TUESDAY + DAY), 15, False),
        (replace(DUE, purge_at=TUESDAY + DAY), 15, False),
        (replace(DUE, shredded_at=TUESDAY), 15, False),
    ],
)
def test_it_is_due_when_its_time_is_over_and_a_warning_was_out_long_enough(
    expiry: Expiry, days_seen: int, due: bool
) -> None:
    assert is_due(expiry, KEEPING, TUESDAY, days_seen) is due
