"""What of a model's opinion counts, and what never does."""

import pytest

from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.opinion import Opinion, with_opinion
from reportbot.core.cases.triage.reasons import in_english
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

RULES = TriageDecision("waste", Urgency.NORMAL, None, 0.4, (("manhole", 0.2),), (Text("Heard: waste"),))
USUAL = {"manhole": Urgency.NORMAL, "child_violence": Urgency.URGENT, "other_emergency": Urgency.EMERGENCY}


def opinion(category: str = "waste", at_least: Urgency = Urgency.INFORMATION, share: float = 0.8) -> Opinion:
    others = [each for each in ("waste", "manhole", "child_violence", "other_emergency") if each != category]
    return Opinion(((category, share), *((each, 0.05) for each in others)), at_least, "abc")


def test_without_an_opinion_the_rules_decide() -> None:
    assert with_opinion(RULES, None, chosen=False) is RULES


def test_the_model_names_what_nobody_has_chosen() -> None:
    decided = with_opinion(RULES, opinion("manhole"), chosen=False)
    assert (decided.category, decided.confidence) == ("manhole", 0.8)
    assert decided.alternatives[0] == ("waste", 0.05)
    assert in_english(decided.because[0]) == "A model trained on examples thinks so: Open manhole or pit."


def test_a_complaint_that_the_rules_have_heard_stays_one() -> None:
    """Otherwise the office complained of could get it (R15)."""
    heard = TriageDecision("service_complaint", Urgency.NORMAL, None, 0.6, (), ())
    shares = (("school_violence", 0.9), ("service_complaint", 0.08), ("other", 0.02))
    decided = with_opinion(heard, Opinion(shares, Urgency.URGENT, "abc"), chosen=False)
    assert (decided.category, decided.confidence) == ("service_complaint", 0.08)
    assert decided.alternatives == (("school_violence", 0.9), ("other", 0.02))
    assert decided.urgency is Urgency.URGENT


def test_what_the_person_chose_stays() -> None:
    decided = with_opinion(RULES, opinion("manhole"), chosen=True)
    assert (decided.category, decided.confidence, decided.alternatives) == ("waste", 0.4, RULES.alternatives)


@pytest.mark.parametrize("rules", Urgency)
@pytest.mark.parametrize("model", Urgency)
@pytest.mark.parametrize("chosen", [True, False])
def test_urgency_is_raised_and_never_lowered(rules: Urgency, model: Urgency, chosen: bool) -> None:
    before = TriageDecision("waste", rules, "weapon", 0.4, (), ())
    decided = with_opinion(before, opinion("waste", model), chosen, USUAL)
    assert decided.urgency == max(rules, model)
    assert decided.danger == "weapon"
    assert bool(decided.because) == (model > rules)


@pytest.mark.parametrize("at_least", Urgency)
def test_a_model_never_sets_a_danger(at_least: Urgency) -> None:
    assert with_opinion(RULES, opinion("other_emergency", at_least), chosen=False, usual=USUAL).danger is None


@pytest.mark.parametrize(
    ("category", "urgency"),
    [("manhole", Urgency.NORMAL), ("child_violence", Urgency.URGENT), ("other_emergency", Urgency.URGENT)],
)
def test_a_category_that_the_model_names_makes_no_emergency_by_itself(category: str, urgency: Urgency) -> None:
    assert with_opinion(RULES, opinion(category), chosen=False, usual=USUAL).urgency is urgency
