"""Who may ask the person, and which question is still open."""

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import COPY, DUTY, LEAD, Answer, Referral
from reportbot.core.cases.telling.questions import ANSWERED, ASKED, has_open_question, may_ask, questions
from reportbot.core.cases.workflow import Status
from tests.builders import TUESDAY, a_case


def asked(id: int, institution: str) -> CaseEvent:
    return CaseEvent(id, 1, "drenas", ASKED, TUESDAY, institution, {"institution": institution}, b"sealed")


def answered(id: int, question: int) -> CaseEvent:
    return CaseEvent(id, 1, "drenas", ANSWERED, TUESDAY, "reporter", {"question": str(question)})


def referral(institution: str, role: str, answer: Answer | None = None) -> Referral:
    return Referral(7, 1, "drenas", institution, role, TUESDAY, answer)


def test_an_answer_belongs_to_its_question_and_each_office_has_its_own() -> None:
    history = [asked(1, "police"), asked(2, "coordinator"), answered(3, 2)]
    assert [(each.institution, each.answered) for each in questions(history)] == [
        ("police", None),
        ("coordinator", history[2]),
    ]
    assert has_open_question(history, "police")
    assert not has_open_question(history, "coordinator")
    assert not has_open_question(history, "inspectorate")
    assert [each.asked.id for each in questions(history, "police")] == [1]


@pytest.mark.parametrize(
    ("case", "mine", "may"),
    [
        (a_case(), referral("public_services", LEAD), True),
        (a_case(status=Status.ACKNOWLEDGED), referral("public_services", LEAD, Answer.RECEIVED), True),
        (a_case(), referral("duty", DUTY), True),
        (a_case(), referral("inspectorate", COPY), False),
        (a_case(), referral("police", LEAD), False),
        (a_case(status=Status.NEW), referral("public_services", LEAD, Answer.NOT_OURS), False),
        (a_case(status=Status.RESOLVED), referral("public_services", LEAD, Answer.DONE), False),
        (a_case(status=Status.CLOSED), referral("public_services", LEAD), False),
    ],
)
def test_whoever_has_the_open_case_may_ask_and_nobody_else(case: Case, mine: Referral, may: bool) -> None:
    assert may_ask(case, mine) is may
