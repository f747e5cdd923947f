"""Which cases exist for somebody who works here. What is out of reach does not exist for them: no row, no number."""

from collections.abc import Collection
from dataclasses import dataclass

from reportbot.core.access.actions import Action, Role
from reportbot.core.access.member import SENSITIVE, Member, may, named_for
from reportbot.core.cases.case import Case


@dataclass(frozen=True, slots=True)
class Reach:
    """`offices`: a case that keeps one of them out is out of reach (conflict of interest, R15). `theirs`: only cases
    that were referred to this institution, "" for all. `hidden`: categories that are out of reach."""

    offices: frozenset[str]
    theirs: str = ""
    hidden: frozenset[str] = frozenset()


def reach_of(member: Member, coordinator: str) -> Reach:
    """`coordinator` is the institution of the municipality file that runs the desk. Whoever works at another one sees
    only what was referred to it."""
    at_desk = member.institution in ("", coordinator)
    sees_all = at_desk and member.roles & {Role.COORDINATOR, Role.SUPERVISOR, Role.CHILD_PROTECTION}
    return Reach(
        frozenset((member.institution or coordinator,)),
        "" if sees_all else member.institution or coordinator,
        SENSITIVE - named_for(member),
    )


def sees(reach: Reach, case: Case, institutions: Collection[str]) -> bool:
    """`institutions` are those to which the case was referred."""
    if reach.offices.intersection(case.avoided) or case.category in reach.hidden:
        return False
    return not reach.theirs or reach.theirs in institutions


def answers_for(member: Member, case: Case, institution: str) -> bool:
    """Whether this is somebody of that very institution, who may read the case there: with their account it opens."""
    theirs = bool(institution) and member.institution == institution and member.municipality == case.municipality
    reach = Reach(frozenset((institution,)), institution, SENSITIVE - named_for(member))
    return theirs and may(member, Action.ANSWER) and sees(reach, case, {institution})
