"""The append-only history of a case: what happened, when, who did it. Never what the person wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.case import Case

LEFT_QUICKLY = "left_quickly"
MERGED = "merged"  # it is one more report of another case; fact "into" is that one's number
JOINED = "joined"  # another report was put to it; fact "reports" says how many there are now
SPLIT = "split"  # it stands alone again
NOT_SAME = "not_same"  # somebody looked: it is not the same as the case of the fact "other"
CORROBORATED = "corroborated"  # so many people have told us of it that it became urgent
UNFINISHED = "unfinished"  # fact of an opening: the person fell silent before they had sent it


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of history. `actor` is a role or institution key, never a person who reports. `note` is sealed text."""

    id: int
    case: int
    municipality: str
    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, str] = field(default_factory=dict)
    note: bytes = b""


KINDS = frozenset(
    {
        "opened",
        "referred",
        "received",
        "not_ours",
        "done",
        "reminded",
        "escalated",
        "alerted",
        "alert_seen",
        "forward_failed",
        "reporter_added",
        "status_asked",
        LEFT_QUICKLY,
        "asked",
        "answered_question",
        "closed",
        "reopened",
        "feedback",
        "postponed",
        "held",
        "released",
        MERGED,
        JOINED,
        SPLIT,
        NOT_SAME,
        CORROBORATED,
    }
)


def is_unfinished(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Opened from a draft that fell silent, and not completed since: whoever sends a report has a code."""
    return not case.receipt_tag and any(each.kind == "opened" and UNFINISHED in each.facts for each in events)
