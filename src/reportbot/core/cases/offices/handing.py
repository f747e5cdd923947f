"""To whom a case goes when an institution says that it is not theirs, and what the next one owes by when.

No case goes round in circles: whoever has handed it back never gets it again this way, and after three hand-ons it is
the coordinator who decides.
"""

from collections.abc import Collection, Iterable

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import dated_as
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import JOINT, Answer, Referral, leads
from reportbot.core.urgency import Urgency

MOST_HAND_ONS = 3
HANDED_TO = "handed_to"  # fact of "not_ours": who got it
HANDED_FROM = "from"  # fact of the "referred" that follows: who had it


def may_be_suggested(
    case: Case,
    referral: Referral,
    institution: str,
    everybody: Iterable[Referral],
    events: Iterable[CaseEvent],
    takers: Collection[str],
) -> bool:
    """Whether this one could take over what was this referral's. Never one that must hear nothing of it (R15), nor one
    that has said that it is not theirs, nor one that acts on it already. `takers` are those that take reports."""
    if institution in (referral.institution, *case.avoided) or institution not in takers:
        return False
    if institution in refused(events):
        return False
    acts = {
        each.institution for each in everybody if not each.is_finished and (each.role == JOINT or leads(case, each))
    }
    return institution not in acts


def goes_to(
    case: Case,
    referral: Referral,
    suggested: str,
    everybody: Iterable[Referral],
    events: Iterable[CaseEvent],
    takers: Collection[str],
) -> str:
    """The suggested institution, or "" where a coordinator has to decide."""
    events = list(events)
    if not suggested or sum(HANDED_TO in each.facts for each in events) >= MOST_HAND_ONS:
        return ""
    return suggested if may_be_suggested(case, referral, suggested, everybody, events, takers) else ""


def refused(events: Iterable[CaseEvent]) -> frozenset[str]:
    """Whoever has said that it is not theirs."""
    return frozenset(each.actor for each in events if each.kind == Answer.NOT_OURS)


def owes_what_was_owed(mine: Referral, before: Referral, case: Case) -> Referral:
    """In a hurry no clock begins anew: what the one before had not answered yet is due from the next no later."""
    return dated_as(before, mine) if case.urgency >= Urgency.URGENT and before.is_waiting else mine
