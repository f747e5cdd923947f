"""How institutions do with what they are given, and which cases they send elsewhere: counted, never named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.cases.desk.measures import rank
from reportbot.core.cases.referral import JOINT, Answer
from reportbot.core.cases.workflow import Status

COUNTED_BACK = timedelta(days=90)
PROPOSED_BACK = timedelta(days=180)
ENOUGH = 2
"""So many times an office must have said that such a case goes elsewhere, before it is proposed. Our own number."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One referral of somebody who had to act, with what is needed to count it. `first_at` is its first answer;
    `reopened`: it was called done, and the person said that it was not solved. `put_off`: too many dates were named."""

    institution: str
    role: str
    created_at: datetime
    answer: Answer | None
    outcome: str
    acknowledge_by: datetime | None
    act_by: datetime | None
    stopped_at: datetime | None
    status: Status
    lead: str
    avoided: tuple[str, ...]
    first_at: datetime | None
    reopened: bool
    put_off: bool = False

    def is_late(self, now: datetime) -> bool:
        owes = self.role == JOINT or self.lead == self.institution
        if not owes or not self.status.is_open or self.stopped_at or self.answer in (Answer.DONE, Answer.NOT_OURS):
            return False
        due = self.acknowledge_by if self.answer is None else self.act_by
        return due is not None and due < now


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """Half of the answers came within `answered_after`, None where there was none."""

    institution: str
    referrals: int
    answered: int
    answered_after: timedelta | None
    late: int
    in_progress: int
    done: Mapping[str, int]
    not_ours: int
    not_solved: int
    put_off: int = 0


@dataclass(frozen=True, slots=True)
class HandOn:
    """One correction of an office: this category, from whom, to whom."""

    category: str
    was: str
    became: str
    actor: str
    at: datetime
    avoided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """So often, the last time at `newest`, `was` has said that cases of this category are for `became`."""

    category: str
    was: str
    became: str
    count: int
    newest: datetime


def figures(counted: Iterable[Counted], now: datetime) -> list[OfficeFigures]:
    """By institution, the one with the most referrals first."""
    by_office: dict[str, list[Counted]] = {}
    for each in counted:
        by_office.setdefault(each.institution, []).append(each)
    found = [_of(key, theirs, now) for key, theirs in by_office.items()]
    return sorted(found, key=lambda each: (-each.referrals, each.institution))


def proposals(hand_ons: Iterable[HandOn], coordinator: str) -> list[Proposal]:
    """The most frequent first. What the desk corrects is no word of an office, and "I do not know" names nobody."""
    groups: dict[tuple[str, str, str], list[datetime]] = {}
    for each in hand_ons:
        if each.actor == each.was and each.became != coordinator and each.was != coordinator:
            groups.setdefault((each.category, each.was, each.became), []).append(each.at)
    found = [Proposal(*key, len(ats), max(ats)) for key, ats in groups.items() if len(ats) >= ENOUGH]
    return sorted(found, key=lambda each: (-each.count, each.category, each.was, each.became))


def _of(institution: str, theirs: Sequence[Counted], now: datetime) -> OfficeFigures:
    after = sorted((each.first_at - each.created_at).total_seconds() for each in theirs if each.first_at)
    done = [each for each in theirs if each.answer is Answer.DONE]
    return OfficeFigures(
        institution=institution,
        referrals=len(theirs),
        answered=len(after),
        answered_after=timedelta(seconds=after[rank(len(after), 5) - 1]) if after else None,
        late=sum(each.is_late(now) for each in theirs),
        in_progress=sum(each.answer is Answer.IN_PROGRESS and each.status.is_open for each in theirs),
        done=Counter(each.outcome for each in done if each.outcome),
        not_ours=sum(each.answer is Answer.NOT_OURS for each in theirs),
        not_solved=sum(each.reopened for each in done),
        put_off=sum(each.put_off for each in theirs),
    )
