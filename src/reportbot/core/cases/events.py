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
CORRECTED = "corrected"  # a person said what it is about, or how urgent; see core/cases/triage/correction.py
PLACE_CORRECTED = "place_corrected"  # facts was, became: core/cases/placing.py; why, as a note
READ_AGAIN = "read_again"  # a model has spoken after the case was opened
PAUSED, PAUSE_ENDED = "paused", "pause_ended"  # of its sender
ASSIGNED, TAKEN_BACK = "assigned", "taken_back"  # to one of an office's staff: fact "staff"
IN_PROGRESS = "in_progress"
WITHDRAWN = "withdrawn"  # an office was released by the desk: fact institution, the reason as a note
PUT_OFF = "put_off"  # an office has named too many dates for its work, or one too far away: fact until
DEADLINE_MOVED = "deadline_moved"  # facts: which (acknowledge, act, close), was, became, why
CLOCK_STOPPED, CLOCK_STARTED = "clock_stopped", "clock_started"  # while the person is asked
DELIVERED = "delivered"  # to an office: facts by, evidence, institution
FELL_BACK = "fell_back"  # one way to an office failed, the next was taken: facts institution, by, to, why
BOUNCED, AUTO_REPLIED, MAIL_RECEIVED = "bounced", "auto_replied", "mail_received"
ATTACHED = "attached"  # fact of a mail: how many files came with it, which are not kept
EARLY = "early"  # fact of a mail: how many photos came with it that wait for "done"
PICTURES = "pictures"  # fact of a mail: how many photos came with it, which are
HANDED_OVER, READ_OUT = "handed_over", "read_out"  # paper; a phone call
LETTER_MADE = "letter_made"  # facts: number, letter (its kind)
CODE_SENT, OPENED_BY_OFFICE = "code_sent", "opened_by_office"  # the second factor of a sealed matter
OUTSIDE_NOTE = "outside_note"  # another system has said something of what we sent there: fact "peer", a sealed note
STATUS_ASKED = "status_asked"  # the person was shown what the desk had written to them
REPLIED = "replied"  # the desk has written to the person: fact "told", a sealed note
NOTED = "noted"  # somebody at the desk wrote a note; fact "audience" (core/cases/desk/notes.py)
TASK_SET, TASK_DONE, TASK_UNDONE = "task_set", "task_done", "task_undone"
POSTED = frozenset({DELIVERED, FELL_BACK, BOUNCED, "forward_failed"})  # how messages to offices fared
TAKEN, GIVEN_BACK = "taken", "given_back"  # by whom at the desk it is worked on: the actor
PICTURE_ADDED = "picture_added"  # by an office, after its answer; fact "photo"
PICTURE_HELD, PICTURE_SHOWN = "picture_held", "picture_shown"  # the desk keeps one from the person; no longer
TOLD_WITH_IT = "told_with_it"  # they answered what is asked right after the report: part of it, no news
SEEN = "seen"  # somebody at the desk has seen what the reporter wrote
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
        TOLD_WITH_IT,
        STATUS_ASKED,
        REPLIED,
        LEFT_QUICKLY,
        CORRECTED,
        PLACE_CORRECTED,
        READ_AGAIN,
        "asked",
        "answered_question",
        "closed",
        "rejected",
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
        WITHDRAWN,
        IN_PROGRESS,
        PUT_OFF,
        DEADLINE_MOVED,
        CLOCK_STOPPED,
        CLOCK_STARTED,
        DELIVERED,
        FELL_BACK,
        BOUNCED,
        AUTO_REPLIED,
        MAIL_RECEIVED,
        HANDED_OVER,
        READ_OUT,
        LETTER_MADE,
        CODE_SENT,
        OPENED_BY_OFFICE,
        OUTSIDE_NOTE,
        NOTED,
        TAKEN,
        GIVEN_BACK,
        SEEN,
        PICTURE_ADDED,
        PICTURE_HELD,
        PICTURE_SHOWN,
        TASK_SET,
        TASK_DONE,
        TASK_UNDONE,
    }
)


def is_unfinished(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Opened from a draft that fell silent, and not completed since: whoever sends a report has a code."""
    return not case.receipt_tag and any(each.kind == "opened" and UNFINISHED in each.facts for each in events)
