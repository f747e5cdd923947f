"""The table of letters, as a Protocol."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reportbot.service.records import Letter


class Letters(Protocol):
    """They go when their case goes. Lists leave out `sealed_pdf`."""

    async def taken(self, municipality: str, year: int) -> int:
        """The last number of that year, 0 while there is none."""

    async def take_number(self, municipality: str, year: int) -> int:
        """The next one, from 1; nobody else gets it, unless this unit of work is not kept."""

    async def add(self, letter: Letter) -> None: ...
    async def get(self, id: int) -> Letter | None: ...
    async def by_number(self, municipality: str, number: str) -> Letter | None: ...
    async def of_case(self, case: int) -> list[Letter]:
        """Newest first."""

    async def to_hand_over(self, municipality: str, limit: int) -> Sequence[Letter]:
        """Notices that nobody has handed over yet, oldest first."""

    async def handed_over(self, id: int, at: datetime) -> None: ...
