"""What is counted of a town, as Protocols: numbers alone, nothing sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.figures import Counted, HandOn
from reportbot.core.cases.desk.measures import Late, Load, Measured, Owed


class Figures(Protocol):
    """`since` is an id of the time from which it is counted: ids rise with time."""

    async def referrals(self, municipality: str, since: int) -> Sequence[Counted]:
        """Of whoever had to act, oldest first, in one statement."""

    async def hand_ons(self, municipality: str, since: int) -> Sequence[HandOn]:
        """Where offices have said that a case goes elsewhere, oldest first."""


class Measures(Protocol):
    """How long things took, by group: one statement each. From the id `since` up to the id `until`, as it is at `now`;
    only of cases in reach."""

    async def by_institution(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime
    ) -> Sequence[Measured]:
        """Of whoever had to act: from when they got it."""

    async def by_language(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime
    ) -> Sequence[Measured]:
        """Of reports, by the language of the person: from when it was opened, whoever had it."""

    async def by_place(
        self, municipality: str, reach: Reach, since: int, until: int, now: datetime, lies_in: Mapping[str, str]
    ) -> Sequence[Measured]:
        """As by language. `lies_in`: a school counts where it lies."""


class OwedRows(Protocol):
    """What is open and late now, of cases in reach."""

    async def by_institution(self, municipality: str, reach: Reach, now: datetime) -> Sequence[Owed]: ...
    async def taken(self, municipality: str, reach: Reach, now: datetime) -> Sequence[Load]:
        """By whoever at the desk has taken them."""

    async def late(self, municipality: str, reach: Reach, now: datetime, limit: int) -> Sequence[Late]:
        """So many cases that are late, the longest first; one row for each institution that is late with it."""

    async def count_late(self, municipality: str, reach: Reach, now: datetime) -> int: ...
