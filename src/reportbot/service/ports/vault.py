"""What the service asks of the vault: it seals, tags and signs without knowing how."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.core.messages import Address
from reportbot.service.records import WeekSecrets


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
        """128 bytes by which words of one town can be compared, never read (core/cases/triage/alike.py)."""

    def new_code(self) -> str: ...
    def receipt_tag(self, code: str) -> bytes: ...
    def sign_link(self, referral: int, institution: str, expires: datetime) -> str: ...
    def read_link(self, token: str, now: datetime) -> "Link":
        """Raises BadSignature, LinkExpired."""

    def sign_mail(self, purpose: str, number: int, expires: datetime) -> str:
        """A token for the local part of a mail address; a mail server may change its case."""

    def read_mail(self, purpose: str, token: str, now: datetime) -> int:
        """Raises BadSignature, LinkExpired."""

    def answer_codes(self, referral: int, institution: str) -> tuple[str, ...]:
        """6 digits by which this institution answers this referral by SMS."""

    def opening_codes(self, referral: int, institution: str, now: datetime) -> tuple[str, ...]:
        """6 digits that open a sealed matter for this institution, newest first, for 15 to 30 minutes."""

    def webhook_secret(self, municipality: str, institution: str, number: int = 1) -> bytes: ...
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
