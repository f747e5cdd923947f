"""What practice needs of the store: one sealed row for each member who practises."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PracticeRoom:
    """`version` rises with each change, from 1; `sealed_room` is everything of it, under the week's key."""

    municipality: str
    member: str
    version: int
    ends_at: datetime
    sealed_room: bytes = field(repr=False)


class PracticeRooms(Protocol):
    async def version(self, municipality: str, member: str, now: datetime) -> int:
        """0 where they do not practise (any more)."""

    async def get(self, municipality: str, member: str) -> PracticeRoom | None: ...

    async def put(self, room: PracticeRoom) -> None:
        """A new one, in place of an earlier one of theirs."""

    async def follow(self, room: PracticeRoom) -> bool:
        """In place of the version before it; False where another process has written one meanwhile."""

    async def remove(self, municipality: str, member: str) -> None: ...

    async def forget_over(self, now: datetime) -> None: ...
