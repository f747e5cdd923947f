"""By which ways a notice leaves: the groups of an office in order, and where the rows of one notice stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.offices.ways import PATIENCE, in_order
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Target, Town

MISSING = "missing"  # the transport of an office whose contact nobody has told us: it ends in the dead letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of one notice stand: those of one rank leave together, and are given up at the same moment."""

    notice: int
    rank: int = 0
    gives_up_at: datetime | None = None


def groups_of(
    town: Town, institution: str, urgency: Urgency, now: datetime, by: str = "", contact: str = ""
) -> Sequence[Sequence[Target]]:
    """In the order in which they are taken: of that contact of the institution or, without one, of its ordinary one."""
    office = town.rules.institutions.get(institution)
    special = {"second": office.second, "head": office.head}.get(contact, ()) if office else ()
    return in_order(special or town.rules.contact_of(institution).transports, urgency, now, by)


def patience(groups: Sequence[object], urgency: Urgency, now: datetime) -> datetime | None:
    """When the first of these groups is given up; None where no other one is left."""
    return now + PATIENCE[urgency] if len(groups) > 1 else None
