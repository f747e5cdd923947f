"""What one institution's answer does to the case."""

from dataclasses import replace
from typing import Any

import pytest

from reportbot.core.cases.referral import JOINT, LEAD, Answer, Referral, case_after, handed_to, is_taken_on, leads
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import OfficeAvoided
from tests.builders import MONDAY, TUESDAY, a_case

RECEIVED, NOT_OURS, DONE = Answer.RECEIVED, Answer.NOT_OURS, Answer.DONE
NEW, REFERRED, ACKNOWLEDGED, RESOLVED = Status.NEW, Status.REFERRED, Status.ACKNOWLEDGED, Status.RESOLVED


def a_referral(institution: str = "public_services", role: str = "lead", **fields: Any) -> Referral:
    return replace(Referral(7, 1, "drenas", institution, role, MONDAY), **fields)


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        (REFERRED, RECEIVED, ACKNOWLEDGED),
        (REFERRED, DONE, RESOLVED),
        (REFERRED, NOT_OURS, NEW),
        (ACKNOWLEDGED, RECEIVED, ACKNOWLEDGED),
        (ACKNOWLEDGED, DONE, RESOLVED),
        (ACKNOWLEDGED, NOT_OURS, NEW),
        (NEW, RECEIVED, ACKNOWLEDGED),  # the coordinator takes on what came back
        (NEW, DONE, RESOLVED),
        (NEW, NOT_OURS, NEW),
    ],
)
def test_the_lead_moves_an_open_case(before: Status, answer: Answer, after: Status) -> None:
    assert case_after(a_case(status=before), a_referral(), answer, TUESDAY).status is after


@pytest.mark.parametrize("status", [status for status in Status if not status.is_open])
@pytest.mark.parametrize("answer", list(Answer))
def test_a_case_that_has_ended_stays_as_it_is(status: Status, answer: Answer) -> None:
    case = a_case(status=status)
    assert case_after(case, a_referral(), answer, TUESDAY) is case


@pytest.mark.parametrize(
    "referral", [a_referral("inspectorate", "copy"), a_referral("inspectorate", "lead"), a_referral(role="copy")]
)
@pytest.mark.parametrize("answer", list(Answer))
def test_a_copy_and_a_former_lead_move_nothing(referral: Referral, answer: Answer) -> None:
    case = a_case()
    assert not leads(case, referral)
    assert case_after(case, referral, answer, TUESDAY) is case


@pytest.mark.parametrize(("answer", "after"), [(RECEIVED, ACKNOWLEDGED), (DONE, REFERRED), (NOT_OURS, REFERRED)])
def test_whoever_is_on_call_can_take_a_case_on_and_no_more(answer: Answer, after: Status) -> None:
    assert case_after(a_case(), a_referral("duty", "duty"), answer, TUESDAY).status is after


@pytest.mark.parametrize(
    ("institution", "role", "answer", "taken_on"),
    [
        ("public_services", "lead", RECEIVED, True),
        ("public_services", "lead", DONE, True),
        ("public_services", "lead", NOT_OURS, False),
        ("public_services", "lead", None, False),
        ("duty", "duty", RECEIVED, True),
        ("duty", "duty", NOT_OURS, False),
        ("inspectorate", "lead", RECEIVED, False),
        ("inspectorate", "copy", RECEIVED, False),
    ],
)
def test_a_case_is_taken_on_by_its_lead_or_by_whoever_is_on_call(
    institution: str, role: str, answer: Answer | None, taken_on: bool
) -> None:
    others = [a_referral("police", "copy", answer=RECEIVED), a_referral("duty", "duty")]
    assert is_taken_on(a_case(), [*others, a_referral(institution, role, answer=answer)]) is taken_on


def test_an_answer_is_kept_with_its_time() -> None:
    answered = a_referral().answered(DONE, TUESDAY)
    assert (answered.answer, answered.answered_at, answered.is_waiting, answered.is_finished) == (
        DONE,
        TUESDAY,
        False,
        True,
    )


@pytest.mark.parametrize("role", ["lead", "copy", "duty"])
def test_r15_a_case_is_handed_to_nobody_whom_the_person_asked_to_keep_out_of_it(role: str) -> None:
    case = a_case(avoided=("qps",))
    with pytest.raises(OfficeAvoided):
        handed_to(case, "qps", role, 7, MONDAY)
    assert handed_to(case, "police", role, 7, MONDAY) == Referral(7, case.id, "drenas", "police", role, MONDAY)


def test_a_part_that_is_handed_on_ends_nothing() -> None:
    case = a_case(status=Status.ACKNOWLEDGED, lead="qps")
    mine = Referral(2, case.id, "drenas", "police", JOINT, TUESDAY)
    done = replace(Referral(1, case.id, "drenas", "qps", LEAD, TUESDAY), answer=Answer.DONE)
    assert case_after(case, mine, Answer.NOT_OURS, TUESDAY, [done]).status is Status.RESOLVED
    assert case_after(case, mine, Answer.NOT_OURS, TUESDAY, [done], handed_on=True) is case
