"""Which cases are counted, and which are listed, for somebody who sees figures. Pure."""

from dataclasses import replace

from reportbot.core.access.member import SENSITIVE, Member
from reportbot.core.access.reach import Reach, reach_of


def counted_for(member: Member, coordinator: str) -> Reach:
    """Counts name nobody, so they hold every category, and at the municipality every institution: also for an auditor,
    who sees no case. Whoever must hear nothing of a case does not hear it counted."""
    elsewhere = "" if member.institution in ("", coordinator) else member.institution
    return replace(reach_of(member, coordinator), theirs=elsewhere, hidden=frozenset())


def listed_for(member: Member, coordinator: str) -> Reach:
    """Sensitive matters are counted and never listed among figures, for nobody."""
    reach = reach_of(member, coordinator)
    return replace(counted_for(member, coordinator), hidden=reach.hidden | SENSITIVE)
