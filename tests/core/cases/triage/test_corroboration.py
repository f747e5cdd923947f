"""How many people stand behind a group of reports, and when few pretend to be many."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.corroboration import Burst, Corroboration, burst_of, raised_by, senders_of
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY, a_case

RULE = Corroboration(senders=5, days=14)


def reports(senders: Sequence[int | None], minutes: int = 10, **fields: object) -> list[Case]:
    return [
        a_case(id=at, conversation=sender, opened_at=TUESDAY + timedelta(minutes=minutes * at), **fields)
        for at, sender in enumerate(senders, 1)
    ]


@pytest.mark.parametrize(
    ("senders", "people"),
    [([], 0), ([1, 2, 3], 3), ([1, 1, 1], 1), ([None, None], 0), ([1, None, 2], 2)],
)
def test_each_conversation_is_one_person_and_who_was_forgotten_is_none(senders: list[int | None], people: int) -> None:
    assert senders_of(reports(senders)) == people


def test_whoever_called_is_one_person_for_each_call() -> None:
    assert senders_of(reports([None, None], channel="phone")) == 2


@pytest.mark.parametrize(
    ("senders", "raised"), [(range(1, 5), 0), (range(1, 6), 5), (range(1, 9), 8), ([1, 1, 1, 1, 1, 2, 2], 0)]
)
def test_five_people_make_a_normal_matter_urgent(senders: Sequence[int], raised: int) -> None:
    lead, *others = reports(list(senders))
    assert raised_by(lead, [lead, *others], RULE, TUESDAY + timedelta(days=1)) == raised


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY, Urgency.URGENT, Urgency.INFORMATION])
def test_nothing_but_a_normal_matter_is_raised(urgency: Urgency) -> None:
    lead, *others = reports(range(1, 9), urgency=urgency)
    assert raised_by(lead, [lead, *others], RULE, TUESDAY) == 0


def test_what_is_over_is_raised_no_more() -> None:
    lead, *others = reports(range(1, 9), status=Status.RESOLVED)
    assert raised_by(lead, [lead, *others], RULE, TUESDAY) == 0


def test_old_reports_do_not_count() -> None:
    group = reports(range(1, 6))
    assert raised_by(group[0], group, RULE, TUESDAY + timedelta(days=14)) == 5
    assert raised_by(group[0], group, RULE, TUESDAY + timedelta(days=15)) == 0


def test_many_reports_of_few_within_hours_are_a_burst() -> None:
    assert burst_of(reports([1, 2] * 6)) == Burst(12, 2, 2)
    assert burst_of(reports([1, 1, 1])) is None
    assert burst_of(reports([1, 2, 3, 4, 5])) is None
    assert burst_of(reports([1, 1, 1, 1], minutes=90)) is None
    assert burst_of([]) is None
