"""Rules that others leave nothing for, the rules that do it, and pairs whose order alone decides."""

import pytest

from reportbot.core.cases.routing.rules import RoutingRule
from reportbot.core.cases.routing.shadows import overlaps, shadows
from tests.core.cases.routing.test_rules import CLOSED, EVENING, OPEN, RULES, a_rule

CATEGORIES = ("neglect", "child_violence", "manhole", "waste", "other")
PLACES = ("bathore", "school_x", "laknas")


def names(rules: tuple[RoutingRule, ...]) -> list[str]:
    return [rule.name for rule in rules]


def test_good_rules_hide_none_of_each_other() -> None:
    assert shadows(RULES, CATEGORIES, PLACES) == []
    assert names(overlaps(RULES, CATEGORIES, PLACES)[0]) == ["bathore", "night"]


@pytest.mark.parametrize(
    ("hidden", "by", "is_twin"),
    [
        (a_rule("second desk"), ["desk"], True),
        (a_rule("second worker", "neglect"), ["worker"], False),
        (a_rule("worker again", "neglect child_violence"), ["worker"], True),
        (a_rule("part of the works", "waste", "laknas"), ["works"], False),
        (a_rule("covered by two", "child_violence waste"), ["worker", "works"], False),
        (a_rule("of a kind that does not exist", "volcano"), [], False),
        (a_rule("in a place that does not exist", "other", "atlantis"), [], False),
        (a_rule("children's waste", "waste", voices="child"), ["works"], False),
        (a_rule("waste at night", "waste", when=CLOSED), ["works"], False),
        (a_rule("waste in the evening", "waste", when=EVENING), ["works"], False),
        (a_rule("children at night", "neglect", voices="child", when=CLOSED), ["night"], False),
    ],
    ids=lambda each: each.name if isinstance(each, RoutingRule) else "",
)
def test_a_rule_that_earlier_ones_leave_nothing_for_is_found_with_those_that_take_it(
    hidden: RoutingRule, by: list[str], is_twin: bool
) -> None:
    before_last = () if hidden.is_for_everything else (hidden,)
    after_last = (hidden,) if hidden.is_for_everything else ()
    rules = (*RULES[:-1], *before_last, RULES[-1], *after_last)
    (found,) = shadows(rules, CATEGORIES, PLACES)
    assert (found.rule, names(found.by), found.is_twin) == (hidden, by, is_twin)


@pytest.mark.parametrize(
    "rules",
    [
        (a_rule("day", "waste", when=OPEN), a_rule("night", "waste", when=CLOSED)),
        (a_rule("evening", "waste", when=EVENING), a_rule("night", "waste", when=CLOSED)),
        (a_rule("child", "waste", voices="child"), a_rule("school", "waste", voices="teacher")),
        (a_rule("there", "waste", "laknas"), a_rule("all", "waste")),
    ],
    ids=lambda rules: "-".join(names(rules)),
)
def test_rules_that_leave_each_other_something_are_no_shadows(rules: tuple[RoutingRule, ...]) -> None:
    assert shadows((*rules, a_rule("desk")), CATEGORIES, PLACES) == []


def test_day_and_night_together_leave_nothing() -> None:
    rules = (a_rule("d", "waste", when=OPEN), a_rule("n", "waste", when=CLOSED), a_rule("w", "waste"), a_rule("desk"))
    (found,) = shadows(rules, CATEGORIES, PLACES)
    assert (found.rule.name, names(found.by)) == ("w", ["d", "n"])


@pytest.mark.parametrize(
    ("one", "other", "are_found"),
    [
        (a_rule("there", "waste", "laknas"), a_rule("child", "waste", voices="child"), True),
        (a_rule("there", "waste", "laknas"), a_rule("night", "waste", when=CLOSED), True),
        (a_rule("two", "waste neglect"), a_rule("three", "waste manhole"), True),
        (a_rule("there", "waste", "laknas"), a_rule("all", "waste"), False),  # the exception before the rule
        (a_rule("there", "waste", "laknas"), a_rule("here", "waste", "bathore"), False),
        (a_rule("same", "waste", "laknas"), RoutingRule("x", frozenset(), frozenset({"bathore"}), "same"), False),
    ],
    ids=lambda each: each.name if isinstance(each, RoutingRule) else "",
)
def test_a_pair_whose_order_alone_decides_is_found(one: RoutingRule, other: RoutingRule, are_found: bool) -> None:
    found = overlaps((one, other, a_rule("desk")), CATEGORIES, PLACES)
    assert found == ([(one, other)] if are_found else [])
