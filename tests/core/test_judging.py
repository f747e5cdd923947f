"""What the figures of triage mean, by hand-counted examples."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.categories import CATEGORIES
from reportbot.core.judging import Judged, Share, confusion, figures, miscalibration, reliability
from reportbot.core.urgency import Urgency

INFORMATION, NORMAL, URGENT, EMERGENCY = Urgency


def a_judged(
    meant: str,
    said: str,
    urgency: Urgency = NORMAL,
    said_urgency: Urgency = NORMAL,
    confidence: float = 0.9,
    others: tuple[str, ...] = (),
    **fields: Any,
) -> Judged:
    decision = TriageDecision(said, said_urgency, None, confidence, tuple((other, 0.1) for other in others), ())
    return Judged("sq", meant, urgency, decision, **{"sureness": confidence, **fields})


def test_an_emergency_counts_only_when_it_is_called_one() -> None:
    judged = [
        a_judged("manhole", "manhole", EMERGENCY, EMERGENCY),
        a_judged("manhole", "manhole", EMERGENCY, URGENT),
        a_judged("manhole", "manhole", URGENT, NORMAL),
        a_judged("manhole", "manhole", URGENT, EMERGENCY),
    ]
    found = figures(judged, 0.5)
    assert found.emergency == Share(1, 2)
    assert found.urgent == Share(3, 4)


def test_a_false_alarm_is_a_calm_message_called_an_emergency() -> None:
    judged = [
        a_judged("waste", "waste", NORMAL, EMERGENCY),
        a_judged("waste", "waste", INFORMATION, URGENT),
        a_judged("waste", "waste", NORMAL, NORMAL),
        a_judged("waste", "waste", URGENT, EMERGENCY),
    ]
    assert figures(judged, 0.5).alarmed == Share(1, 3)


def test_the_right_category_may_stand_among_the_first_three() -> None:
    judged = [
        a_judged("waste", "waste"),
        a_judged("waste", "manhole", others=("playground", "waste")),
        a_judged("waste", "manhole", others=("playground", "stray_dogs", "waste")),
    ]
    found = figures(judged, 0.5)
    assert found.top_1 == Share(1, 3)
    assert found.top_3 == Share(2, 3)


def test_macro_f1_gives_each_category_the_same_weight() -> None:
    judged = [a_judged("waste", "waste")] * 8 + [a_judged("manhole", "waste"), a_judged("manhole", "manhole")]
    assert figures(judged, 0.5).macro_f1 == pytest.approx((16 / 17 + 2 / 3) / 2)


def test_only_what_lies_at_the_gate_or_above_can_be_misrouted() -> None:
    judged = [
        a_judged("waste", "manhole", confidence=0.7, lead="public_services", lead_said="public_services"),
        a_judged("waste", "neglect", confidence=0.9, lead="public_services", lead_said="qps"),
        a_judged("waste", "neglect", confidence=0.69, lead="public_services", lead_said="qps"),
    ]
    found = figures(judged, 0.7)
    assert found.certain == Share(2, 3)
    assert found.misrouted == Share(1, 2)


def test_what_was_said_instead_is_counted() -> None:
    judged = [a_judged("waste", "manhole"), a_judged("waste", "waste"), a_judged("waste", "manhole")]
    assert {meant: dict(said) for meant, said in confusion(judged).items()} == {"waste": {"manhole": 2, "waste": 1}}


def test_whoever_is_right_as_often_as_sure_is_well_calibrated() -> None:
    judged = [a_judged("waste", "waste", confidence=0.75)] * 3 + [a_judged("waste", "manhole", confidence=0.75)]
    (step,) = reliability(judged)
    assert (step.low, step.high, step.right) == (0.7, 0.8, Share(3, 4))
    assert miscalibration([step]) == pytest.approx(0)
    sure = reliability([a_judged("waste", "manhole", confidence=1.0)])
    assert sure[0].high == 1.0
    assert miscalibration(sure) == pytest.approx(1)


def test_nothing_to_judge_is_no_error() -> None:
    found = figures([], 0.7)
    assert (found.count, found.emergency.value, found.macro_f1) == (0, 1.0, 1.0)
    assert (reliability([]), miscalibration([])) == ((), 0.0)


CODES = st.sampled_from(sorted(CATEGORIES))


@given(st.lists(st.tuples(CODES, CODES, st.floats(0, 1)), max_size=30))
def test_every_decision_stands_in_one_step_of_the_diagram(rows: list[tuple[str, str, float]]) -> None:
    judged = [a_judged(meant, said, confidence=confidence) for meant, said, confidence in rows]
    steps = reliability(judged)
    assert sum(step.right.count for step in steps) == len(judged)
    assert all(step.low - 1e-9 <= step.confidence <= step.high + 1e-9 for step in steps)
