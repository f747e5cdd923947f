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
CORRECTED = "corrected"  # a person said what it is about, or how urgent; see core/cases/correction.py
READ_AGAIN = "read_again"  # a model has spoken after the case was opened
PAUSED, PAUSE_ENDED = "paused", "pause_ended"  # of its sender
ASSIGNED, TAKEN_BACK = "assigned", "taken_back"  # to one of an office's staff: fact "staff"
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
        CORRECTED,
        READ_AGAIN,
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
        PAUSED,
        PAUSE_ENDED,
        ASSIGNED,
        TAKEN_BACK,
    }
)


def is_unfinished(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Opened from a draft that fell silent, and not completed since: whoever sends a report has a code."""
    return not case.receipt_tag and any(each.kind == "opened" and UNFINISHED in each.facts for each in events)
