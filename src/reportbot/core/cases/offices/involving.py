"""Which institutions the desk may ask to act on a case besides the one that has it."""

from collections.abc import Iterable

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.withdrawing import last_of
from reportbot.core.cases.referral import JOINT, Referral
from reportbot.core.cases.workflow import Status

_IS_WITH_SOMEBODY = frozenset({Status.REFERRED, Status.ACKNOWLEDGED})


def may_be_involved(case: Case, institution: str, everybody: Iterable[Referral], desk: str) -> bool:
    """Never whom the person kept out of it (R15), the desk itself, the lead, or who acts on it already. Who only reads
    it, is on call, has ended its part or was released may be asked."""
    if case.status not in _IS_WITH_SOMEBODY or case.merged_into is not None or case.needs_look:
        return False
    if institution in (case.lead, desk, *case.avoided):
        return False
    last = last_of(institution, everybody)
    return last is None or last.role != JOINT or last.is_finished
