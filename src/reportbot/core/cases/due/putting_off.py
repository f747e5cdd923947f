"""An office names one date after another for its work: when the coordinator has to hear of it. Pure.

No date is refused for it: a road may need the spring. But a promise that is made anew each week is silence with words,
and the ladder, which begins at the date that was named, never says so.
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from reportbot.core.cases.events import IN_PROGRESS, CaseEvent
from reportbot.core.cases.referral import LONGEST_WORK, Referral

MOST_DATES = 2
"""The first date is a plan, the second one a delay that happens to everybody; from the third on each one is told. Our
proposal: no source states one."""
LONGEST_IN_ALL = LONGEST_WORK
"""As far as one date may lie ahead, so far all of them together may lead from the day on which the office got it,
before it is told. Ours too."""


def is_put_off(referral: Referral, until: date, events: Iterable[CaseEvent], zone: str) -> bool:
    """Whether this date is one too many, or too far in all. `events` are the case's, the new answer included; days are
    those of the town's `zone`."""
    got_on = referral.created_at.astimezone(ZoneInfo(zone)).date()
    return len(_dates(referral, events)) > MOST_DATES or until > got_on + LONGEST_IN_ALL


def _dates(referral: Referral, events: Iterable[CaseEvent]) -> list[str]:
    """That this office has named since it got the case, each once in a row: a second press is no new date."""
    theirs = [each for each in events if each.kind == IN_PROGRESS and each.actor == referral.institution]
    said = [each.facts["until"] for each in theirs if each.at >= referral.created_at and "until" in each.facts]
    return [day for place, day in enumerate(said) if place == 0 or said[place - 1] != day]
