"""What the house keeps for itself, how long, and what it costs, as Protocols."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from reportbot.service.records import SmsMonth, UnderRing, WeekSecrets


class Upkeep(Protocol):
    """What the house keeps for itself: the secrets of each week, and on which days it was awake. Days since 1970."""

    async def weeks(self) -> list[WeekSecrets]: ...
    async def add_weeks(self, secrets: Sequence[WeekSecrets]) -> None:
        """A week that is there already stays as it is: whoever was first has made its secrets."""

    async def destroy_keys(self, before: int) -> None:
        """What was sealed for a while in weeks before this one can be opened by nobody any more."""

    async def destroy_weeks(self, before: int) -> None:
        """Nor can anybody who wrote last in weeks before this one be recognised."""

    async def observe(self, day: int) -> None: ...
    async def observed(self, since: int, until: int) -> int:
        """On how many of these days, both included, a process saw the clock."""


class KeyRows(Protocol):
    """What the ring has sealed, and what each of its keys has left here. `header`: of the key that seals now."""

    async def canaries(self) -> dict[str, bytes]: ...
    async def add_canaries(self, values: Mapping[str, bytes]) -> None:
        """One that is there already stays as it is."""

    async def remove_canaries(self, names: Sequence[str]) -> None: ...
    async def older(self, table: str, column: str, header: bytes, after: int, limit: int) -> list[UnderRing]:
        """Those of another key, by id, beyond `after`."""

    async def count_older(self, table: str, column: str, header: bytes) -> int: ...
    async def swap(self, table: str, column: str, anew: Sequence[tuple[UnderRing, bytes]]) -> None:
        """Only where the value is still the same."""


class SmsMonths(Protocol):
    """What is spent on SMS, by municipality and month."""

    async def add(self, months: Sequence[SmsMonth]) -> None:
        """`segments` more in each of them; one statement."""

    async def since(self, month: int) -> list[SmsMonth]:
        """Of every municipality, from this month on."""

    async def tell(self, months: Sequence[SmsMonth]) -> None:
        """Their coordinators know of this level."""
