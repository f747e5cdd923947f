"""Which offices the desk may release from a case: those that were asked, and whose matter it is no longer."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import DUTY, JOINT, Referral, owes_now
from reportbot.core.urgency import Urgency


class Stays(StrEnum):
    """Why an office cannot be released. NO_PART: there is nothing of which it could be."""

    LEADS = "leads"
    LAST = "last"
    ENDED = "ended"
    NO_PART = "no_part"


def why_it_stays(case: Case, institution: str, everybody: Iterable[Referral], desk: str) -> Stays | None:
    """None for whoever may be released. Never the lead, whose case goes to another one first, nor the desk itself; nor,
    in an emergency, the last office that acts on it. Nobody is released twice, or after they have ended their part."""
    everybody = list(everybody)
    last = last_of(institution, everybody)
    if last is None or last.is_withdrawn or not case.is_worked_on or institution in (desk, *case.avoided):
        return Stays.NO_PART
    if institution == case.lead:
        return Stays.LEADS
    if last.is_finished:
        return Stays.ENDED
    acting = {each.institution for each in everybody if _acts(case, each)} - {desk, *case.avoided}
    return Stays.LAST if case.urgency is Urgency.EMERGENCY and acting == {institution} else None


def may_be_withdrawn(case: Case, institution: str, everybody: Iterable[Referral], desk: str) -> bool:
    return why_it_stays(case, institution, everybody, desk) is None


def left_over(case: Case, everybody: Iterable[Referral], named: Collection[str], desk: str) -> tuple[str, ...]:
    """Whoever acts with the lead and is not `named` by where the case would go now."""
    everybody = list(everybody)
    theirs = dict.fromkeys(each.institution for each in everybody if each.role == JOINT and owes_now(case, each))
    return tuple(key for key in theirs if key not in named and key not in (desk, *case.avoided))


def last_of(institution: str, everybody: Iterable[Referral]) -> Referral | None:
    """What an office has of a case now: what it had before, it has anew."""
    theirs = [each for each in everybody if each.institution == institution]
    return max(theirs, key=lambda each: each.id, default=None)


def released(everybody: Iterable[Referral]) -> frozenset[str]:
    """Who must hear nothing more of the case: what they had was taken back, and nothing given to them since."""
    newest = {each.institution: each for each in sorted(everybody, key=lambda each: each.id)}
    return frozenset(key for key, each in newest.items() if each.is_withdrawn)


def _acts(case: Case, referral: Referral) -> bool:
    return owes_now(case, referral) or (referral.role == DUTY and not referral.is_finished)
