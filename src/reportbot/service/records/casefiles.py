"""What belongs to a case: reports, photos, letters, what is due, what it is elsewhere, how the daily round sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.workflow import Status


@dataclass(frozen=True, slots=True)
class Report:
    """What was said, never edited: sealed answers as JSON."""

    id: int
    case: int
    municipality: str
    sealed_answers: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that came with a conversation, or from an office (`by` is its key, "" for the person).

    `sealed_image` is empty while it is still to be fetched by `handle`.

    `case` is what it belongs to: a case, or a kept message (by its id); None while its draft goes on.
    `sealed_key` is the wrapped key to both, destroyed with the case. `held_at`: since when the desk keeps an office's
    picture from the person. `waits_until`: one that came before "done", which nobody sees before that word, and which
    goes then if nobody has said it; its handle is where it came from.
    """

    id: int
    municipality: str
    conversation: int | None
    case: int | None
    sealed_handle: bytes
    sealed_image: bytes
    sealed_key: bytes
    received_at: datetime
    by: str = ""
    held_at: datetime | None = None
    waits_until: datetime | None = None

    @property
    def is_something(self) -> bool:
        """Neither dropped, since it was no picture, nor lost."""
        return bool(self.sealed_key and (self.sealed_image or self.sealed_handle))


@dataclass(frozen=True, slots=True)
class Letter:
    """A numbered document of a case ("L-2026-0007"), its PDF sealed under the case's key.

    `handed_at` is when somebody handed it over; None while it waits, or where it is only kept.
    """

    id: int
    municipality: str
    number: str
    kind: str
    case: int
    referral: int | None
    institution: str
    language: str
    made_at: datetime
    made_by: str
    sealed_pdf: bytes = field(repr=False)
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """That a case is a request in another Open311 system: `peer` is that system by its name in our settings or file.

    `sent` is whether we sent it there; else it came from there. `remote` is its number there, "" while it is not known.
    """

    id: int
    municipality: str
    case: int
    referral: int | None
    peer: str
    sent: bool
    remote: str
    status: str
    updated_at: datetime
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that falls due. One row at a time per referral: firing it writes the next step's row."""

    id: int
    municipality: str
    case: int
    referral: int | None
    kind: str
    step: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case as the daily round sees it. `runs_out`: it has a row that says when it is erased."""

    id: int
    municipality: str
    status: Status
    updated_at: datetime
    runs_out: bool


@dataclass(frozen=True, slots=True)
class PastCase:
    """Of a case what routing rules see, and whom it leads to now. Nothing sealed."""

    id: int
    number: str
    category: str
    opened_at: datetime
    place: str
    lead: str
    voice: str
    danger: str
    avoided: tuple[str, ...]
    needs_look: bool
