"""Who works at the desk and how far they reach, for tests."""

from reportbot.core.access.actions import Role
from reportbot.core.access.member import SENSITIVE, Member
from reportbot.core.access.reach import Reach

ALL = Reach(frozenset())
"""Everything that the desk itself may know of."""


def at_desk(town: str = "drenas") -> Member:
    """A coordinator who is named for everything."""
    return Member("coordinator", town, "coordinator", frozenset({Role.COORDINATOR}), sensitive=SENSITIVE)
