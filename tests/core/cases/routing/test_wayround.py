"""The way round an office: who is shut out with it, who acts instead, and what happens when nobody is left (R15)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from reportbot.core.cases.routing.rules import BELOW, LED_ROUND, Route, RoutingRule, RunnerUp, route
from reportbot.core.cases.routing.wayround import Detour, shut_out, without_way
from reportbot.core.errors import RuleBroken


@dataclass(frozen=True)
class Desk:
    key: str
    boss: str | None = None
    people_of: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    takes_reports: bool = True
    refuses: bool = False


OFFICES = {
    office.key: office
    for office in (
        Desk("desk", instead=("mayor", "ombudsperson")),
        Desk("mayor", instead=("ombudsperson",), takes_reports=False),
        Desk("welfare", boss="mayor", instead=("rights",)),
        Desk("social_work", boss="welfare", instead=("police", "welfare")),
        Desk("rights", boss="mayor", instead=("ombudsperson",)),
        Desk("police", instead=("social_work",)),
        Desk("group", people_of=("police", "social_work")),
        Desk("ombudsperson"),
    )
}


@pytest.mark.parametrize(
    ("avoided", "out"),
    [
        ("", ""),
        ("ombudsperson", "ombudsperson"),
        ("social_work", "social_work group"),  # their people sit in the group
        ("welfare", "welfare social_work group"),  # who reports to them, and on
        ("mayor", "mayor welfare social_work rights group"),
        ("group", "group"),  # not everybody who sends somebody there
        ("nobody the file knows", "nobody the file knows"),
    ],
)
def test_whoever_reports_to_an_office_or_holds_its_people_is_shut_out_with_it(avoided: str, out: str) -> None:
    keys = [avoided] if avoided else []
    expected = {avoided} if " " in avoided and avoided not in OFFICES else set(out.split())
    assert shut_out(OFFICES, keys) == expected


@pytest.mark.parametrize(
    ("meant", "avoided", "gets_it"),
    [
        ("police", "", "police"),
        ("police", "welfare", "police"),
        ("police", "police", "social_work"),
        ("police", "police welfare", "rights"),  # social work is out too: who is named instead of it, step by step
        ("police", "police mayor", "ombudsperson"),
        ("social_work", "social_work", "police"),
        ("social_work", "welfare", "police"),
        ("rights", "rights", "ombudsperson"),
        ("ombudsperson", "ombudsperson", "desk"),  # it names nobody: the desk
        ("desk", "desk", "mayor"),
        ("desk", "desk mayor", "ombudsperson"),
        ("desk", "desk mayor ombudsperson", "police"),  # as a last resort anybody who is not complained of
        ("desk", "desk mayor ombudsperson police", ""),
    ],
)
def test_the_nearest_who_is_named_instead_gets_it(meant: str, avoided: str, gets_it: str) -> None:
    assert Detour(OFFICES, "desk", shut_out(OFFICES, avoided.split())).around(meant) == gets_it


def test_a_better_way_of_a_rule_comes_before_that_of_the_office() -> None:
    detour = Detour(OFFICES, "desk", frozenset({"police"}))
    assert detour.around("police", ("rights",)) == "rights"


def test_ways_that_lead_round_in_circles_come_to_an_end() -> None:
    offices = {"a": Desk("a", instead=("b",)), "b": Desk("b", instead=("a",)), "desk": Desk("desk", instead=("a",))}
    assert Detour(offices, "desk", frozenset(offices)).around("a") == ""


NOW = datetime(2026, 4, 7, 8, tzinfo=UTC)
RULES = (
    RoutingRule("violence", frozenset({"violence"}), frozenset(), "police", ("social_work", "group"), "Police first."),
    RoutingRule("net", frozenset({"net"}), frozenset(), "police", (), "Police.", ("welfare",)),
    RoutingRule("rest", frozenset(), frozenset(), "desk"),
)


@pytest.mark.parametrize(
    ("category", "avoided", "lead", "copies", "because"),
    [
        ("violence", "", "police", "social_work group", "Police first."),
        ("violence", "ombudsperson", "police", "social_work group", "Police first."),
        ("violence", "social_work", "police", "", "Police first."),
        ("violence", "police", "social_work", "", LED_ROUND.msgid),  # the new lead is no copy as well
        ("net", "police", "welfare", "", LED_ROUND.msgid),
        ("net", "police welfare", "rights", "", LED_ROUND.msgid),
        ("anything", "desk", "mayor", "", LED_ROUND.msgid),
    ],
)
def test_a_route_goes_round_lead_and_copies(category: str, avoided: str, lead: str, copies: str, because: str) -> None:
    detour = Detour(OFFICES, "desk", shut_out(OFFICES, avoided.split()))
    found = route(RULES, category, None, "citizen", NOW, detour)
    assert (found.lead, found.copies, found.because) == (lead, tuple(copies.split()), because)


def test_nobody_left_is_an_error_and_not_a_way_to_somebody_complained_of() -> None:
    with pytest.raises(RuleBroken):
        route(RULES, "violence", None, "citizen", NOW, Detour(OFFICES, "desk", frozenset(OFFICES)))


def test_without_a_detour_a_route_is_as_the_rule_says() -> None:
    near = RunnerUp("rest", "desk", BELOW)
    found = Route("police", ("social_work", "group"), "violence", "Police first.", runner_up=near)
    assert route(RULES, "violence", None, "citizen", NOW) == found


def test_an_office_that_nothing_leads_round_is_found() -> None:
    assert without_way(OFFICES, "desk") == []
    assert without_way({**OFFICES, "desk": Desk("desk")}, "desk") == ["desk"]
    assert without_way({"desk": Desk("desk"), "boss": Desk("boss")}, "boss") == ["boss"]
