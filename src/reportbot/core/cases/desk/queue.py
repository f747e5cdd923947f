"""The views of the queue, and what it can be narrowed to. Which case is in which view is decided here and asked in SQL
(storage/cases/queue.py); how urgent a view is to look at, by the people who work with it."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


class View(StrEnum):
    """One tab of the queue. All but the last are sorted by what will be late first, the desk's own turn before all."""

    OPEN = "open"
    LOOK = "look"  # triage was not sure
    DANGER = "danger"  # emergencies
    MINE = "mine"  # that the member has taken
    WAITING = "waiting"  # an institution other than the desk owes something, and is in time
    OVERDUE = "overdue"  # a promise has run out
    NEWS = "news"  # the reporter wrote, and nobody at the desk has acted since
    CLOSED = "closed"  # done, rejected or closed; the newest first


COUNTED = tuple(view for view in View if view is not View.CLOSED)
"""Whose cases are counted on their tab. What is over is no work."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To what the queue is narrowed; "" and None where anything will do. `since` is included, `until` is not."""

    place: str = ""
    category: str = ""
    lead: str = ""
    urgency: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return self == Narrowed()

    @property
    def named(self) -> dict[str, object]:
        """What it is narrowed by, with the names of the fields."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: `late_at` is when the next promise runs out or ran out, None where nobody owes anything, so
    that it is the desk's own turn; `news_at` since when a word of the reporter waits; `taken_by` is the key of a
    member, "" nobody's.
    """

    late_at: datetime | None
    news_at: datetime | None
    taken_by: str

    def is_late(self, now: datetime) -> bool:
        return self.late_at is not None and self.late_at < now
