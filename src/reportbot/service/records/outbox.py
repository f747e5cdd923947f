"""What is to be sent, what became of it, and what could not be understood."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from reportbot.core.spending import Level

CAME_BACK = "bounced"  # begins the failure of a row whose message was sent back to us
TRIED_AGAIN = "tried again"  # the failure of a dead row in whose place another one was written


class DeliveryState(IntEnum):
    WAITING = 0
    SENDING = 1
    DONE = 2
    DEAD = 3
    CANCELLED = 4


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outbox row. Rows of one `lane` leave in order of `id`; rows without attempts left become dead letters.

    `kind`: reply, later (a reply to somebody who writes faster than we answer; the next one takes its place), receipt,
    answer, notice, news (to reporters; news only where writing is safe), quiet (said while they have left), leave
    (empty the chat, then the last word), forward, reminder, escalation, alert, answered (to offices), photo (fetch a
    picture), redact (have the provider erase its own copy of a message; it names no person), clear (empty the page of
    a chat of ours).

    `by` is the channel or transport; `target` an office's address. A reporter is reached through `conversation`; then
    `target` is what the platform calls their message that this answers, `evidence` what it calls ours. `at_most_once`
    rows are marked before they are sent and never repeated.

    `institution` is the office that it is for, "" for a person. Rows of one `notice` say the same: those of one `rank`
    leave together, the next rank when all of them have failed; `gives_up_at`: from then on the next rank is tried.
    """

    id: int
    municipality: str
    lane: int
    kind: str
    by: str
    due_at: datetime
    created_at: datetime
    payload: bytes = field(repr=False)
    conversation: int | None = None
    case: int | None = None
    referral: int | None = None
    target: str = field(default="", repr=False)
    at_most_once: bool = False
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    claimed_until: datetime | None = None
    failure: str = ""
    evidence: str = ""
    institution: str = ""
    notice: int | None = None
    rank: int = 0
    gives_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminded:
    """One report in a message about several: what is said again by another way where this one fails.

    `delivery` is the row of the message, `place` the line in it. `referral` is whose page its link opens, `owes` who
    has let the date `due_at` pass; `kind` is reminder or escalation, `contact` which of the office's contacts is told.
    `because` is an English msgid, `until` what it may be filled with.
    """

    delivery: int
    place: int
    municipality: str
    case: int
    referral: int
    owes: int
    kind: str
    contact: str
    because: str
    until: datetime | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message to an office that did not arrive at this address. `came_back`: it had left, and was sent back."""

    institution: str
    by: str
    target: str = field(repr=False)
    at: datetime
    came_back: bool


@dataclass(frozen=True, slots=True)
class BrokenMessage:
    """A message that made us stumble, kept sealed for a person to see. `failure` is an exception's class name.

    `sealed_key` is the wrapped key to it. `avoided`: offices that must hear nothing of it, by what was known when it
    came (R15); those that the person's cases keep out must not either.
    """

    id: int
    municipality: str
    channel: str
    conversation: int | None
    sealed_message: bytes
    sealed_key: bytes
    failure: str
    received_at: datetime
    avoided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmsMonth:
    """What one municipality has sent by SMS in one month (202611), as it is billed; of what its coordinator knows."""

    municipality: str
    month: int
    segments: int
    told: Level

    @property
    def key(self) -> tuple[str, int]:
        return self.municipality, self.month
