"""When to try a delivery again: full jitter, doubling from two seconds to an hour, for some days."""

from datetime import datetime, timedelta

from reportbot.service.copies import REDACT
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import Delivery

BASE = timedelta(seconds=2)
CAP = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
GIVE_UP_ERASING = timedelta(days=15)
"""Twilio may need 14 days until a message can be erased: https://www.twilio.com/docs/api/errors/20009"""


def next_try(row: Delivery, failure: DeliveryFailed, now: datetime, chance: float) -> datetime | None:
    """None when trying again cannot help, or has not helped for so long. `chance` is in [0, 1).

    What may be sent at most once is never tried again. The other side's own wish (`retry_after`) is honoured.
    """
    patience = GIVE_UP_ERASING if row.kind == REDACT else GIVE_UP
    if not failure.retry or row.at_most_once or now - row.created_at > patience:
        return None
    longest = min(CAP, BASE * (1 << min(row.attempts, 20)))
    return now + max(longest * chance, failure.after or timedelta(0))


def after_pause(pause_ends: datetime, chance: float) -> datetime:
    """When to try what a pause has kept from being tried at all: soon after it, not all at the same moment."""
    return pause_ends + BASE * chance
