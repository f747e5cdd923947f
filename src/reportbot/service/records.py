"""The rows that the service writes and reads back, as values. What a person wrote is sealed before it gets here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from reportbot.core.cases.workflow import Status
from reportbot.core.spending import Level


@dataclass(frozen=True, slots=True)
class Who:
    """How a conversation is looked up: by tag, never by chat id or phone number."""

    municipality: str
    channel: str
    tag: bytes


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person on one channel of one municipality, as far as we know them: a tag, a sealed address, a sealed session.

    `may_push`: None = not asked yet, False = never write first. `session` is sealed JSON, empty when none is open.
    `case` is the last case that came out of it. `sms_month`: in which month (202611) they were told that little can be
    answered by SMS. `quiet`: they left quickly, and nothing is sent until they come back.
    `paused_until`: a coordinator has paused this sender; danger gets through all the same. `pause_told`: they know.
    """

    id: int
    who: Who
    sealed_address: bytes
    language: str
    may_push: bool | None
    session: bytes
    case: int | None
    last_at: datetime
    sms_month: int = 0
    quiet: bool = False
    paused_until: datetime | None = None
    pause_told: bool = False
    is_new: bool = False

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until

    def without_session(self) -> "Conversation":
        """Nothing is under way any more."""
        return replace(self, session=b"")


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
    """A picture that came with a conversation. `sealed_image` is empty while it is still to be fetched by `handle`.

    `case` is what it belongs to: a case, or a kept message (by its id); None while its draft goes on.
    `sealed_key` is the wrapped key to both, destroyed with the case.
    """

    id: int
    municipality: str
    conversation: int
    case: int | None
    sealed_handle: bytes
    sealed_image: bytes
    sealed_key: bytes
    received_at: datetime

    @property
    def is_something(self) -> bool:
        """Neither dropped, since it was no picture, nor lost."""
        return bool(self.sealed_key and (self.sealed_image or self.sealed_handle))


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put right: `kind` is category, urgency or institution; `was` and `became` are its codes.

    `sealed_text` is what triage had read, under the case's key: it goes when the case goes, and is emptied when its
    person says "forget me".
    """

    id: int
    case: int
    municipality: str
    at: datetime
    actor: str
    kind: str
    was: str
    became: str
    sealed_text: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sketch:
    """By which two cases are found to be alike, without their words: keyed hashes.

    `words` can be compared in the database (public matters only); `sealed_words` only under the case's key.
    """

    case: int
    municipality: str
    category: str
    place: str
    opened_at: datetime
    words: bytes = field(repr=False)
    sealed_words: bytes = field(repr=False)


class ModelState(IntEnum):
    """A trained model waits until somebody with the right switches to it; the one before it stays as it was."""

    CANDIDATE = 0
    ACTIVE = 1
    RETIRED = 2


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A head trained on the examples and a town's corrections. `facts` are its figures, before and after."""

    id: int
    municipality: str
    made_at: datetime
    state: ModelState
    facts: Mapping[str, str]
    switched_at: datetime | None
    switched_by: str
    sealed_key: bytes
    sealed_head: bytes = field(repr=False)


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


@dataclass(frozen=True, slots=True)
class BrokenMessage:
    """A message that made us stumble, kept sealed for a person to see. `failure` is an exception's class name.

    `sealed_key` is the wrapped key to it.
    """

    id: int
    municipality: str
    channel: str
    conversation: int | None
    sealed_message: bytes
    sealed_key: bytes
    failure: str
    received_at: datetime


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


@dataclass(frozen=True, slots=True)
class WeekSecrets:
    """Of one week (counted since 1970, from Mondays): a pepper for tags and a key for what does not last, both wrapped.

    `sealed_key` is empty once it was destroyed; the row goes with its pepper.
    """

    week: int
    sealed_pepper: bytes
    sealed_key: bytes


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


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One bubble of the web chat. `payload` is sealed JSON: text, choices, commands."""

    id: int
    municipality: str
    tag: bytes
    from_reporter: bool
    at: datetime
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnderRing:
    """One value that a key of the ring has sealed; an address also says whose it is: it is bound to both."""

    id: int
    sealed: bytes = field(repr=False)
    municipality: str = ""
    channel: str = ""
