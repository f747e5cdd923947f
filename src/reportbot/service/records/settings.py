"""A town's history of settings and what awaits a second person, as they are stored; what a dry run knows of a case."""

from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.urgency import Urgency


@dataclass(frozen=True, slots=True)
class TownChange:
    """Who changed what of a municipality, or that another file was put there. `undoes`: the id of the change undone.

    Sealed are why, and what stood there before and after, since it may be somebody's address.
    """

    id: int
    municipality: str
    version: int
    at: datetime
    by: str
    kind: str
    subject: str
    undoes: int | None
    sealed_key: bytes = field(repr=False)
    sealed_change: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TownAsk:
    """A change that awaits a second person: the row of `staff_asks` with the same id says who asked, and what became of
    it. `seen`: the version that whoever asked looked at; `undoes`, `despite`: as in a change.

    Sealed are why, and what stood there before and after.
    """

    id: int
    municipality: str
    kind: str
    subject: str
    seen: int
    undoes: int | None
    despite: bool
    sealed_key: bytes = field(repr=False)
    sealed_change: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """Of a case what rules and promises look at. Without its number: who administers knows no cases."""

    category: str
    opened_at: datetime
    urgency: Urgency
    place: str
    voice: str
    avoided: tuple[str, ...]
    needs_look: bool
