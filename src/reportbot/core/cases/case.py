"""What the municipality works on. Holds no word that the person wrote: those are sealed beside it as the report."""

from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.cases.workflow import Status, check_move
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency

PUBLIC_GROUPS = frozenset({"public_space", "emergency"})


@dataclass(frozen=True, slots=True)
class Case:
    """One matter. `number` ("2026-0042") is for offices; the person has a receipt code, kept only as `receipt_tag`.

    `sealed_because` are the reasons of triage: they cite what the words were taken for, which tells the story.
    `sealed_key` is the wrapped key to everything sealed in this case; to destroy it is to purge the case.
    `conversation` is the row through which the reporter can be reached, None once it has been forgotten.
    `avoided` are the institutions that must hear nothing of it: the person complains of one of them (R15).
    `needs_look`: what it is about is a guess below the gate, and no person has confirmed it yet.
    `merged_into` is the case of which it is one more report, None while it stands alone.
    """

    id: int
    municipality: str
    number: str
    category: str
    urgency: Urgency
    status: Status
    opened_at: datetime
    updated_at: datetime
    place: str
    lead: str
    language: str
    channel: str
    voice: str
    danger: str
    sealed_because: bytes
    receipt_tag: bytes
    sealed_key: bytes
    conversation: int | None
    avoided: tuple[str, ...] = ()
    needs_look: bool = False
    merged_into: int | None = None

    @property
    def is_worked_on(self) -> bool:
        """It is open, and stands alone: one more report of another case is worked on there."""
        return self.status.is_open and self.merged_into is None

    @property
    def concerns_a_person(self) -> bool:
        """Never named in a push, a mail or a public page (R8). So is an alarm of which nobody knows yet what it is."""
        category = CATEGORIES[self.category]
        return category.sensitive or (bool(self.danger) and category.group not in PUBLIC_GROUPS)

    def moved_to(self, status: Status, at: datetime) -> "Case":
        """What is over needs no look any more. Raises TransitionRefused when the workflow does not allow it."""
        check_move(self.status, status)
        return replace(self, status=status, updated_at=at, needs_look=self.needs_look and status.is_open)

    def led_by(self, institution: str, at: datetime) -> "Case":
        return replace(self, lead=institution, updated_at=at)
