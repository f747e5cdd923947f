"""Who may do what, and which cases exist for whom."""

from dataclasses import replace

import pytest

from reportbot.core.access.actions import ALLOWED, READING, Action, Role
from reportbot.core.access.member import SENSITIVE, Member, is_member, may, named_for
from reportbot.core.access.reach import Reach, reach_of, sees
from tests.builders import a_case

DESK = "coordinator"


def member(*roles: Role, institution: str = "", sensitive: frozenset[str] = frozenset()) -> Member:
    return Member("arta", "drenas", "Arta", frozenset(roles), institution, sensitive)


def test_every_role_has_its_own_account_and_every_action_somebody_who_may() -> None:
    assert set(ALLOWED) == set(Role)
    assert all(Action.OWN in actions for actions in ALLOWED.values())
    assert set(Action) == set().union(*ALLOWED.values()), "an action that nobody holds is dead"


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(may(member(), action) for action in Action)


@pytest.mark.parametrize("action", [Action.SEE_QUEUE, Action.SEE_CASE, Action.READ_STORY, Action.SEARCH_CONTENT])
@pytest.mark.parametrize("other", sorted(READING))
def test_whoever_administers_sees_no_case_whatever_other_role_is_added(action: Action, other: Role) -> None:
    assert not may(member(Role.ADMINISTRATOR, other), action)


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.SUPERVISOR, Action.READ_STORY),
        (Role.SUPERVISOR, Action.ACT),
        (Role.SUPERVISOR, Action.SEARCH_CONTENT),
        (Role.AUDITOR, Action.SEE_QUEUE),
        (Role.AUDITOR, Action.READ_STORY),
        (Role.OFFICER, Action.ACT),
        (Role.OFFICER, Action.SEARCH),
        (Role.COORDINATOR, Action.MANAGE_STAFF),
        (Role.COORDINATOR, Action.ADMINISTER),
        (Role.COORDINATOR, Action.EXPORT),
    ],
)
def test_what_a_role_may_not(role: Role, action: Action) -> None:
    assert not may(member(role), action)


def test_sensitive_matters_are_for_named_people() -> None:
    nobody = reach_of(member(Role.COORDINATOR), DESK)
    assert nobody.hidden == SENSITIVE
    children = member(Role.COORDINATOR, sensitive=frozenset({"child"}))
    assert (
        named_for(children) >= {"child_violence", "neglect"} and "domestic_violence" in reach_of(children, DESK).hidden
    )
    one = member(Role.COORDINATOR, sensitive=frozenset({"school_dropout"}))
    assert named_for(one) == {"school_dropout"}
    assert "waste" not in nobody.hidden


def test_whoever_works_at_an_institution_reaches_its_cases_alone() -> None:
    assert reach_of(member(Role.OFFICER, institution="qps"), DESK).theirs == "qps"
    assert reach_of(member(Role.COORDINATOR, institution="qps"), DESK).theirs == "qps"
    assert reach_of(member(Role.COORDINATOR, institution=DESK), DESK).theirs == ""
    assert reach_of(member(Role.OFFICER), DESK).theirs == DESK, "an officer of no institution reaches nothing of others"


def test_r15_conflict_of_interest_whoever_is_kept_out_by_the_person_has_no_such_case() -> None:
    case = a_case(category="waste")
    qps, desk = reach_of(member(Role.OFFICER, institution="qps"), DESK), reach_of(member(Role.COORDINATOR), DESK)
    assert sees(qps, case, {"qps"}) and sees(desk, case, ())
    assert not sees(qps, replace(case, avoided=("qps",)), {"qps"})
    assert not sees(desk, replace(case, avoided=(DESK,)), ())
    assert sees(desk, replace(case, avoided=("qps",)), ())
    assert sees(qps, replace(case, avoided=(DESK,)), {"qps"}), "a complaint of the desk goes to somebody"


def test_a_case_is_theirs_by_referral() -> None:
    case = a_case(category="waste")
    reach = Reach(frozenset(), "qps")
    assert sees(reach, case, {"qps", "police"}) and not sees(reach, case, {"police"}) and not sees(reach, case, ())


def test_a_hidden_kind_does_not_exist() -> None:
    assert not sees(Reach(frozenset(), "", frozenset({"waste"})), a_case(category="waste"), ())


def test_an_actor_is_a_member_by_its_mark() -> None:
    assert is_member(member().actor) and not is_member("reporter") and not is_member("qps")
