"""What an office may still say of a case, by whichever door it speaks."""

from dataclasses import replace

import pytest

from reportbot.core.cases.offices.sayable import adds_nothing, may_say, sayable
from reportbot.core.cases.referral import COPY, DUTY, JOINT, LEAD, Answer, Referral
from reportbot.core.cases.workflow import Status
from tests.builders import MONDAY, a_case

RECEIVED, IN_PROGRESS, NOT_OURS, DONE = Answer
CASE = a_case(lead="public_services")
OURS = Referral(7, 1, "drenas", "public_services", LEAD, MONDAY)
ALL = set(Answer)


@pytest.mark.parametrize(
    ("role", "answer", "offered"),
    [
        (LEAD, None, [RECEIVED, IN_PROGRESS, NOT_OURS, DONE]),
        (LEAD, RECEIVED, [IN_PROGRESS, NOT_OURS, DONE]),
        (LEAD, IN_PROGRESS, [IN_PROGRESS, NOT_OURS, DONE]),
        (LEAD, DONE, []),
        (JOINT, None, [RECEIVED, IN_PROGRESS, NOT_OURS, DONE]),
        (COPY, None, [RECEIVED]),
        (COPY, RECEIVED, []),
        (DUTY, None, [RECEIVED]),
    ],
)
def test_what_is_offered(role: str, answer: Answer | None, offered: list[Answer]) -> None:
    assert list(sayable(CASE, replace(OURS, role=role, answer=answer))) == offered


@pytest.mark.parametrize(
    ("role", "answer", "taken"),
    [
        (LEAD, None, ALL),
        (LEAD, RECEIVED, ALL),
        (LEAD, IN_PROGRESS, ALL - {RECEIVED}),
        (LEAD, DONE, {DONE}),  # the same once more is one answer
        (COPY, None, {RECEIVED, IN_PROGRESS}),
        (DUTY, None, {RECEIVED, IN_PROGRESS}),
        (DUTY, IN_PROGRESS, {IN_PROGRESS}),
    ],
)
def test_what_is_taken_though_it_may_not_be_offered(role: str, answer: Answer | None, taken: set[Answer]) -> None:
    assert {each for each in Answer if may_say(CASE, replace(OURS, role=role, answer=answer), each)} == taken


@pytest.mark.parametrize(("outcome", "taken"), [("repaired", True), ("", True), ("cannot", False)])
def test_what_came_of_it_is_said_once(outcome: str, taken: bool) -> None:
    assert may_say(CASE, replace(OURS, answer=DONE, outcome="repaired"), DONE, outcome) is taken


@pytest.mark.parametrize("answer", [None, RECEIVED, DONE])
def test_once_another_office_has_it_nothing_is_offered_nor_taken(answer: Answer | None) -> None:
    moved, referral = a_case(lead="police"), replace(OURS, answer=answer)
    assert sayable(moved, referral) == ()
    assert not any(may_say(moved, referral, each) or adds_nothing(moved, referral, each) for each in Answer)


def test_once_the_case_is_closed_only_what_was_said_can_be_said_again() -> None:
    closed = a_case(lead="public_services", status=Status.CLOSED)
    assert sayable(closed, OURS) == ()
    assert [each for each in Answer if may_say(closed, replace(OURS, answer=RECEIVED), each)] == [RECEIVED]


def test_to_have_it_adds_nothing_to_being_at_work_on_it() -> None:
    assert adds_nothing(CASE, replace(OURS, answer=IN_PROGRESS), RECEIVED)
    assert not adds_nothing(CASE, OURS, RECEIVED)
    assert not adds_nothing(CASE, replace(OURS, answer=DONE), RECEIVED)
