"""What the service needs from the outside, as Protocols. Adapters at the edge implement them; no vendor is named."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from reportbot.core.cases.case import Case
from reportbot.core.messages import Address, Attachment, OutboundMessage, Text
from reportbot.service.records import (
    WeekSecrets,
)
from reportbot.service.tables import (
    Audit,
    Cases,
    Chat,
    Conversations,
    Dues,
    KeyRows,
    Leftovers,
    Messages,
    Outbox,
    Retention,
    SmsMonths,
    Upkeep,
)
from reportbot.service.tables_triage import Corrections, Sketches, TrainedModels


class DeliveryFailed(Exception):
    """A send that did not work. `retry`: can trying again help? `after`: how long the other side asks us to wait."""

    def __init__(self, reason: str, *, retry: bool, after: timedelta | None = None, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after
        self.gone = gone  # the person blocked us or the chat is no more: cancel, do not count as a dead letter


class StoreFailed(Exception):
    """The store refused or could not be reached; nothing of the unit of work was kept.

    `passing`: somebody else was in the way (a deadlock, a race for the same row), so the same may work if tried again.
    """

    passing = False


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""


class Ids(Protocol):
    def new(self) -> int:
        """A positive 63-bit number, larger than every earlier one of this process."""


class Channel(Protocol):
    """One way to talk to reporters. Returns the provider's id of what was sent, "" where there is none."""

    async def send(self, message: OutboundMessage) -> str:
        """Raises DeliveryFailed."""

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """The bytes of a photo. Raises DeliveryFailed, TooLarge."""


@runtime_checkable
class KeepsCopies(Protocol):
    """A channel whose provider keeps its own copy of each message, and erases it when asked."""

    async def erase(self, municipality: str, copy: str) -> str:
        """The text and the pictures of one message, theirs or ours. Doing it again is harmless. Says what it found.

        Raises DeliveryFailed, to be tried again also while the message is still on its way.
        """


@runtime_checkable
class Billed(Protocol):
    """A channel whose provider bills by the piece."""

    def segments(self, message: OutboundMessage) -> int:
        """As how many messages this one is billed, 0 for one that is not billed so."""


@runtime_checkable
class TakesBack(Protocol):
    """A channel whose platform deletes messages from the chat, theirs and ours, for some time after they were sent."""

    async def take_back(self, address: Address, numbers: Sequence[str]) -> bool:
        """Whether all of them are gone. Doing it again is harmless. Raises DeliveryFailed."""


@runtime_checkable
class OwnPage(Protocol):
    """A channel where we are the platform too, and keep what was said for a day."""

    async def clear(self, address: Address) -> None:
        """Nothing is shown to them any more. Raises StoreFailed."""


class Transport(Protocol):
    """One way to hand something to an institution. Returns evidence (a Message-ID, a message number)."""

    async def send(self, notice: "Notice") -> str:
        """Raises DeliveryFailed."""


class Notice(Protocol):
    """What goes to an office: neutral, no word of the story. See service/notices.py."""

    @property
    def municipality(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail server can drop a doubled one."""

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """(label, callback data) pairs, for transports that can show them."""


class Translator(Protocol):
    def say(self, text: Text, language: str, *, zone: str = "UTC", sms: bool = False) -> str:
        """The sentence in that language, filled in; dates in that time zone; the SMS variant where there is one."""

    def known_as(self, msgid: str) -> frozenset[str]:
        """Every folded form of this label in every language, for reading typed answers."""


class DataKey(Protocol):
    """The key of one case, photo or kept message."""

    def seal(self, plain: bytes, place: str) -> bytes: ...
    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises CannotBeRead."""


class Vault(Protocol):
    def tag(self, address: Address) -> bytes:
        """Under this week's pepper."""

    def older_tags(self, address: Address) -> list[bytes]:
        """Under the peppers of earlier weeks that are still there, newest first."""

    def chat_tag(self, address: Address) -> bytes:
        """Finds the bubbles of a web chat, which live for a day; no pepper, since its address is itself random."""

    def seal_address(self, address: Address, conversation: int) -> bytes: ...
    def seal(self, plain: bytes, place: str) -> bytes:
        """For what does not last (sessions, deliveries, bubbles): under this week's key, destroyed some weeks later."""

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises CannotBeRead."""

    def new_data_key(self, place: str) -> tuple[DataKey, bytes]:
        """A new key, and the same wrapped for a column named by `place`."""

    def data_key(self, sealed_key: bytes, place: str) -> DataKey:
        """Raises CannotBeRead, also for one that was destroyed (empty)."""

    def new_case_key(self, case: int) -> bytes:
        """A new wrapped key for the case of this id."""

    def case_key(self, case: Case) -> DataKey:
        """To what is sealed in this case. Raises CannotBeRead."""

    def new_week(self, week: int) -> tuple[bytes, bytes]:
        """A new wrapped pepper and a new wrapped key for this week."""

    def use_weeks(self, secrets: Sequence[WeekSecrets], now: datetime) -> None:
        """From now on tags and seals are of the week of `now`. Raises CannotBeRead when this week's cannot be read."""

    def message_key(self, key: str) -> bytes: ...
    def alike_hash(self, municipality: str, word: str) -> bytes:
        """128 bytes by which words of one town can be compared, never read (core/cases/alike.py)."""

    def new_code(self) -> str: ...
    def receipt_tag(self, code: str) -> bytes: ...
    def sign_link(self, referral: int, institution: str, expires: datetime) -> str: ...
    def read_link(self, token: str, now: datetime) -> "Link":
        """Raises BadSignature, LinkExpired."""

    def sign(self, purpose: str, text: str, expires: datetime) -> str:
        """A token that only we can make: login links, cookies, form tokens. Signed, not secret."""

    def read(self, purpose: str, token: str, now: datetime) -> str:
        """The text of such a token. Raises BadSignature, LinkExpired."""


class Link(Protocol):
    """What a signed link allows: one institution, one referral."""

    @property
    def referral(self) -> int: ...
    @property
    def institution(self) -> str: ...


class AddressOpener(Protocol):
    """Only delivery holds one."""

    def open_address(self, municipality: str, channel: str, conversation: int, sealed: bytes) -> Address:
        """Raises CannotBeRead."""


class Store(Protocol):
    def begin(self) -> AbstractAsyncContextManager["Work"]:
        """One unit of work: everything in it is committed together on leaving, or nothing is. Raises StoreFailed."""

    def read(self) -> AbstractAsyncContextManager["Work"]:
        """A read-only look; never waits for the writer on SQLite."""

    async def settle(self) -> None:
        """What was erased leaves the database's own log as well, as far as the database can. Not for every commit."""


class Work(Protocol):
    """One transaction. Everything is set-based: a batch of any size costs the same few statements."""

    @property
    def messages(self) -> Messages: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def chat(self) -> Chat: ...
    @property
    def upkeep(self) -> Upkeep: ...
    @property
    def key_rows(self) -> KeyRows: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def leftovers(self) -> Leftovers: ...
    @property
    def spending(self) -> SmsMonths: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def sketches(self) -> Sketches: ...
    @property
    def trained_models(self) -> TrainedModels: ...
    @property
    def audit(self) -> Audit: ...
    def if_lost(self, undo: Callable[[], None]) -> None:
        """`undo` is called when this unit of work is not kept: for what was noted in memory meanwhile."""
