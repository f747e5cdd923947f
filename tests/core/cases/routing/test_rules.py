"""First match wins; what nearly won is told, with the one condition that it failed on."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import pytest

from reportbot.core.calendar import MONDAY_TO_FRIDAY, OfficeHours
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.routing.routed import Routed, facts_of, routed_by
from reportbot.core.cases.routing.rules import BELOW, VOICES, WHY_LOST, Route, RoutingRule, RunnerUp, route, way_of
from reportbot.core.cases.routing.wayround import Detour
from reportbot.core.cases.routing.when import OfficeTime, When, Window
from reportbot.core.errors import RuleBroken
from reportbot.core.messages import Text

NOON = datetime(2026, 4, 7, 10, tzinfo=UTC)
NIGHT = datetime(2026, 4, 7, 20, tzinfo=UTC)
HOURS = OfficeHours(dict.fromkeys(MONDAY_TO_FRIDAY, (time(8), time(16))), frozenset(), "Europe/Belgrade")
OPEN, CLOSED = OfficeTime(HOURS, True), OfficeTime(HOURS, False)
EVENING = Window(dict.fromkeys(range(7), ((time(18), time(6)),)), frozenset(), "Europe/Belgrade")


def a_rule(
    name: str, categories: str = "", places: str = "", copies: str = "", voices: str = "", when: When | None = None
) -> RoutingRule:
    """It leads to an office of its own name."""
    asks = [frozenset(each.split()) for each in (categories, places, voices)]
    return RoutingRule(name, asks[0], asks[1], name, tuple(copies.split()), voices=asks[2], when=when)


WHENS: tuple[When, ...] = (OPEN, CLOSED, EVENING)


def an_event(kind: str, facts: dict[str, str]) -> CaseEvent:
    return CaseEvent(1, 1, "drenas", kind, NOON, "reportbot", facts)


RULES = (
    a_rule("bathore", "neglect", "bathore school_x"),
    a_rule("night", "neglect", when=CLOSED),
    a_rule("children", "neglect", voices="child"),
    a_rule("worker", "neglect child_violence", copies="police"),
    a_rule("works", "manhole waste"),
    a_rule("desk"),
)


def goes(category: str, place: str | None = None, voice: str = "citizen", at: datetime = NOON) -> Route:
    return route(RULES, category, place, voice, at)


@pytest.mark.parametrize(
    ("category", "place", "voice", "at", "lead"),
    [
        ("neglect", "bathore", "citizen", NOON, "bathore"),
        ("neglect", "bathore", "child", NIGHT, "bathore"),
        ("neglect", "laknas", "citizen", NOON, "worker"),
        ("neglect", None, "teacher", NOON, "worker"),
        ("neglect", None, "child", NOON, "children"),
        ("neglect", None, "child", NIGHT, "night"),
        ("child_violence", "bathore", "child", NIGHT, "worker"),
        ("waste", "laknas", "citizen", NOON, "works"),
        ("other", "bathore", "citizen", NOON, "desk"),
        ("a category of tomorrow", None, "a voice of tomorrow", NOON, "desk"),
    ],
)
def test_the_first_rule_that_fits_wins(category: str, place: str | None, voice: str, at: datetime, lead: str) -> None:
    assert goes(category, place, voice, at).lead == lead


def test_a_route_says_which_rule_sent_it_there_and_why() -> None:
    rule = RoutingRule("wells", frozenset({"manhole"}), frozenset(), "works", ("inspectorate",), "They own the wells.")
    found = Route("works", ("inspectorate",), "wells", "They own the wells.")
    assert route([rule], "manhole", None, "citizen", NOON) == found


def test_rules_without_a_last_one_for_everything_are_refused_and_not_guessed() -> None:
    with pytest.raises(RuleBroken):
        route(RULES[:-1], "other", None, "citizen", NOON)
    with pytest.raises(RuleBroken):
        route([], "waste", None, "citizen", NOON)


@pytest.mark.parametrize(
    ("rules", "near"),
    [
        (["desk"], None),
        (["works", "desk"], ("desk", BELOW)),
        (["bathore", "works", "desk"], ("bathore", "places")),
        (["night", "works", "desk"], ("night", "closed")),
        (["child", "works", "desk"], ("child", "child")),
        (["teachers and children", "works", "desk"], ("teachers and children", "voices")),
        (["evening", "works", "desk"], ("evening", "hours")),
        (["bathore at night", "works", "desk"], ("desk", BELOW)),  # it lost on two
        (["bathore at night", "night", "works", "desk"], ("night", "closed")),
        (["works of bathore", "night", "works", "desk"], ("night", "closed")),  # the same office tells less
        (["works of bathore", "works", "desk"], ("works of bathore", "places")),
        (["another matter", "works", "desk"], ("desk", BELOW)),
        (["works", "night", "child", "desk"], ("desk", BELOW)),  # they would not have won at night either
        (["works", "other works", "desk"], ("other works", BELOW)),
    ],
)
def test_the_runner_up_is_what_failed_on_one_thing_or_else_the_next_that_fits(
    rules: list[str], near: tuple[str, str] | None
) -> None:
    known = {
        each.name: each
        for each in (
            a_rule("desk"),
            a_rule("works", "waste"),
            a_rule("other works", "waste"),
            a_rule("bathore", "waste", "bathore"),
            a_rule("night", when=CLOSED),
            a_rule("evening", when=EVENING),
            a_rule("child", "waste", voices="child"),
            a_rule("teachers and children", voices="child teacher"),
            a_rule("bathore at night", "waste", "bathore", when=CLOSED),
            RoutingRule("works of bathore", frozenset({"waste"}), frozenset({"bathore"}), "works"),
            a_rule("another matter", "neglect", "bathore"),
        )
    }
    found = route([known[name] for name in rules], "waste", None, "citizen", NOON).runner_up
    assert (found and (found.rule_name, found.lost)) == near


def test_every_code_of_what_was_not_met_has_its_words() -> None:
    rules = [
        a_rule(f"{voices} {number}", places="there", voices=voices, when=when)
        for voices in (*VOICES, "child teacher")
        for number, when in enumerate(WHENS)
    ]
    codes = {code for rule in rules for at in (NOON, NIGHT) for code in rule.unmet(None, "nobody", at)}
    assert codes | {BELOW} == set(WHY_LOST)


class Office:
    """In its place: who can take what is meant for it."""

    boss, people_of, takes_reports, refuses = None, (), True, False

    def __init__(self, key: str, *instead: str) -> None:
        self.key, self.instead = key, instead


OFFICES = {key: Office(key) for key in ("desk", "works", "night", "police", "bathore")}


@pytest.mark.parametrize(
    ("out", "lead", "near"),
    [
        ("", "works", RunnerUp("night", "night", "closed")),
        ("works", "desk", RunnerUp("night", "night", "closed")),
        ("night", "works", RunnerUp("night", "desk", "closed")),  # never named: who would act instead of it
        ("night works", "desk", RunnerUp("night", "desk", "closed")),
    ],
)
def test_r15_the_runner_up_is_no_office_that_is_avoided(out: str, lead: str, near: RunnerUp) -> None:
    rules = (a_rule("night", when=CLOSED), a_rule("works", "waste"), a_rule("desk"))
    detour = Detour(OFFICES, "desk", frozenset(out.split()))
    found = route(rules, "waste", None, "citizen", NOON, detour)
    assert (found.lead, found.runner_up) == (lead, near)


def test_r15_a_transport_of_the_lead_is_not_asked_of_whoever_acts_instead() -> None:
    rules = (RoutingRule("works", frozenset(), frozenset(), "works", by="sms"),)
    assert route(rules, "waste", None, "citizen", NOON).by == "sms"
    assert route(rules, "waste", None, "citizen", NOON, Detour(OFFICES, "desk", frozenset({"police"}))).by == "sms"
    assert route(rules, "waste", None, "citizen", NOON, Detour(OFFICES, "desk", frozenset({"works"}))).by == ""


@pytest.mark.parametrize("near", [None, RunnerUp("night", "police", "closed")])
def test_the_history_keeps_codes_and_gives_them_back(near: RunnerUp | None) -> None:
    facts = facts_of(Route("works", (), "wells", "They own the wells.", runner_up=near))
    assert "They own the wells." not in facts.values()
    events = [an_event("opened", {"urgency": "normal", **facts}), an_event("referred", {"lead": "works"})]
    assert routed_by(events) == Routed("wells", "works", near)


def test_the_newest_route_is_the_one_that_counts() -> None:
    first, second = (facts_of(Route(name, (), name, "", runner_up=None)) for name in ("first", "second"))
    events = [
        an_event("opened", first),
        an_event("referred", {"lead": "first"}),
        an_event("referred", {"lead": "second", **second}),
        an_event("referred", {"lead": "by hand"}),
    ]
    assert routed_by(events) == Routed("second", "second", None)


@pytest.mark.parametrize(
    "facts", [{}, {"rule": "wells", "next_rule": "x"}, {"rule": "wells", "next_rule": "x", "next_lost": "the moon"}]
)
def test_a_history_of_before_or_of_tomorrow_is_read_as_far_as_it_goes(facts: dict[str, str]) -> None:
    found = routed_by([an_event("opened", facts)])
    assert found == (Routed("wells", "", None) if facts else None)


def test_why_it_lost_is_a_sentence() -> None:
    said: Sequence[Text] = [RunnerUp("night", "police", code).why for code in WHY_LOST]
    assert all(each.msgid.startswith("It ") and each.msgid.endswith(".") for each in said)


@pytest.mark.parametrize(
    ("out", "copies"),
    [("", ("police", "council")), ("police", ("council",)), ("police council", ()), ("works", ("council",))],
)
def test_who_must_hear_nothing_gets_no_copy_and_the_lead_no_second_one(out: str, copies: tuple[str, ...]) -> None:
    rules = (
        RoutingRule("waste", frozenset({"waste"}), frozenset(), "works", ("police", "council"), "", ("police",)),
        a_rule("desk"),
    )
    detour = Detour(OFFICES, "desk", frozenset(out.split()))
    assert route(rules, "waste", None, "citizen", NOON, detour).copies == copies


def test_two_matters_go_the_same_way_where_every_rule_treats_them_alike() -> None:
    rules = (
        RoutingRule("ramps at schools", frozenset({"disability_access"}), frozenset({"school"}), "dka"),
        RoutingRule("roads", frozenset({"manhole", "sidewalk_traffic"}), frozenset(), "roads"),
        RoutingRule("ramps", frozenset({"disability_access"}), frozenset(), "roads"),
        RoutingRule("children", frozenset({"neglect"}), frozenset(), "roads"),
        RoutingRule("all", frozenset(), frozenset(), "coordinator"),
    )
    assert way_of(rules, "manhole") == way_of(rules, "sidewalk_traffic")
    assert way_of(rules, "manhole") != way_of(rules, "disability_access")  # not everywhere
    assert way_of(rules, "manhole") != way_of(rules, "neglect")  # a matter that concerns a person
    assert way_of(rules, "waste") != way_of(rules, "manhole")
    assert way_of(rules, "waste") == way_of(rules, "playground")
