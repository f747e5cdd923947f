"""The life of a case, on one page.

    new ◄──► referred ──► acknowledged ──► resolved ──► closed
     │          │ (not ours: back to new)     (reopened: referred)
     └──────────┴──► rejected ──► closed

`new` waits for a coordinator, who may also take it on at once; `referred` for an institution's first answer,
`acknowledged` for its work, `resolved` for the person's word on it. Nothing else may happen to a case; a test walks
this table.
"""

from enum import StrEnum

from reportbot.core.errors import TransitionRefused


class Status(StrEnum):
    NEW = "new"
    REFERRED = "referred"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self in OPEN


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.REFERRED, Status.ACKNOWLEDGED, Status.RESOLVED, Status.REJECTED}),
    Status.REFERRED: frozenset({Status.NEW, Status.ACKNOWLEDGED, Status.RESOLVED, Status.REJECTED}),
    Status.ACKNOWLEDGED: frozenset({Status.NEW, Status.REFERRED, Status.RESOLVED, Status.REJECTED}),
    Status.RESOLVED: frozenset({Status.REFERRED, Status.CLOSED}),
    Status.REJECTED: frozenset({Status.NEW, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.REFERRED}),
}

OPEN = frozenset({Status.NEW, Status.REFERRED, Status.ACKNOWLEDGED})
FIRST = Status.NEW


def check_move(before: Status, after: Status) -> None:
    """Raises TransitionRefused unless the table allows it. Staying where one is, is no move and is allowed."""
    if before is not after and after not in TRANSITIONS[before]:
        raise TransitionRefused(f"a {before} case cannot become {after}")
