"""First match wins; the last rule takes everything; a rule that others leave nothing for is found."""

import pytest

from reportbot.core.cases.routing import Route, RoutingRule, never_match, route
from reportbot.core.errors import RuleBroken


def a_rule(name: str, categories: str = "", places: str = "", copies: str = "") -> RoutingRule:
    return RoutingRule(name, frozenset(categories.split()), frozenset(places.split()), name, tuple(copies.split()))


RULES = (
    a_rule("bathore", "neglect", "bathore school_x"),
    a_rule("worker", "neglect child_violence", copies="police"),
    a_rule("works", "manhole waste"),
    a_rule("desk"),
)
CATEGORIES = ("neglect", "child_violence", "manhole", "waste", "other")
PLACES = ("bathore", "school_x", "laknas")


@pytest.mark.parametrize(
    ("category", "place", "lead"),
    [
        ("neglect", "bathore", "bathore"),
        ("neglect", "laknas", "worker"),
        ("neglect", None, "worker"),
        ("child_violence", "bathore", "worker"),
        ("waste", "laknas", "works"),
        ("other", "bathore", "desk"),
        ("a category of tomorrow", None, "desk"),
    ],
)
def test_the_first_rule_that_fits_wins(category: str, place: str | None, lead: str) -> None:
    assert route(RULES, category, place).lead == lead


def test_a_route_says_which_rule_sent_it_there_and_why() -> None:
    rule = RoutingRule("wells", frozenset({"manhole"}), frozenset(), "works", ("inspectorate",), "They own the wells.")
    assert route([rule], "manhole", None) == Route("works", ("inspectorate",), "wells", "They own the wells.")


def test_rules_without_a_last_one_for_everything_are_refused_and_not_guessed() -> None:
    with pytest.raises(RuleBroken):
        route(RULES[:-1], "other", None)
    with pytest.raises(RuleBroken):
        route([], "waste", None)


def test_good_rules_hide_none_of_each_other() -> None:
    assert never_match(RULES, CATEGORIES, PLACES) == []


@pytest.mark.parametrize(
    "hidden",
    [
        a_rule("second desk"),
        a_rule("second worker", "neglect"),
        a_rule("part of the works", "waste", "laknas"),
        a_rule("covered by two", "neglect waste"),
        a_rule("of a kind that does not exist", "volcano"),
        a_rule("in a place that does not exist", "other", "atlantis"),
    ],
    ids=lambda rule: rule.name,
)
def test_a_rule_that_earlier_ones_leave_nothing_for_is_found(hidden: RoutingRule) -> None:
    before_last = () if hidden.is_for_everything else (hidden,)
    after_last = (hidden,) if hidden.is_for_everything else ()
    assert never_match((*RULES[:-1], *before_last, RULES[-1], *after_last), CATEGORIES, PLACES) == [hidden]
