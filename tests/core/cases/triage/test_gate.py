"""A guess below the gate is no ground to send a case to an office. What must be sure is the office."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.gate import NEEDS_LOOK, USUAL_GATE, is_unsure, sureness, to_desk
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency


@dataclass(frozen=True)
class ATown:
    gate: float = 0.7

    def way_of(self, category: str) -> object:
        return "roads" if category in ("manhole", "sidewalk_traffic", "playground") else category


def decided(confidence: float, *others: tuple[str, float], category: str = "manhole") -> TriageDecision:
    return TriageDecision(category, Urgency.NORMAL, None, confidence, others, ())


@pytest.mark.parametrize(
    ("confidence", "gate", "unsure"),
    [(0.69, 0.7, True), (0.7, 0.7, False), (1.0, 1.0, False), (0.99, 1.0, True), (0.0, 0.0, False), (0.1, 0.0, False)],
)
def test_what_is_as_sure_as_the_gate_goes_through(confidence: float, gate: float, unsure: bool) -> None:
    assert is_unsure(decided(confidence), ATown(gate)) is unsure


def test_categories_that_go_the_same_way_speak_for_each_other() -> None:
    guess = decided(0.5, ("sidewalk_traffic", 0.2), ("neglect", 0.1), ("playground", 0.1))
    assert sureness(guess, ATown()) == pytest.approx(0.8)
    assert not is_unsure(guess, ATown())
    assert is_unsure(decided(0.5, ("neglect", 0.5)), ATown())


def test_the_others_have_no_more_than_the_likeliest_leaves_them() -> None:
    """Shares that were not calibrated may be more than that."""
    assert sureness(decided(0.9, ("sidewalk_traffic", 0.6), ("neglect", 0.6)), ATown()) == pytest.approx(0.95)


@given(
    st.floats(0, 1),
    st.lists(st.tuples(st.sampled_from(sorted(CATEGORIES)), st.floats(0, 1)), max_size=4, unique_by=lambda one: one[0]),
)
def test_sureness_lies_between_the_confidence_and_one(confidence: float, others: list[tuple[str, float]]) -> None:
    sure = sureness(decided(confidence, *others), ATown())
    assert confidence <= sure + 1e-9
    assert sure <= 1 + 1e-9


def test_the_desk_alone_gets_what_is_only_guessed() -> None:
    route = to_desk("coordinator")
    assert (route.lead, route.copies, route.because) == ("coordinator", (), NEEDS_LOOK.msgid)
    assert 0 < USUAL_GATE < 1
