"""One handing-over of a case to one institution, and what its answer does to the case."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypedDict
from zoneinfo import ZoneInfo

from reportbot.core.calendar import OfficeHours
from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import DateRefused, OfficeAvoided

LEAD, COPY, DUTY, JOINT = "lead", "copy", "duty", "joint"
WITHDRAWN = "withdrawn"  # whatever it was before
LONGEST_WORK = timedelta(days=90)
"""How far away the day may be that an office names when it is at work on it. Our own proposal."""


class Answer(StrEnum):
    """What an institution may say on its page."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    NOT_OURS = "not_ours"
    DONE = "done"


ANSWERS = frozenset(map(str, Answer))
"""The kinds of event whose note is meant for the person; a question to them is shown apart."""


@dataclass(frozen=True, slots=True)
class Answering:
    """All that an office says at once. `outcome` is a code of core/cases/closing.py, `until` a day on the town's own
    calendar, `suggested` the institution that should have it instead ("" for "I do not know").

    `confirmed`: that somebody has looked at what the note tells of people (core/outgoing/checking.py).
    `via` is the way it came by, where that is no way of the office's own ("phone"), and `by` the role that wrote it
    down.
    """

    answer: "Answer"
    note: str = field(default="", repr=False)
    outcome: str = ""
    until: date | None = None
    suggested: str = ""
    via: str = ""
    by: str = ""
    confirmed: str = ""


class Beside(TypedDict, total=False):
    """What an office may say beside its answer and a note, by the names of the fields of `Answering`."""

    outcome: str
    until: date | None
    suggested: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class Referral:
    """`role` is lead, joint (acts too, with deadlines of its own), copy, duty (on call in an emergency) or withdrawn
    (the desk has released the office: it owes nothing, hears nothing more and opens nothing).

    `answer` is None until the institution speaks; `answered_at` is the time of its last word. `assigned` is who in the
    office works on it, by the key of the municipality file; "" while nobody was chosen. `acknowledge_by`, `act_by` and
    `close_by` are what it was promised for, None where it owes nothing; they move only with an event that says so.
    Reminders count from `clock_from`; `stopped_at` is when the clock was stopped, None while it runs. `outcome` is the
    code of what came of it (core/cases/closing.py), "" while it is not done.
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
    acknowledge_by: datetime | None = None
    act_by: datetime | None = None
    close_by: datetime | None = None
    clock_from: datetime | None = None
    stopped_at: datetime | None = None
    outcome: str = ""

    @property
    def owes(self) -> bool:
        """Whether it must answer and act; a copy is for reading alone."""
        return self.role in (LEAD, JOINT)

    @property
    def is_waiting(self) -> bool:
        return self.answer is None

    @property
    def is_finished(self) -> bool:
        return self.answer in (Answer.NOT_OURS, Answer.DONE)

    @property
    def is_withdrawn(self) -> bool:
        return self.role == WITHDRAWN

    def withdrawn(self) -> "Referral":
        """Without anything that was promised for it. What the office has said stays."""
        return replace(
            self,
            role=WITHDRAWN,
            assigned="",
            acknowledge_by=None,
            act_by=None,
            close_by=None,
            clock_from=None,
            stopped_at=None,
        )

    def answered(self, answer: Answer, at: datetime, outcome: str = "") -> "Referral":
        return replace(self, answer=answer, answered_at=at, outcome=outcome)


def end_of(day: date, hours: OfficeHours, zone: str, now: datetime) -> datetime:
    """When an office that is at work "until" this day has to be done: when it closes, or at midnight where it does not
    open any more. Raises DateRefused for a day that is over, or too far away."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if not today <= day <= today + LONGEST_WORK:
        raise DateRefused(f"a day from today until {LONGEST_WORK.days} days ahead")
    opening = None if hours.always else hours.opening_on(day)
    if opening and opening[1] > now:
        return opening[1]
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)


def handed_to(case: Case, institution: str, role: str, id: int, at: datetime) -> Referral:
    """The one way by which an institution gets a case. Raises OfficeAvoided (R15)."""
    check_may_hear(case, institution)
    return Referral(id, case.id, case.municipality, institution, role, at)


def check_may_hear(case: Case, institution: str) -> None:
    """Before anything of the case goes to an institution, however it got hold of it. Raises OfficeAvoided."""
    if institution in case.avoided:
        raise OfficeAvoided(f"the person asked that {institution!r} does not get it")


def case_after(
    case: Case,
    referral: Referral,
    answer: Answer,
    at: datetime,
    others: Iterable[Referral] = (),
    handed_on: bool = False,
) -> Case:
    """The case after one institution's answer. A copy's or a former lead's answer moves nothing; a closed case stays.

    Whoever is on call in an emergency can take it on, and no more: the lead still has to act. `others` are the case's
    other referrals: it is resolved when the lead and everybody who acts with it have said that they are done.
    `handed_on`: somebody else has taken over what was this referral's.
    """
    if not case.status.is_open or (handed_on and referral.role == JOINT):
        return case
    others = [each for each in newest(others) if each.institution != referral.institution]
    together = [each for each in others if each.role == JOINT or leads(case, each)]
    ends = answer is Answer.DONE or (answer is Answer.NOT_OURS and referral.role == JOINT)
    if ends and (leads(case, referral) or referral.role == JOINT):
        if all(each.is_finished for each in together):
            return case.moved_to(Status.RESOLVED, at)
        return case.moved_to(Status.ACKNOWLEDGED, at) if leads(case, referral) else case
    if leads(case, referral) or (referral.role == DUTY and answer in (Answer.RECEIVED, Answer.IN_PROGRESS)):
        return case.moved_to(_MOVES[answer], at)
    return case


def newest(referrals: Iterable[Referral]) -> list[Referral]:
    """Of each institution that must act the last one: what it had before, it has anew (an alarm asks it again)."""
    return list({each.institution: each for each in referrals if each.owes}.values())


def leads(case: Case, referral: Referral) -> bool:
    """Whether this institution is the one that has to act now; it was another before or after a referral went on."""
    return referral.role == LEAD and referral.institution == case.lead


def is_former(case: Case, referral: Referral, everybody: Iterable[Referral]) -> bool:
    """Whether another has taken the place of this lead: another office, or a later referral to the same one."""
    if referral.role != LEAD:
        return False
    return not leads(case, referral) or all(each.id != referral.id for each in newest(everybody))


def owes_now(case: Case, referral: Referral) -> bool:
    """Whether something is still due from it: it acts together with others, or it is the lead of today."""
    return case.status.is_open and not referral.is_finished and (referral.role == JOINT or leads(case, referral))


def holders(referrals: Iterable[Referral]) -> frozenset[str]:
    """The institutions for which the case exists: all that it was referred to, but for those that were released."""
    return frozenset(each.institution for each in referrals if not each.is_withdrawn)


def is_taken_on(case: Case, referrals: Iterable[Referral]) -> bool:
    """Whether the lead, whoever acts with it, or somebody on call has said that they have it."""
    answered = [each for each in referrals if each.answer in (Answer.RECEIVED, Answer.IN_PROGRESS, Answer.DONE)]
    return any(each.role in (DUTY, JOINT) or leads(case, each) for each in answered)


_MOVES = {
    Answer.RECEIVED: Status.ACKNOWLEDGED,
    Answer.IN_PROGRESS: Status.ACKNOWLEDGED,
    Answer.NOT_OURS: Status.NEW,
    Answer.DONE: Status.RESOLVED,
}
