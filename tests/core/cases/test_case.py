"""A case changes only by making a new one, and knows what must never be named."""

from dataclasses import replace

import pytest

from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import TransitionRefused
from tests.builders import MONDAY, TUESDAY, a_case


def test_a_move_makes_a_new_case_and_leaves_its_time() -> None:
    before = a_case(updated_at=MONDAY)
    after = before.moved_to(Status.ACKNOWLEDGED, TUESDAY)
    assert after == replace(before, status=Status.ACKNOWLEDGED, updated_at=TUESDAY)
    assert before.status is Status.REFERRED


def test_a_move_that_the_workflow_does_not_know_is_refused() -> None:
    with pytest.raises(TransitionRefused):
        a_case(status=Status.CLOSED).moved_to(Status.RESOLVED, TUESDAY)


def test_another_lead_makes_a_new_case() -> None:
    assert a_case().led_by("qps", TUESDAY).lead == "qps"


@pytest.mark.parametrize("category", [each.code for each in CATEGORIES.values() if each.sensitive])
def test_a_sensitive_matter_concerns_a_person(category: str) -> None:
    assert a_case(category=category).concerns_a_person


@pytest.mark.parametrize(
    ("category", "danger", "concerns_a_person"),
    [
        ("manhole", "", False),
        ("manhole", "weapon", False),
        ("other_emergency", "fire_gas_electricity", False),
        ("other", "", False),
        ("other", "said_now", True),  # an alarm of which nobody knows yet what it is
    ],
)
def test_an_alarm_about_nobody_knows_what_concerns_a_person(
    category: str, danger: str, concerns_a_person: bool
) -> None:
    assert a_case(category=category, danger=danger).concerns_a_person is concerns_a_person
