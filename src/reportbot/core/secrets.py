"""Which of an institution's webhook secrets is in use: they are counted, and the one before is good for a while."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

GRACE = timedelta(days=7)
"""So long the secret before is good too: the other side puts the new one in at its own time. Our proposal."""
A_DAY = timedelta(days=1)
PREFIX = "whsec_"
MOST = 10_000  # exchanges of one institution


@dataclass(frozen=True, slots=True)
class SecretTurn:
    """`number` counts from 1. `former_until` (aware): until when the one before is good too; None: not any more."""

    number: int = 1
    former_until: datetime | None = None

    def numbers(self, now: datetime) -> tuple[int, ...]:
        """Of those that are good now, the newest first."""
        is_both = self.former_until is not None and now < self.former_until and self.number > 1
        return (self.number, self.number - 1) if is_both else (self.number,)


def exchanged(turn: SecretTurn, today: date, *, at_once: bool) -> dict[str, object]:
    """The next one, as a municipality file writes it: for whole days after `today`. `at_once`: the one before has
    leaked, and is good no more."""
    next: dict[str, object] = {"number": turn.number + 1}
    return next if at_once else {**next, _UNTIL: _end_after(today)}


def counted_from(turn: Mapping[str, object], today: date) -> dict[str, object]:
    """One that was asked for on an earlier day and begins `today`: the one before is good no shorter for that."""
    return {**turn, _UNTIL: _end_after(today)} if _UNTIL in turn else dict(turn)


_UNTIL = "former_until"


def _end_after(today: date) -> str:
    return datetime.combine(today + A_DAY + GRACE, time(), UTC).isoformat()


def secret_words(secret: bytes) -> str:
    """As it is handed to the other side, in the way of Standard Webhooks."""
    return PREFIX + base64.b64encode(secret).decode()
