"""Who writes: their conversation, and what a chat of ours shows."""

from dataclasses import dataclass, field, replace
from datetime import datetime


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
class ChatLine:
    """One bubble of the web chat. `payload` is sealed JSON: text, choices, commands."""

    id: int
    municipality: str
    tag: bytes
    from_reporter: bool
    at: datetime
    payload: bytes = field(repr=False)
