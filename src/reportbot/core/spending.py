"""What a town may spend on SMS in a month, and what is left out once it is spent. Nobody in danger is ever silenced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.outgoing.as_sms import is_safety

STATUS = "{status}"  # the hole of the flow for which the service says how a report stands


class Level(IntEnum):
    """How far a month's budget is used up."""

    FREE = 0
    WARNED = 1
    SPENT = 2


@dataclass(frozen=True, slots=True)
class SmsBudget:
    """`monthly_segments`: SMS as they are billed, in a calendar month of the town. `warn_at`: percent of them.

    Our proposal, not a rule: a report takes about ten SMS, so 3,000 are some 300 reports by SMS in a month.
    """

    monthly_segments: int = 3000
    warn_at: int = 80

    def level(self, spent: int) -> Level:
        if spent >= self.monthly_segments:
            return Level.SPENT
        return Level.WARNED if spent * 100 >= self.monthly_segments * self.warn_at else Level.FREE


def month_of(now: datetime, zone: str) -> int:
    """The calendar month on the clock of that zone, as 202611."""
    local = now.astimezone(ZoneInfo(zone))
    return local.year * 100 + local.month


def is_essential(turn: Turn) -> bool:
    """Sent whole, whatever it costs: a receipt with its code, the last word to somebody forgotten, and all that is
    said while danger stands in the conversation."""
    session = turn.session
    danger = bool(turn.alarm or session.dangers or session.case) or session.waiting_for == safeguarding.WAITING
    return danger or turn.submitted is not None or turn.forget


def shortest(replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """Whom to call, what they have asked to know of their report, and what is asked or said last."""
    return tuple(
        reply for reply in replies if reply is replies[-1] or is_safety(reply.text) or STATUS in reply.text.msgid
    )
