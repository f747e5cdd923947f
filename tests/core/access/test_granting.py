"""Who may change whose account into what, as rows."""

import pytest

from reportbot.core.access.actions import READING, Role
from reportbot.core.access.granting import (
    GrantProblem,
    can_be_second,
    confirm_problem,
    grant_problem,
    is_last,
    needs_second,
)
from reportbot.core.access.member import Member

OFFICES = ("qps", "police")


def member(key: str, *roles: Role, institution: str = "", sensitive: tuple[str, ...] = ()) -> Member:
    return Member(key, "drenas", key, frozenset(roles), institution, frozenset(sensitive))


ADMIN = member("admin", Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("by", "after", "problem"),
    [
        (ADMIN, member("ana", Role.COORDINATOR), None),
        (ADMIN, member("ana", Role.COORDINATOR, Role.SUPERVISOR, sensitive=("neglect", "child")), None),
        (ADMIN, member("ana", Role.OFFICER, institution="qps"), None),
        (None, member("ana", Role.ADMINISTRATOR), None),
        (ADMIN, member("admin", Role.COORDINATOR), GrantProblem.OWN),
        (ADMIN, member("admin", Role.ADMINISTRATOR, sensitive=("neglect",)), GrantProblem.OWN),
        (ADMIN, member("ana"), GrantProblem.NO_ROLE),
        (ADMIN, member("ana", Role.OFFICER), GrantProblem.NO_OFFICE),
        (ADMIN, member("ana", Role.OFFICER, institution="nobody"), GrantProblem.UNKNOWN),
        (ADMIN, member("ana", Role.COORDINATOR, sensitive=("manhole",)), GrantProblem.UNKNOWN),
        *((ADMIN, member("ana", Role.ADMINISTRATOR, each, institution="qps"), GrantProblem.MIXED) for each in READING),
        (ADMIN, member("ana", Role.ADMINISTRATOR, Role.AUDITOR), None),
    ],
)
def test_what_an_account_may_become(by: Member | None, after: Member, problem: GrantProblem | None) -> None:
    assert grant_problem(by, None, after, OFFICES) is problem


@pytest.mark.parametrize(("able", "last"), [([1], True), ([1, 2], False), ([2], False), ([], False)])
def test_the_last_administrator_stays(able: list[int], last: bool) -> None:
    assert is_last(1, able) is last


@pytest.mark.parametrize("role", list(Role))
def test_behind_every_account_stands_somebody_whom_two_people_know(role: Role) -> None:
    """Whatever its role: an auditor could be widened later, an administrator could be the second person."""
    assert needs_second(None, member("ana", role, institution="qps"))


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        (member("a", Role.COORDINATOR), member("a", Role.COORDINATOR), False),
        (member("a", Role.COORDINATOR), member("a", Role.SUPERVISOR), False),
        (member("a", Role.SUPERVISOR), member("a", Role.COORDINATOR), True),
        (member("a", Role.SUPERVISOR), member("a", Role.SUPERVISOR, Role.AUDITOR), True),
        (member("a", Role.AUDITOR), member("a", Role.ADMINISTRATOR), True),
        (member("a", Role.ADMINISTRATOR), member("a", Role.AUDITOR), True),
        (member("a", Role.COORDINATOR), member("a", Role.COORDINATOR, sensitive=("neglect",)), True),
        (member("a", Role.COORDINATOR, sensitive=("child",)), member("a", Role.COORDINATOR), False),
        (
            member("a", Role.COORDINATOR, sensitive=("child",)),
            member("a", Role.COORDINATOR, sensitive=("neglect",)),
            False,
        ),
        (member("a", Role.AUDITOR), member("a", Role.AUDITOR, sensitive=("neglect",)), False),
        (member("a", Role.OFFICER, institution="qps"), member("a", Role.OFFICER, institution="police"), True),
        (member("a", Role.AUDITOR), member("a", Role.AUDITOR, institution="police"), False),
    ],
)
def test_who_could_see_or_decide_more_needs_a_second_person(before: Member, after: Member, needs: bool) -> None:
    assert needs_second(before, after) is needs


@pytest.mark.parametrize(
    ("by", "problem"),
    [
        ("admin", GrantProblem.OWN_ASK),
        ("ana", GrantProblem.ABOUT_SELF),
        ("beni", None),
    ],
)
def test_neither_whoever_asked_nor_whoever_it_is_about_is_the_second_person(
    by: str, problem: GrantProblem | None
) -> None:
    assert confirm_problem(member(by, Role.COORDINATOR), "admin", "ana") is problem


@pytest.mark.parametrize(
    ("there", "can"),
    [
        ((), False),
        ((ADMIN,), False),
        ((ADMIN, member("ana", Role.COORDINATOR)), False),
        ((ADMIN, member("beni", Role.OFFICER, institution="qps"), member("dita", Role.AUDITOR)), False),
        ((ADMIN, member("beni", Role.COORDINATOR)), True),
        ((ADMIN, member("beni", Role.SUPERVISOR)), True),
        ((ADMIN, member("beni", Role.ADMINISTRATOR)), True),
    ],
)
def test_a_town_in_which_nobody_else_could_confirm_asks_whoever_runs_the_server(
    there: tuple[Member, ...], can: bool
) -> None:
    assert can_be_second(there, "admin", "ana") is can
