"""What the service needs from the outside, as Protocols. Adapters at the edge implement them; no vendor is named.

The ways out, the vault and the store have files of their own; here is the door to all of them.
"""

from datetime import datetime
from typing import Protocol

from reportbot.core.messages import Text
from reportbot.service.ports.sending import (
    Billed,
    Channel,
    DeliveryFailed,
    KeepsCopies,
    Notice,
    OwnPage,
    PaidPost,
    TakesBack,
    Transport,
    has_own_page,
    is_paid_post,
    keeps_copies,
    segments_of,
)
from reportbot.service.ports.store import Store, StoreFailed, Work
from reportbot.service.ports.vault import AddressOpener, DataKey, Link, Vault

__all__ = [
    "AddressOpener",
    "Billed",
    "Channel",
    "Clock",
    "DataKey",
    "DeliveryFailed",
    "Ids",
    "KeepsCopies",
    "Link",
    "Notice",
    "OwnPage",
    "PaidPost",
    "Store",
    "StoreFailed",
    "TakesBack",
    "Translator",
    "Transport",
    "Vault",
    "Work",
    "has_own_page",
    "is_paid_post",
    "keeps_copies",
    "segments_of",
]


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""


class Ids(Protocol):
    def new(self) -> int:
        """A positive 63-bit number, larger than every earlier one of this process."""


class Translator(Protocol):
    def say(self, text: Text, language: str, *, zone: str = "UTC", sms: bool = False) -> str:
        """The sentence in that language, filled in; dates in that time zone; the SMS variant where there is one."""

    def known_as(self, msgid: str) -> frozenset[str]:
        """Every folded form of this label in every language, for reading typed answers."""
