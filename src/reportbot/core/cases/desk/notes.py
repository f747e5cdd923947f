"""What people at the desk write down about a case: notes, and tasks that somebody does by a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral, leads

DESK, OFFICES = "desk", "offices"
"""Whom a note is for: the desk alone, or also the institutions that have the case now."""
AUDIENCES = (DESK, OFFICES)
LONGEST_NOTE = 2000  # letters
LONGEST_TASK = 300  # letters
MOST_NOTES, MOST_TASKS = 300, 100  # of one case; more is a slip of a machine, not a person's work


@dataclass(frozen=True, slots=True)
class CaseNote:
    """`audience` is one of AUDIENCES; `written_by` an actor ("@" and a member's key); the words are sealed under the
    case's key."""

    id: int
    case: int
    municipality: str
    audience: str
    written_at: datetime
    written_by: str
    sealed_words: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseTask:
    """`due_at` is the end of its day in the town, None where no day was named; `whose` the key of a member, "" for
    whoever comes first. `done_at` and `done_by` say that it is done; None and "" while it is not."""

    id: int
    case: int
    municipality: str
    due_at: datetime | None
    whose: str
    made_at: datetime
    made_by: str
    sealed_words: bytes = field(repr=False)
    done_at: datetime | None = None
    done_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now

    def done(self, by: str, at: datetime) -> "CaseTask":
        return replace(self, done_at=at, done_by=by)

    def undone(self) -> "CaseTask":
        return replace(self, done_at=None, done_by="")


def in_order(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    """What is to be done, the soonest first and what has no day last; then what is done, the newest first."""
    known = list(tasks)
    to_do = sorted((each for each in known if each.due_at is not None), key=lambda each: (each.due_at, each.id))
    undated = [each for each in known if each.due_at is None]
    done = sorted((each for each in known if each.done_at is not None), key=lambda each: each.done_at or each.made_at)
    return [each for each in (*to_do, *undated) if each.is_open] + done[::-1]


def reads_notes(case: Case, referral: Referral) -> bool:
    """Whether the notes to institutions are shown on this one's page: while the case is theirs, whether they act alone,
    with others or on call; never to whoever has a copy, had it before, or is complained of (R15)."""
    theirs = leads(case, referral) or referral.role in ("joint", "duty")
    still = not referral.is_finished and case.status.is_open
    return theirs and still and referral.institution not in case.avoided
