"""People who work here, for tests."""

from reportbot.core.access.actions import Role
from reportbot.core.access.member import SENSITIVE, Member


def coordinator(town: str = "drenas", key: str = "coordinator") -> Member:
    """Who runs the desk, and is named for all that is sensitive."""
    return Member(key, town, "A coordinator", frozenset((Role.COORDINATOR,)), sensitive=SENSITIVE)
