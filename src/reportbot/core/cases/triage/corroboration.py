"""How many people stand behind a group of reports: whether they raise its urgency, and whether few pretend to be many.

A sender is a conversation, a pseudonym that goes when the person is forgotten. Somebody who called the desk has none,
and is counted once for each call. Whoever was forgotten is not counted: nobody becomes several by forgetting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.urgency import Urgency

CALLED = "phone"  # the channel of somebody who called the desk

BURST_WITHIN = timedelta(hours=3)
BURST_FROM = 4
"""Reports that few senders make within `BURST_WITHIN`: at least two for each sender. Our own figures."""


@dataclass(frozen=True, slots=True)
class Corroboration:
    """So many senders within so many days make a normal matter urgent. Our proposal: no source states it."""

    senders: int = 5
    days: int = 14


@dataclass(frozen=True, slots=True)
class Burst:
    """`hours` is the time that they took, at least 1."""

    reports: int
    senders: int
    hours: int


def senders_of(cases: Iterable[Case]) -> int:
    """Each counts once, however often they write."""
    several = list(cases)
    known = {case.conversation for case in several if case.conversation is not None}
    return len(known) + sum(case.conversation is None and case.channel == CALLED for case in several)


def raised_by(lead: Case, group: Iterable[Case], rule: Corroboration, now: datetime) -> int:
    """How many senders make this matter urgent now, 0 where they do not. Only a normal one is raised, none lowered."""
    if lead.urgency is not Urgency.NORMAL or not lead.status.is_open:
        return 0
    senders = senders_of(case for case in group if now - case.opened_at <= timedelta(days=rule.days))
    return senders if senders >= rule.senders else 0


def burst_of(cases: Iterable[Case]) -> Burst | None:
    """The largest one among these, None where there is none."""
    in_order = sorted(cases, key=lambda case: (case.opened_at, case.id))
    found = [burst for at in range(len(in_order)) if (burst := _burst(_from(in_order, at)))]
    return max(found, key=lambda burst: (burst.reports, -burst.senders), default=None)


def _from(in_order: Sequence[Case], at: int) -> list[Case]:
    ends = in_order[at].opened_at + BURST_WITHIN
    return [case for case in in_order[at:] if case.opened_at <= ends]


def _burst(cases: Sequence[Case]) -> Burst | None:
    senders = max(1, senders_of(cases))
    if len(cases) < BURST_FROM or 2 * senders > len(cases):
        return None
    took = cases[-1].opened_at - cases[0].opened_at
    return Burst(len(cases), senders, max(1, -(-took // timedelta(hours=1))))
