"""The log of who did what, and who read what, as a Protocol."""

from datetime import datetime
from typing import Protocol

from reportbot.service.records.audit import AuditEntry, Head


class Audit(Protocol):
    """Who did what, and who read what: append-only and chained. See service/records/audit.py."""

    def note(
        self,
        act: str,
        *,
        at: datetime,
        municipality: str = "",
        actor: str = "reportbot",
        subject: str = "",
        **facts: str,
    ) -> None:
        """Written with this unit of work, or not at all. Raises RuleBroken in a read-only look, and for long words.

        `act` is a word in small letters, `subject` a case number or a row's name. Never anything of a reporter.
        """

    async def head(self) -> Head | None:
        """Where the chain ends, None before the first entry."""

    async def entries(self, after: int, limit: int) -> list[AuditEntry]:
        """By position, as they are stored."""

    async def last(self, limit: int, **wanted: str) -> list[AuditEntry]:
        """The newest, oldest first; `wanted` by municipality, actor or subject."""
