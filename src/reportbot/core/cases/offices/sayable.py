"""What an office may still say of a case, by whichever door it speaks: page, SMS, button, mail or its own system."""

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import JOINT, LEAD, Answer, Referral, leads


def sayable(case: Case, referral: Referral) -> tuple[Answer, ...]:
    """What is offered, in the order of buttons: nothing once it is over for them, or once another office has it. Only
    who must act can be at work on it, hand it on or end it."""
    if is_over(case, referral):
        return ()
    first = (Answer.RECEIVED,) if referral.is_waiting else ()
    return (*first, Answer.IN_PROGRESS, Answer.NOT_OURS, Answer.DONE) if _must_act(case, referral) else first


def may_say(case: Case, referral: Referral, answer: Answer, outcome: str = "") -> bool:
    """Also the same once more, which is one answer; and whoever is only told of it may be at work on it too."""
    if ends_otherwise(referral, answer, outcome):
        return False
    if answer is referral.answer and not is_former(case, referral):
        return True
    if is_over(case, referral):
        return False
    if _must_act(case, referral):
        return referral.is_waiting or answer is not Answer.RECEIVED
    return answer is Answer.IN_PROGRESS or (answer is Answer.RECEIVED and referral.is_waiting)


def ends_otherwise(referral: Referral, answer: Answer, outcome: str) -> bool:
    """ "Done" once more, with another outcome than the office has named: the desk alone changes what came of it."""
    return answer is Answer.DONE and referral.answer is Answer.DONE and outcome not in ("", referral.outcome)


def adds_nothing(case: Case, referral: Referral, answer: Answer) -> bool:
    """ "We have it" of somebody who has said more than that already."""
    return answer is Answer.RECEIVED and not referral.is_waiting and not is_over(case, referral)


def is_over(case: Case, referral: Referral) -> bool:
    return referral.is_finished or not case.status.is_open or is_former(case, referral)


def is_former(case: Case, referral: Referral) -> bool:
    """Whether another office has taken the place of this lead, or the desk has released the office."""
    return referral.is_withdrawn or (referral.role == LEAD and not leads(case, referral))


def _must_act(case: Case, referral: Referral) -> bool:
    return leads(case, referral) or referral.role == JOINT
