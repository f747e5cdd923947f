"""Somebody who works here, with an account, and what they may do. Pure."""

from dataclasses import dataclass

from reportbot.core.access.actions import ALLOWED, READING, Action, Role
from reportbot.core.categories import CATEGORIES

SENSITIVE = frozenset(each.code for each in CATEGORIES.values() if each.sensitive)
"""Categories that are read only by people who are named for them."""

_MARK = "@"


@dataclass(frozen=True, slots=True)
class Member:
    """`key` is the name with which they sign in. `institution` is where they work, "" for the municipality itself.

    `sensitive` are categories or groups of categories for which this person is named.
    """

    key: str
    municipality: str
    name: str
    roles: frozenset[Role]
    institution: str = ""
    sensitive: frozenset[str] = frozenset()
    language: str = ""

    @property
    def actor(self) -> str:
        """How they stand in events, corrections and the audit log."""
        return f"{_MARK}{self.key}"


def is_member(actor: str) -> bool:
    """Whether an actor is a person at the desk. Outside the console only their office is named."""
    return actor.startswith(_MARK)


def may(member: Member, action: Action) -> bool:
    """Whether one of the roles allows it. Whoever administers reads no cases, whatever other role stands beside it."""
    roles = member.roles - READING if Role.ADMINISTRATOR in member.roles else member.roles
    return any(action in ALLOWED[role] for role in roles)


def named_for(member: Member) -> frozenset[str]:
    """The sensitive categories for which this person is named."""
    return frozenset(code for code in SENSITIVE if {code, CATEGORIES[code].group} & member.sensitive)
