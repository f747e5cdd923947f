"""What is counted of institutions, and what is proposed of the rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reportbot.core.cases.desk.figures import Counted, HandOn, figures, proposals
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def counted(**fields: Any) -> Counted:
    usual: dict[str, Any] = {
        "institution": "police",
        "role": "lead",
        "created_at": NOW - 48 * HOUR,
        "answer": None,
        "outcome": "",
        "acknowledge_by": NOW + HOUR,
        "act_by": NOW + 9 * HOUR,
        "stopped_at": None,
        "status": Status.REFERRED,
        "lead": "police",
        "avoided": (),
        "first_at": None,
        "reopened": False,
    }
    return Counted(**{**usual, **fields})


def hand_on(**fields: Any) -> HandOn:
    usual: dict[str, Any] = {
        "category": "manhole",
        "was": "public_services",
        "became": "inspectorate",
        "actor": "public_services",
        "at": NOW,
        "avoided": (),
    }
    return HandOn(**{**usual, **fields})


def test_the_median_is_that_of_first_answers() -> None:
    (found,) = figures([counted(first_at=NOW - (48 - hours) * HOUR) for hours in (1, 2, 30)] + [counted()], NOW)
    assert (found.referrals, found.answered, found.answered_after) == (4, 3, 2 * HOUR)


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"acknowledge_by": NOW - HOUR}, 1),
        ({"acknowledge_by": NOW - HOUR, "answer": Answer.RECEIVED}, 0),
        ({"act_by": NOW - HOUR, "answer": Answer.RECEIVED}, 1),
        ({"act_by": NOW - HOUR, "answer": Answer.IN_PROGRESS}, 1),
        ({"act_by": NOW - HOUR, "answer": Answer.RECEIVED, "stopped_at": NOW}, 0),
        ({"acknowledge_by": NOW - HOUR, "lead": "qps"}, 0),
        ({"acknowledge_by": NOW - HOUR, "lead": "qps", "role": "joint"}, 1),
        ({"acknowledge_by": NOW - HOUR, "status": Status.CLOSED}, 0),
        ({"act_by": NOW - HOUR, "answer": Answer.DONE}, 0),
        ({"acknowledge_by": None}, 0),
    ],
)
def test_late_is_what_is_owed_now_and_was_due(fields: dict[str, Any], late: int) -> None:
    assert figures([counted(**fields)], NOW)[0].late == late


def test_done_is_counted_by_outcome_and_what_was_not_solved_apart() -> None:
    done = {"answer": Answer.DONE, "status": Status.RESOLVED}
    (found,) = figures(
        [counted(outcome="repaired", **done), counted(outcome="repaired", reopened=True, **done), counted(**done)], NOW
    )
    assert (found.done, found.not_solved) == ({"repaired": 2}, 1)


def test_institutions_come_by_how_much_they_were_given() -> None:
    rows = [counted(), counted(institution="qps"), counted(institution="qps"), counted(institution="dka")]
    assert [each.institution for each in figures(rows, NOW)] == ["qps", "dka", "police"]
    assert figures([], NOW) == []


def test_two_that_agree_make_a_proposal() -> None:
    older = hand_on(at=NOW - 24 * HOUR)
    (found,) = proposals([older, hand_on()], "coordinator")
    assert (found.category, found.was, found.became) == ("manhole", "public_services", "inspectorate")
    assert (found.count, found.newest) == (2, NOW)


@pytest.mark.parametrize(
    "other",
    [
        {"category": "waste"},
        {"became": "police"},
        {"actor": "coordinator"},
        {"became": "coordinator"},
        {"was": "coordinator", "actor": "coordinator"},
    ],
)
def test_one_word_or_the_desks_own_is_no_proposal(other: dict[str, Any]) -> None:
    assert proposals([hand_on(), hand_on(**other)], "coordinator") == []
    assert proposals([hand_on(**{**other, "category": "waste"})], "coordinator") == []
