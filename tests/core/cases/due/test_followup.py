"""Whom to nudge when a deadline passes, and when to keep silent."""

from dataclasses import replace
from datetime import datetime

import pytest

from reportbot.core.cases.due.deadlines import LEAD, LEAD_BOSS, ON_CALL, Deadline, DeadlineKind, Rung
from reportbot.core.cases.due.followup import FollowUp, follow_up, nudge
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from tests.builders import MONDAY, TUESDAY, a_case

LADDER = (
    Rung(TUESDAY - MONDAY, (LEAD,), "One day."),
    Rung(2 * (TUESDAY - MONDAY), (LEAD_BOSS, "coordinator"), "Two days."),
)
ALARMS = (Rung(TUESDAY - MONDAY, (ON_CALL,), "Ten minutes."), Rung(TUESDAY - MONDAY, ("deputy",), "Thirty minutes."))
RECEIVED = Answer.RECEIVED
EMERGENCY = a_case(urgency=Urgency.EMERGENCY)


def waiting(answer: Answer | None = None) -> Referral:
    return Referral(7, 1, "drenas", "public_services", "lead", MONDAY, answer)


def at(kind: DeadlineKind, rung: int = 0) -> Deadline:
    return Deadline(kind, TUESDAY, rung)


@pytest.mark.parametrize(
    ("answer", "deadline", "told"),
    [
        (None, at("acknowledge"), (LEAD,)),
        (None, at("reminder", 1), (LEAD,)),
        (None, at("reminder", 2), (LEAD_BOSS, "coordinator")),
        (None, at("act"), None),  # silence is for the ladder
        (None, at("close"), None),
        (RECEIVED, at("acknowledge"), None),
        (RECEIVED, at("reminder", 1), None),
        (RECEIVED, at("act"), (LEAD,)),
        (RECEIVED, at("close"), (LEAD,)),
    ],
)
def test_silence_climbs_the_ladder_and_work_that_is_late_is_asked_for(
    answer: Answer | None, deadline: Deadline, told: tuple[str, ...] | None
) -> None:
    todo = follow_up(a_case(), waiting(answer), deadline, LADDER)
    assert (todo.to if todo else None) == told


@pytest.mark.parametrize("answer", [Answer.DONE, Answer.NOT_OURS])
def test_who_has_finished_is_left_alone(answer: Answer) -> None:
    assert follow_up(a_case(), waiting(answer), at("close"), LADDER) is None


@pytest.mark.parametrize("status", [status for status in Status if not status.is_open])
def test_a_case_that_has_ended_is_left_alone(status: Status) -> None:
    assert follow_up(a_case(status=status), waiting(), at("acknowledge"), LADDER) is None


def test_the_reason_is_the_ladders_own() -> None:
    todo = follow_up(a_case(), waiting(), at("reminder", 2), LADDER)
    assert todo is not None and todo.reason == Text("Two days.")
    assert not todo.loud and not todo.admit


@pytest.mark.parametrize("rung", [1, 2])
def test_an_emergency_is_loud_and_the_person_is_told_at_each_rung(rung: int) -> None:
    todo = follow_up(EMERGENCY, waiting(), at("reminder", rung), ALARMS)
    assert todo is not None and todo.loud and todo.admit == rung


def test_of_a_rung_that_the_file_has_no_more_nothing_comes() -> None:
    assert follow_up(a_case(), waiting(), at("reminder", 3), LADDER) is None


def until(act_by: datetime, deadline: Deadline) -> FollowUp | None:
    return follow_up(a_case(), replace(waiting(Answer.IN_PROGRESS), act_by=act_by), deadline, LADDER)


def test_who_gave_a_date_is_reminded_of_it_then_the_ladder_begins() -> None:
    said = until(TUESDAY, at("act"))
    assert said == FollowUp((LEAD,), Text("You said that it is done by {until}.", {"until": TUESDAY}))
    later = until(TUESDAY, Deadline("reminder", TUESDAY + (TUESDAY - MONDAY), 2))
    assert later and later.to == (LEAD_BOSS, "coordinator")
    assert later.reason == Text("It was to be done by {until}, and is not.", {"until": TUESDAY})


def test_before_that_date_nobody_is_told_of_silence() -> None:
    assert until(TUESDAY, Deadline("reminder", MONDAY, 1)) is None
    assert until(TUESDAY, at("acknowledge")) is None


@pytest.mark.parametrize(
    ("deadline", "comes"),
    [
        (Deadline("acknowledge", TUESDAY), True),
        (Deadline("reminder", TUESDAY, 1), False),
        (Deadline("reminder", MONDAY, 1), True),  # it was due when the clock was stopped
    ],
)
def test_while_the_clock_stands_only_the_first_answer_is_asked_for(deadline: Deadline, comes: bool) -> None:
    asking = replace(waiting(), stopped_at=MONDAY)
    assert (follow_up(a_case(), asking, deadline, LADDER) is not None) is comes


@pytest.mark.parametrize(
    ("role", "institution", "comes"),
    [("joint", "police", True), ("lead", "police", False), ("copy", "public_services", False), ("duty", "duty", False)],
)
def test_who_acts_together_with_the_lead_is_reminded_and_a_former_lead_is_not(
    role: str, institution: str, comes: bool
) -> None:
    theirs = replace(waiting(), role=role, institution=institution)
    assert (follow_up(a_case(), theirs, at("acknowledge"), LADDER) is not None) is comes


@pytest.mark.parametrize(
    ("deadline", "told"),
    [(at("acknowledge"), (LEAD,)), (at("reminder", 1), None), (at("act"), (LEAD,)), (at("close"), (LEAD,))],
)
def test_an_emergency_that_was_taken_on_stops_climbing_but_its_lead_still_owes_an_answer(
    deadline: Deadline, told: tuple[str, ...] | None
) -> None:
    todo = follow_up(EMERGENCY, waiting(), deadline, ALARMS, taken_on=True)
    assert (todo.to if todo else None) == told


@pytest.mark.parametrize(
    ("loud", "told", "contact", "kind"),
    [
        (False, "public_services", "", "reminder"),
        (False, "public_services", "second", "reminder"),
        (False, "public_services", "head", "escalation"),
        (False, "coordinator", "", "escalation"),
        (True, "public_services", "", "alert"),
        (True, "duty", "", "alert"),
    ],
)
def test_how_it_is_told(loud: bool, told: str, contact: str, kind: str) -> None:
    assert nudge(FollowUp((LEAD,), Text("Why"), loud), "public_services", told, contact) == kind
