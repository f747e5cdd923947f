"""Cases, who must act on them, and what was told of them and has happened, as Protocols."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.service.records import PastCase, Report


class Referrals(Protocol):
    async def add_referrals(self, referrals: Sequence[Referral]) -> None: ...
    async def referrals_of(self, cases: Sequence[int]) -> dict[int, list[Referral]]:
        """Of each case, oldest first; one that has none is not in it."""

    async def save_referrals(self, referrals: Sequence[Referral]) -> None: ...
    async def referral(self, id: int) -> Referral | None: ...
    async def get_referrals(self, ids: Sequence[int]) -> dict[int, Referral]: ...
    async def referrals(self, case: int) -> list[Referral]: ...
    async def unfinished(self, municipality: str, institutions: Sequence[str], limit: int) -> list[Referral]:
        """Of these institutions, in open cases, that have not been answered for good; newest first, not locked."""

    async def assigned_counts(self, municipality: str, institution: str) -> Mapping[str, int]:
        """How many open cases each of an office's staff has. One statement."""


class History(Protocol):
    async def add_events(self, events: Sequence[CaseEvent]) -> None: ...
    async def events(self, case: int) -> list[CaseEvent]: ...
    async def reports(self, case: int) -> list[Report]: ...
    async def reports_of(self, cases: Sequence[int]) -> dict[int, list[Report]]:
        """Of many cases in one query, by case, oldest first."""

    async def newest_events(self, cases: Sequence[int]) -> dict[int, int]:
        """By case, the id of its newest event."""

    async def routes(self, cases: Sequence[int]) -> dict[int, list[CaseEvent]]:
        """How many cases were opened and handed on, by case, oldest first: one query."""


class Cases(Referrals, History, Protocol):
    async def take_numbers(self, municipality: str, year: int, count: int) -> int:
        """Reserves `count` numbers and returns the first; they start at 1 every year."""

    async def add(
        self,
        cases: Sequence[Case],
        reports: Sequence[Report],
        referrals: Sequence[Referral],
        events: Sequence[CaseEvent],
    ) -> None: ...
    async def get(self, ids: Sequence[int]) -> dict[int, Case]: ...
    async def one(self, id: int) -> Case:
        """For an id that a row refers to. Raises KeyError where there is none."""

    async def find(self, id: int) -> Case | None: ...
    async def by_number(self, municipality: str, number: str) -> Case | None: ...
    async def by_receipt(self, municipality: str, tags: Sequence[bytes]) -> dict[bytes, Case]: ...
    async def save(self, cases: Sequence[Case]) -> None:
        """What is merged into one of them follows: it has the same status and the same lead."""

    async def merged_into(self, cases: Sequence[int]) -> list[Case]:
        """The reports that are merged into one of these, oldest first. Not locked."""

    async def groups(self, leads: Sequence[int]) -> list[Case]:
        """These, and what is merged into them, oldest first: one query. Not locked."""

    async def page(self, municipality: str, after: int, limit: int) -> list[PastCase]:
        """Of all cases, by id."""
