"""What is asked of cases and of the audit log when they are listed or exported, and the tables as a Protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reportbot.core.access.reach import Reach
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.records.audit import AuditEntry


@dataclass(frozen=True, slots=True)
class Outline:
    """A case without anything that anybody wrote, and without what tells of the person who did (language, channel)."""

    id: int
    number: str
    category: str
    urgency: Urgency
    status: Status
    opened_at: datetime
    updated_at: datetime
    place: str
    lead: str


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """`since` and `until` are ids of moments. `open`: only those that are, or are not; None for both. `institution`: to
    which it was referred."""

    since: int
    until: int
    open: bool | None = None
    category: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Each "" where anything will do. `number` of a case; `actor` as it stands in the log, with or without its "@".
    `office` is where the reader works: nothing is shown of cases that keep it out."""

    number: str = ""
    actor: str = ""
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None
    office: str = ""


class Exports(Protocol):
    """Erased cases are none. Cases by id, entries newest first; never more than `limit`."""

    async def count_cases(self, municipality: str, reach: Reach, wanted: CasesWanted) -> int: ...
    async def cases(
        self, municipality: str, reach: Reach, wanted: CasesWanted, after: int, limit: int
    ) -> Sequence[Outline]: ...
    async def count_entries(self, municipality: str, wanted: AuditWanted) -> int: ...
    async def entries(
        self, municipality: str, wanted: AuditWanted, before: int, limit: int
    ) -> Sequence[AuditEntry]: ...
