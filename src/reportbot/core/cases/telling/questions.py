"""What offices ask the person who reported: who may ask, what is still open, and what was answered.

One question at a time per case and office, so that somebody who is watched is not buried in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import DUTY, JOINT, Referral, leads

ASKED, ANSWERED = "asked", "answered_question"
ANSWER_TO = "answer_to"
"""In a report's answers: the question's id, where the report is the answer to one."""
LONGEST_QUESTION = 500  # letters


@dataclass(frozen=True, slots=True)
class Question:
    """`answered` is the event of the answer, None while the person has not answered."""

    asked: CaseEvent
    answered: CaseEvent | None

    @property
    def institution(self) -> str:
        return self.asked.facts.get("institution", self.asked.actor)


def questions(events: Sequence[CaseEvent], institution: str | None = None) -> list[Question]:
    """Oldest first; those of one office, or of all."""
    answered = {event.facts.get("question", ""): event for event in events if event.kind == ANSWERED}
    found = [Question(event, answered.get(str(event.id))) for event in events if event.kind == ASKED]
    return [each for each in found if institution in (None, each.institution)]


def has_open_question(events: Sequence[CaseEvent], institution: str) -> bool:
    """Whether the person has not answered this office yet."""
    return any(each.answered is None for each in questions(events, institution))


def may_ask(case: Case, referral: Referral) -> bool:
    """Who must act on an open case, alone or with others, or is on call, while it is theirs. A copy only reads."""
    concerned = leads(case, referral) or referral.role in (DUTY, JOINT)
    return case.status.is_open and concerned and not referral.is_finished
