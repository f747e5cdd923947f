"""What leaves and what falls due, as Protocols."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from reportbot.service.records import Delivery, DeliveryState, Due, Reminded, Trouble


class DeadLetters(Protocol):
    """What did not arrive, or came back after all."""

    async def dead(self, municipality: str | None = None, limit: int = 100, below: int | None = None) -> list[Delivery]:
        """Newest first; those with an id below `below`."""

    async def dead_counts(self) -> Mapping[tuple[str, str, str], int]:
        """How many did not arrive, by municipality, channel or transport, and kind."""

    async def troubles(self, municipality: str) -> list[Trouble]:
        """What did not arrive at offices, newest first, also what was tried again since; at most 1,000."""

    async def troubles_at(self, municipality: str, target: str, since: datetime, most: int) -> int:
        """How many of these there are of one address since then, counted up to `most`."""

    async def last_arrivals(self, municipality: str, targets: Sequence[str]) -> Mapping[tuple[str, str], datetime]:
        """When something last arrived, by transport and address."""

    async def came_back(self, id: int, failure: str, at: datetime) -> bool:
        """What had left is a dead letter after all, without its payload. False where it had not left, or is one."""

    async def tried_again(self, ids: Sequence[int]) -> None:
        """Dead rows that others were written for: they are no dead letters any more."""

    async def revive(self, ids: Sequence[int], now: datetime) -> None:
        """Dead rows that wait once more."""


class ChatNumbers(Protocol):
    """What a platform calls the messages of a chat."""

    async def numbers(self, conversation: int, since: datetime) -> tuple[list[str], bool]:
        """What the platform calls the messages of this conversation, theirs and ours, since then; and whether there are
        older ones, which nobody remembers by number."""

    async def let_go(self, conversation: int, below: int) -> None:
        """What these rows said is gone from the chat: the ended ones before this id lead to nobody any more."""


class RemindedRows(Protocol):
    """Which reports a message about several names."""

    async def add_reminded(self, lines: Sequence[Reminded]) -> None: ...
    async def reminded(self, deliveries: Sequence[int]) -> Mapping[int, Sequence[Reminded]]:
        """By the row of the message, in order of its lines; without the rows that have none."""


class Outbox(DeadLetters, ChatNumbers, RemindedRows, Protocol):
    async def add(self, deliveries: Sequence[Delivery]) -> None: ...
    async def claim(self, now: datetime, until: datetime, limit: int) -> list[Delivery]:
        """Due rows, the head of each lane only, marked SENDING with attempts + 1 until `until`.

        An expired claim is due again; but an at_most_once row is then DEAD, and is returned once as such.
        FOR UPDATE SKIP LOCKED on PostgreSQL.
        """

    async def forget_claims(self, now: datetime) -> None:
        """All claims have run out now. Only for whoever is alone with the outbox: those that held them have died."""

    async def finish(self, done: Sequence[tuple[int, int, DeliveryState, str]], at: datetime) -> None:
        """(id, attempts as claimed, new state, evidence or failure). Payloads are erased, except those of dead rows."""

    async def retry(self, again: Sequence[tuple[int, int, datetime, str]]) -> None:
        """(id, attempts as claimed, due_at, failure)."""

    async def cancel_reporter(
        self, conversation: int, kinds: Sequence[str] | None = None, case: int | None = None
    ) -> None:
        """What has not left yet for this person: all of it, or only these kinds, or only about this case."""

    async def cancel_office(self, referrals: Sequence[int]) -> None:
        """What has not left yet to the institutions of these referrals."""

    async def take_back(self, ids: Sequence[int]) -> None:
        """Those of these rows that nobody has begun to send."""

    async def get(self, ids: Sequence[int]) -> dict[int, Delivery]: ...
    async def of_notice(self, notice: int) -> list[Delivery]:
        """All rows of one notice to an office, oldest first."""

    async def next_due(self) -> datetime | None: ...
    async def waiting_lanes(self) -> list[int]:
        """The lane of every row that has not left yet, once per row; read at start."""

    async def oldest_waiting(self) -> datetime | None: ...
    async def of_case(self, case: int) -> list[Delivery]: ...
    async def find(self, id: int) -> Delivery | None: ...


class Dues(Protocol):
    async def add(self, dues: Sequence[Due]) -> None: ...
    async def take(self, now: datetime, limit: int) -> list[Due]:
        """Due and not yet done, oldest first; marks them done in this transaction, so each fires once."""

    async def cancel(self, *, case: int, referral: int | None = None, at: datetime) -> None:
        """Of this case; with `referral` only what this one of its referrals owes."""

    async def of_case(self, case: int) -> list[Due]:
        """Those still to come."""

    async def next_due(self) -> datetime | None: ...
