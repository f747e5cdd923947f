"""One handing-over of a case to one institution, and what its answer does to the case."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status


class Answer(StrEnum):
    """What an institution may say on its page."""

    RECEIVED = "received"
    NOT_OURS = "not_ours"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Referral:
    """`role` is lead or copy. `answer` is None until the institution speaks; `answered_at` is its last word's time."""

    id: int
    case: int
    municipality: str
    institution: str
    role: str
    created_at: datetime
    answer: Answer | None = None
    answered_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        return self.answer is None

    @property
    def is_finished(self) -> bool:
        return self.answer in (Answer.NOT_OURS, Answer.DONE)

    def answered(self, answer: Answer, at: datetime) -> "Referral":
        return replace(self, answer=answer, answered_at=at)


def case_after(case: Case, referral: Referral, answer: Answer, at: datetime) -> Case:
    """The case after one institution's answer. A copy's answer is noted but moves nothing; a closed case stays."""
    if referral.role != "lead" or not case.status.is_open:
        return case
    return case.moved_to(_MOVES[answer], at)


_MOVES = {Answer.RECEIVED: Status.ACKNOWLEDGED, Answer.NOT_OURS: Status.NEW, Answer.DONE: Status.RESOLVED}
