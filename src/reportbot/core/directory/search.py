"""Which numbers to give for a need at this hour. Only what we are fairly sure of, in the order of the file."""

from collections.abc import Iterable
from datetime import datetime

from reportbot.core.directory.entry import Need, ServiceEntry


def numbers_for(
    entries: Iterable[ServiceEntry], need: Need, now: datetime, *, danger: bool = False
) -> tuple[ServiceEntry, ...]:
    """Open now for this need, then the general emergency number; in danger the general number comes first.

    The general number is always given: sending somebody to nobody is worse than a number whose hours are unstated.
    """
    shown = [entry for entry in entries if entry.may_be_shown]
    general = tuple(entry for entry in shown if entry.general)
    special = tuple(entry for entry in shown if not entry.general and need in entry.needs and entry.open_at(now))
    return general + special if danger or need == "emergency" else special + general


def hours_not_confirmed(entries: Iterable[ServiceEntry], need: Need) -> tuple[ServiceEntry, ...]:
    """For this need, but nobody has told us when they answer: list them apart, and say so."""
    return tuple(
        entry
        for entry in entries
        if entry.may_be_shown and not entry.general and need in entry.needs and not entry.hours.known
    )
