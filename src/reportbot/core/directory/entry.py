"""A hotline or service: how to reach it, when, for what, and how sure we are of that."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from reportbot.core.hours import UNKNOWN, OpenPlan
from reportbot.core.places import Confidence

Need = Literal[
    "emergency",
    "police",
    "ambulance",
    "fire",
    "child",
    "women",
    "domestic_violence",
    "suicide",
    "trafficking",
    "discrimination",
    "legal_aid",
    "missing_child",
    "online",
    "rights",
]
NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """`name`, `audience` and `note` are English msgids; `number` is written as it is dialled inside the country.

    `short` is the name in a word or two, for an SMS and for whoever is frightened; "" where the number says it all.
    `general` marks the one number for every emergency. `evidence` is the year of the newest proof; `verified_on` is
    the day of a test call, None while nobody has called.
    """

    key: str
    name: str
    needs: frozenset[Need]
    source: str
    confidence: Confidence
    number: str = ""
    other_numbers: tuple[str, ...] = ()
    url: str = ""
    hours: OpenPlan = UNKNOWN
    cost: str = ""
    languages: tuple[str, ...] = ()
    audience: str = ""
    note: str = ""
    short: str = ""
    evidence: str = ""
    verified_on: date | None = None
    enabled: bool = False
    general: bool = False

    @property
    def may_be_shown(self) -> bool:
        return self.enabled and self.confidence != "C"

    def open_at(self, now: datetime) -> bool:
        """`now` is aware. False when the hours are not known."""
        return self.hours.open_at(now)

    def known_to_answer(self, now: datetime) -> bool:
        """Open by hours that somebody has confirmed. `now` is aware."""
        return self.hours.confirmed and self.hours.open_at(now)
