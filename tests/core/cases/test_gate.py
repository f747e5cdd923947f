"""A guess below the gate is no ground to send a case to an office."""

import pytest

from reportbot.core.cases.gate import NEEDS_LOOK, USUAL_GATE, is_unsure, to_desk
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.urgency import Urgency


def decided(confidence: float) -> TriageDecision:
    return TriageDecision("waste", Urgency.NORMAL, None, confidence, (), ())


@pytest.mark.parametrize(
    ("confidence", "gate", "unsure"),
    [(0.69, 0.7, True), (0.7, 0.7, False), (1.0, 1.0, False), (0.99, 1.0, True), (0.0, 0.0, False), (0.1, 0.0, False)],
)
def test_what_is_as_sure_as_the_gate_goes_through(confidence: float, gate: float, unsure: bool) -> None:
    assert is_unsure(decided(confidence), gate) is unsure


def test_the_desk_alone_gets_what_is_only_guessed() -> None:
    route = to_desk("coordinator")
    assert (route.lead, route.copies, route.because) == ("coordinator", (), NEEDS_LOOK.msgid)
    assert 0 < USUAL_GATE < 1
