"""The ways out: channels to people, transports to institutions, and what they may be able to do besides."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Protocol, TypeGuard, runtime_checkable

from reportbot.core.messages import Address, Attachment, OutboundMessage


class DeliveryFailed(Exception):
    """A send that did not work. `retry`: can trying again help? `after`: how long the other side asks us to wait."""

    def __init__(self, reason: str, *, retry: bool, after: timedelta | None = None, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after
        self.gone = gone  # the person blocked us or the chat is no more: cancel, do not count as a dead letter


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

    async def show(self, messages: Sequence[OutboundMessage], row: int) -> None:
        """All that one turn says to one person, in one piece: whoever waits sees all of it or nothing yet.

        `row` is the delivery that holds them: larger than all ids that were taken before the turn. Raises
        DeliveryFailed.
        """

    async def clear(self, address: Address) -> None:
        """Nothing is shown to them any more. Raises StoreFailed."""


class Transport(Protocol):
    """One way to hand something to an institution. Returns evidence (a Message-ID, a message number)."""

    async def send(self, notice: "Notice") -> str:
        """Raises DeliveryFailed."""


@runtime_checkable
class PaidPost(Protocol):
    """A transport whose provider bills by the piece, and keeps a copy as that of the channel of the same name does."""

    def segments_of(self, notice: "Notice") -> int:
        """As how many messages this one is billed, 0 for one that is not billed so."""


class Notice(Protocol):
    """What goes to an office: neutral, no word of the story. See service/outgoing/notices.py."""

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

    @property
    def short(self) -> str:
        """The same for an SMS, without the link."""

    @property
    def code(self) -> str:
        """The 6 digits by which it can be answered by SMS, "" where it cannot."""

    @property
    def facts(self) -> Mapping[str, str]:
        """What a machine can read of it."""


# Asked of every message that leaves: isinstance would look at each member of the Protocol again (30 us).


def keeps_copies(channel: Channel) -> TypeGuard[KeepsCopies]:
    return _can(type(channel), KeepsCopies)


def is_billed(channel: Channel) -> TypeGuard[Billed]:
    return _can(type(channel), Billed)


def segments_of(channel: Channel) -> Callable[[OutboundMessage], int] | None:
    """As how many messages a message is billed there; None where nothing is billed by the piece."""
    return channel.segments if is_billed(channel) else None


def has_own_page(channel: Channel) -> TypeGuard[OwnPage]:
    return _can(type(channel), OwnPage)


def is_paid_post(transport: Transport) -> TypeGuard[PaidPost]:
    return _can(type(transport), PaidPost)


@lru_cache(256)
def _can(kind: type, what: type) -> bool:
    return issubclass(kind, what)
