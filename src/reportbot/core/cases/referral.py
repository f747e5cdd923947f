"""One handing-over of a case to one institution, and what its answer does to the case."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import OfficeAvoided

LEAD, COPY, DUTY = "lead", "copy", "duty"


class Answer(StrEnum):
    """What an institution may say on its page."""

    RECEIVED = "received"
    NOT_OURS = "not_ours"
    DONE = "done"


ANSWERS = frozenset(map(str, Answer))
"""The kinds of event whose note is meant for the person; a question to them is shown apart."""


@dataclass(frozen=True, slots=True)
class Referral:
    """`role` is lead, copy or duty (on call in an emergency).

    `answer` is None until the institution speaks; `answered_at` is the time of its last word. `assigned` is who in the
    office works on it, by the key of the municipality file; "" while nobody was chosen.
    """

    id: int
    case: int
    municipality: str
    institution: str
    role: str
    created_at: datetime
    answer: Answer | None = None
    answered_at: datetime | None = None
    assigned: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.answer is None

    @property
    def is_finished(self) -> bool:
        return self.answer in (Answer.NOT_OURS, Answer.DONE)

    def answered(self, answer: Answer, at: datetime) -> "Referral":
        return replace(self, answer=answer, answered_at=at)


def handed_to(case: Case, institution: str, role: str, id: int, at: datetime) -> Referral:
    """The one way by which an institution gets a case. Raises OfficeAvoided (R15)."""
    check_may_hear(case, institution)
    return Referral(id, case.id, case.municipality, institution, role, at)


def check_may_hear(case: Case, institution: str) -> None:
    """Before anything of the case goes to an institution, however it got hold of it. Raises OfficeAvoided."""
    if institution in case.avoided:
        raise OfficeAvoided(f"the person asked that {institution!r} does not get it")


def case_after(case: Case, referral: Referral, answer: Answer, at: datetime) -> Case:
    """The case after one institution's answer. A copy's or a former lead's answer moves nothing; a closed case stays.

    Whoever is on call in an emergency can take it on, and no more: the lead still has to act.
    """
    if not case.status.is_open:
        return case
    if leads(case, referral) or (referral.role == DUTY and answer is Answer.RECEIVED):
        return case.moved_to(_MOVES[answer], at)
    return case


def leads(case: Case, referral: Referral) -> bool:
    """Whether this institution is the one that has to act now; it was another before or after a referral went on."""
    return referral.role == LEAD and referral.institution == case.lead


def is_taken_on(case: Case, referrals: Iterable[Referral]) -> bool:
    """Whether the lead or somebody on call has said that they have it."""
    answered = [each for each in referrals if each.answer in (Answer.RECEIVED, Answer.DONE)]
    return any(each.role == DUTY or leads(case, each) for each in answered)


_MOVES = {Answer.RECEIVED: Status.ACKNOWLEDGED, Answer.NOT_OURS: Status.NEW, Answer.DONE: Status.RESOLVED}
