"""Who may change whose account, and into what, and which change takes two people. Refusals: the first is told.

Four eyes: an administrator reads no cases, and alone could invent somebody who does, or make a sign-in link for
somebody and be them. So whatever opens cases, or accounts that open cases, waits until another person confirms it.
"""

from collections.abc import Collection
from enum import StrEnum

from reportbot.core.access.actions import GUARDED, READING, Action, Role
from reportbot.core.access.member import SENSITIVE, Member, may, named_for
from reportbot.core.categories import CATEGORIES
from reportbot.core.text import fold

GROUPS = frozenset(CATEGORIES[code].group for code in SENSITIVE)
AT_AN_OFFICE = frozenset((Role.OFFICER,))


class GrantProblem(StrEnum):
    OWN = "own"  # nobody changes their own roles: somebody else must
    LAST = "last"  # of the administrators
    NO_ROLE = "no_role"
    MIXED = "mixed"  # whoever administers reads no cases: that takes an account of its own
    NO_OFFICE = "no_office"
    UNKNOWN = "unknown"  # an office, a subject or a role that does not exist
    NO_SECOND = "no_second"  # nobody is there who could confirm it: whoever runs the server does it
    OWN_ASK = "own_ask"  # whoever asked does not confirm
    ABOUT_SELF = "about_self"  # nor does whoever gets it
    SAME_NAME = "same_name"  # nor somebody of the same name as whoever asked
    SAME_BROWSER = "same_browser"  # nor on a browser on which both have signed in
    OVER = "over"  # decided already, run out, or no longer as it was asked


def grant_problem(
    by: Member | None, before: Member | None, after: Member, institutions: Collection[str]
) -> GrantProblem | None:
    """`by` is None for the operator at the command line; `before` is None for somebody new."""
    if by is not None and by.key == after.key:
        return GrantProblem.OWN
    if not after.roles:
        return GrantProblem.NO_ROLE
    if Role.ADMINISTRATOR in after.roles and after.roles & READING:
        return GrantProblem.MIXED
    if (after.institution and after.institution not in institutions) or not after.sensitive <= SENSITIVE | GROUPS:
        return GrantProblem.UNKNOWN
    if after.roles & AT_AN_OFFICE and not after.institution:
        return GrantProblem.NO_OFFICE
    return None


def needs_second(before: Member | None, after: Member) -> bool:
    """Whether `after` could see or decide what `before` could not: more actions, more subjects, another office.

    `before` is None where whoever holds the link is new to us: a new account, a new link for an old one, an account
    that is opened again.
    """
    given = {action for action in GUARDED if may(after, action)}
    if not given or before is None:
        return bool(given)
    had = {action for action in GUARDED if may(before, action)}
    sees_more = not named_for(after) <= named_for(before)
    return not given <= had or (may(after, Action.SEE_CASE) and (sees_more or after.institution != before.institution))


def confirm_problem(by: Member, asked_by: str, about: str) -> GrantProblem | None:
    """Whether `by` can be the second person. `asked_by` and `about` are keys."""
    if by.key == asked_by:
        return GrantProblem.OWN_ASK
    return GrantProblem.ABOUT_SELF if by.key == about else None


def same_person_problem(
    by: Member, asker: Member, here: Collection[str], there: Collection[str]
) -> GrantProblem | None:
    """What shows that one person holds both accounts, as far as that can be seen at all. `here` and `there` are the
    sign-in names that the browsers of `by` and of `asker` have known."""
    if asker.key in here or by.key in there:
        return GrantProblem.SAME_BROWSER
    return GrantProblem.SAME_NAME if is_namesake(by, asker) else None


def can_be_second(members: Collection[Member], asked_by: str, about: str) -> bool:
    """Whether anybody of those who have set up their accounts could confirm it."""
    namesakes = {
        each.key for each in members for other in members if other.key == asked_by and is_namesake(each, other)
    }
    return any(
        may(each, Action.CONFIRM_STAFF) and confirm_problem(each, asked_by, about) is None and each.key not in namesakes
        for each in members
    )


def is_namesake(one: Member, other: Member) -> bool:
    """Whether two accounts bear one name, however it is written, and in whatever order."""
    return sorted(fold(one.name).split()) == sorted(fold(other.name).split())


def is_last(member: int, administrators: Collection[int]) -> bool:
    """Whether nobody who can sign in would look after the accounts without this one."""
    return set(administrators) <= {member} and member in administrators
