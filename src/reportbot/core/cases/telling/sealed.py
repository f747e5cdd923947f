"""What opens with the link alone, and what only after a second factor: a code by another way, or a staff account."""

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import COPY, Referral
from reportbot.core.urgency import Urgency


def is_open_to(case: Case, referral: Referral) -> bool:
    """Whether the story opens with the link alone.

    Of a matter that concerns a person only in an emergency that is still open, and to those who must act: minutes count
    then, and the link is signed and went to whoever is on call. Whoever is only told of it needs the code then, too.
    """
    if not case.concerns_a_person:
        return True
    return case.urgency is Urgency.EMERGENCY and case.status.is_open and referral.role != COPY
