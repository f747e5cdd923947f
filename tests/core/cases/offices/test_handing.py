"""To whom a case goes that is not theirs: no circle, no one who must hear nothing, and no clock that begins anew."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.handing import HANDED_TO, goes_to, owes_what_was_owed
from reportbot.core.cases.referral import COPY, JOINT, LEAD, Answer, Referral, case_after
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY, a_case

HOUR = timedelta(hours=1)
TAKERS = {"public_services", "inspectorate", "police", "waste_company", "qps"}


def a_referral(institution: str = "public_services", role: str = LEAD, id: int = 1, hours: int = 24) -> Referral:
    by = TUESDAY + hours * HOUR
    return Referral(id, 1, "drenas", institution, role, TUESDAY, None, None, "", by, by + HOUR, by + 2 * HOUR, TUESDAY)


def not_ours(actor: str, to: str = "") -> CaseEvent:
    facts = {HANDED_TO: to} if to else {}
    return CaseEvent(1, 1, "drenas", "not_ours", TUESDAY, actor, facts)


MINE = a_referral()


@pytest.mark.parametrize(
    ("suggested", "events", "to"),
    [
        ("inspectorate", [], "inspectorate"),
        ("", [], ""),
        ("public_services", [], ""),
        ("nobody", [], ""),
        ("qps", [], ""),  # kept out by the person
        ("inspectorate", [not_ours("inspectorate")], ""),
        ("inspectorate", [not_ours("police", "public_services")], "inspectorate"),
        ("inspectorate", [not_ours(each, "x") for each in ("police", "waste_company", "dka")], ""),
        ("inspectorate", [not_ours(each) for each in ("police", "waste_company", "dka")], "inspectorate"),
    ],
)
def test_it_goes_to_whom_they_name_unless_it_has_been_there_or_round_too_often(
    suggested: str, events: list[CaseEvent], to: str
) -> None:
    case = a_case(avoided=("qps",))
    assert goes_to(case, MINE, suggested, [MINE], events, TAKERS) == to


def test_whoever_acts_on_it_already_takes_no_second_part() -> None:
    police = a_referral("police", JOINT, 2)
    assert goes_to(a_case(), MINE, "police", [MINE, police], [], TAKERS) == ""
    done = police.answered(Answer.DONE, TUESDAY)
    assert goes_to(a_case(), MINE, "police", [MINE, done], [], TAKERS) == "police"
    copy = a_referral("police", COPY, 2)
    assert goes_to(a_case(), MINE, "police", [MINE, copy], [], TAKERS) == "police"


@pytest.mark.parametrize(
    ("urgency", "answer", "kept"),
    [
        (Urgency.EMERGENCY, None, True),
        (Urgency.URGENT, None, True),
        (Urgency.NORMAL, None, False),
        (Urgency.URGENT, Answer.RECEIVED, False),
    ],
)
def test_in_a_hurry_what_was_owed_is_due_from_the_next(urgency: Urgency, answer: Answer | None, kept: bool) -> None:
    before = replace(a_referral(hours=1), answer=answer)
    after = owes_what_was_owed(a_referral("police", id=2, hours=9), before, a_case(urgency=urgency))
    assert after.acknowledge_by == TUESDAY + (1 if kept else 9) * HOUR
    assert after.institution == "police"


def test_a_part_that_was_handed_on_ends_nothing() -> None:
    lead, part = a_referral().answered(Answer.DONE, TUESDAY), a_referral("police", JOINT, 2)
    case = a_case()
    assert case_after(case, part, Answer.NOT_OURS, TUESDAY, [lead, part], handed_on=True) is case
    assert case_after(case, part, Answer.NOT_OURS, TUESDAY, [lead, part]) is not case
