"""When to try a delivery again: full jitter, doubling from two seconds to an hour, for some days."""

from datetime import datetime, timedelta

from reportbot.service.outgoing.copies import REDACT
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import Delivery

BASE = timedelta(seconds=2)
CAP = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
GIVE_UP_ERASING = timedelta(days=15)
"""Twilio may need 14 days until a message can be erased: https://www.twilio.com/docs/api/errors/20009"""


def next_try(row: Delivery, failure: DeliveryFailed, now: datetime, chance: float) -> datetime | None:
    """None when trying again cannot help, or has not helped for so long. `chance` is in [0, 1).

    What may be sent at most once is never tried again. The other side's own wish (`retry_after`) is honoured. Where
    there is another way to the office the last try is when the patience for this one ends.
    """
    patience = GIVE_UP_ERASING if row.kind == REDACT else GIVE_UP
    if not failure.retry or row.at_most_once or now - row.created_at > patience:
        return None
    longest = min(CAP, BASE * (1 << min(row.attempts, 20)))
    asked = now + (failure.after or timedelta(0))
    when = max(now + longest * chance, asked)
    if row.gives_up_at is None or when <= row.gives_up_at:
        return when
    return row.gives_up_at if now < row.gives_up_at and asked <= row.gives_up_at else None


def is_given_up(row: Delivery, now: datetime) -> bool:
    """Whether the patience for this way is over, and another one is there."""
    return row.gives_up_at is not None and row.gives_up_at <= now


def after_pause(pause_ends: datetime, chance: float) -> datetime:
    """When to try what a pause has kept from being tried at all: soon after it, not all at the same moment."""
    return pause_ends + BASE * chance
