"""The tables of Open311, as a Protocol: which case is which request elsewhere, and what may be read from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.service.records import Outside


@dataclass(frozen=True, slots=True)
class Published:
    """Which cases are looked for: opened from `since` to before `until`, the newest first.

    `shown_before`: those opened later are shown only to the `peer` that has sent them.
    """

    municipality: str
    categories: frozenset[str]
    since: datetime
    until: datetime
    shown_before: datetime
    peer: str
    skip: int
    limit: int


class OutsideRows(Protocol):
    async def published(self, wanted: Published) -> list[Case]:
        """Nothing that is sensitive, dangerous, kept from an office, looked at, merged, rejected, held or erased."""

    async def public_cases(self, ids: Sequence[int]) -> list[Case]:
        """Those of them of which the same is true."""

    async def opened(self, municipality: str, since: datetime, until: datetime) -> list[Case]:
        """All cases opened then, whatever they are about."""

    async def changed(self, municipality: str, since: datetime, until: datetime) -> list[int]:
        """Cases to which something happened then."""

    async def events_of(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        """By case, oldest first."""

    async def sent_by(self, peer: str, cases: Sequence[int]) -> frozenset[int]:
        """Those of these cases that came from this system."""

    async def add(self, rows: Sequence[Outside]) -> None: ...
    async def save(self, rows: Sequence[Outside]) -> None: ...
    async def remove(self, ids: Sequence[int]) -> None: ...
    async def get(self, id: int) -> Outside | None: ...
    async def of_case(self, case: int) -> list[Outside]:
        """Oldest first. Locked in a unit of work that writes, on PostgreSQL."""

    async def named(self, municipality: str, peer: str, remote: str, *, sent: bool) -> Outside | None:
        """What was sent there and has this number there; or came from there under this name."""

    async def to_check(self, municipality: str, peer: str, sent: bool, limit: int) -> list[Outside]:
        """Whose matter is not over there, or not told there: those first that were not looked at for longest."""
