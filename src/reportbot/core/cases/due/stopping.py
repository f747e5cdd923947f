"""The clock of an institution stands still while the person is asked: not for the first answer, never in danger.

What is left of the office's open time when it stops is left when it goes on, to the second: a night and a weekend in
which the office is closed anyway move nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.calendar import OfficeHours, add_open_time, open_time_between
from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import ASKED, Moved, Promised, moved
from reportbot.core.cases.referral import Referral
from reportbot.core.urgency import Urgency

STANDS_AT_MOST = timedelta(days=7)
"""Then it goes on without an answer. Our proposal: no source states one."""
RESUME = "resume"
"""Kind of the row by which it goes on then."""
ANSWERED, WAITED, SPOKE, RAISED, WENT_ON = "answered", "waited", "spoke", "raised", "went_on"
"""Why it goes on: the person answered, or did not for so long; the office ended it or gave a date; more urgent now;
the case went on to another office, or into another case."""


def may_stop(case: Case, referral: Referral) -> bool:
    """Only of whoever owes something by a date, and never in an emergency."""
    runs = referral.clock_from is not None and referral.stopped_at is None and not referral.is_finished
    return referral.owes and runs and case.status.is_open and case.urgency is not Urgency.EMERGENCY


def stopped(referral: Referral, now: datetime) -> Referral:
    return replace(referral, stopped_at=now)


def started(referral: Referral, now: datetime, clock: OfficeHours) -> Moved:
    """What was still to come moves by the open time of `clock` that has passed. Of a clock that runs: nothing."""
    since = referral.stopped_at
    if since is None:
        return referral, ()
    stood = open_time_between(since, now, clock)
    dates: dict[Promised, datetime] = {}
    if referral.act_by and referral.act_by > since:
        dates["act"] = add_open_time(referral.act_by, stood, clock)
    if referral.close_by and referral.close_by > since:
        dates["close"] = add_open_time(referral.close_by, stood, clock)
    began = add_open_time(referral.clock_from or referral.created_at, stood, clock)
    after, changes = moved(replace(referral, stopped_at=None, clock_from=began), dates, ASKED)
    return after, changes
