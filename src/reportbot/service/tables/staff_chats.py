"""The chats of those who work at the desk: rows, and their tables as Protocols."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.service.records.staff import StaffMember


@dataclass(frozen=True, slots=True)
class StaffChat:
    """The one private Telegram chat of a member (by key), found again by a tag, reached by a sealed address.

    `digest_hour` is on the town's clock, None for no digest; `digest_day` the last day (since 1970, the town's) whose
    digest was written, `digest_at` when: from then on things are new. `language` "" is the member's own.
    """

    id: int
    municipality: str
    channel: str
    member: str
    tag: bytes = field(repr=False)
    sealed_chat: bytes = field(repr=False)
    linked_at: datetime
    digest_hour: int | None
    digest_day: int
    digest_at: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class StaffChatCode:
    """A code that links a chat, as a keyed hash. One a member; gone when it is used."""

    tag: bytes = field(repr=False)
    municipality: str
    member: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StaffAlert:
    """That a case is an emergency: the members' chats are told once. `shown` is what the messages say of it since:
    "" nothing, "@key" who has it, "over" that it is closed. `widen_at`: until then only whoever is on duty was told,
    the others are if nobody has it by then; None where everybody knows.
    """

    case: int
    municipality: str
    told_at: datetime | None
    shown: str = ""
    widen_at: datetime | None = None


class StaffChats(Protocol):
    async def add(self, chat: StaffChat) -> None: ...
    async def set(self, id: int, digest_hour: int | None, language: str) -> None: ...
    async def remove(self, ids: Sequence[int]) -> None: ...
    async def get(self, id: int) -> StaffChat | None: ...
    async def of_member(self, municipality: str, member: str) -> StaffChat | None: ...
    async def by_tag(self, municipality: str, tag: bytes) -> StaffChat | None: ...
    async def every(self) -> list[StaffChat]:
        """Of all towns; there are as many as people at the desks."""

    async def take_digest(self, id: int, day: int, at: datetime) -> bool:
        """Whether this day's digest is ours to write: true for one caller, of however many processes."""

    async def members(self, municipality: str) -> list[StaffMember]:
        """Whose accounts are not disabled. Never locked: it is asked for every message."""

    async def opened_since(self, municipality: str, since: datetime, limit: int) -> list[Case]:
        """Open cases that stand alone, opened after that moment, oldest first."""

    async def add_code(self, code: StaffChatCode) -> None:
        """Instead of the one that this member had."""

    async def take_code(self, municipality: str, tag: bytes, now: datetime) -> StaffChatCode | None:
        """It is gone from then on; None for one that is not there or is over."""

    async def remove_codes(self, before: datetime) -> None:
        """Those that were over by then."""

    async def take_alerts(self, now: datetime, limit: int) -> list[StaffAlert]:
        """Emergencies of which nobody was told yet, told from now on: each goes to one caller."""

    async def alert_of(self, case: int) -> StaffAlert | None: ...
    async def told_since(self, since: datetime) -> list[StaffAlert]:
        """Oldest first."""

    async def show(self, case: int, before: str, after: str) -> bool:
        """Whether what the messages show was ours to change."""

    async def wait(self, case: int, until: datetime) -> None:
        """Whoever is on duty knows; the others are told then."""

    async def to_widen(self, now: datetime) -> list[StaffAlert]:
        """Those whose wait is over."""

    async def widen(self, case: int) -> bool:
        """Whether it was ours to tell the others: true for one caller, once."""
