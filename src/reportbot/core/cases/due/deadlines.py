"""What is due when: a promise turned into dates, how these dates move, and the ladder of people who are told.

The figures stand in the municipality files. They are the project's own proposal (domain facts, section 2.2), not law.
Once an institution has got a case, the dates of its referral are the truth: a changed file changes no promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from reportbot.core.calendar import ALWAYS, OfficeHours, add_open_time, add_working, open_time_between
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import DateRefused

Promised = Literal["acknowledge", "act", "close"]
PROMISED: tuple[Promised, ...] = get_args(Promised)
DeadlineKind = Literal["acknowledge", "act", "close", "reminder", "again"]

LEAD = "@lead"
LEAD_BOSS = "@lead_boss"
LEAD_SECOND = "@lead_second"
LEAD_HEAD = "@lead_head"
ON_CALL = "@on_call"
DEPUTY = "@deputy"
EVERYONE = "@everyone"
LADDER_ROLES = frozenset({LEAD, LEAD_BOSS, LEAD_SECOND, LEAD_HEAD, ON_CALL, DEPUTY, EVERYONE})
"""Whom a rung may name beside institution keys: the institution that owes the answer, its boss, its second contact, its
head; of the roster who is on call now, who comes next, and all of it."""
OF_THE_LEAD = frozenset({LEAD, LEAD_BOSS, LEAD_SECOND, LEAD_HEAD})
CONTACTS: Mapping[str, str] = {LEAD_SECOND: "second", LEAD_HEAD: "head"}
"""Of an institution's contacts the one that a role means, "" for its ordinary one."""

AGAIN_EVERY = timedelta(days=7)
AGAIN_AT_MOST = 26
"""When all else has passed and it is still open, whoever stands on the last rung is told every week, for half a year.
Our proposal: nobody is left to silence."""
FURTHEST = timedelta(days=180)
"""So far ahead a date may be moved. Our proposal: no source states one."""
URGENCY, OFFICE, DESK, ASKED, ALONE = "urgency", "office", "desk", "asked", "alone"
"""Why a date was moved: it became more or less urgent; the office gave its own date; the desk gave another; the person
was asked, and the clock stood still; the report stands alone again."""


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon, counted from the moment the institution got the case.

    Whole days are working days of the institution unless `around_the_clock`. `reminders` has one entry per rung of the
    ladder.
    """

    acknowledge: timedelta
    act: timedelta
    close: timedelta
    reminders: tuple[timedelta, ...]
    around_the_clock: bool

    def clock(self, hours: OfficeHours) -> OfficeHours:
        """By which it counts for an office of these hours."""
        return ALWAYS if self.around_the_clock else hours


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `to` are institution keys or LADDER_ROLES; `because` is an English msgid.

    `categories`: only for these, which then climb no other rungs of their urgency; empty: for all the others.
    """

    after: timedelta
    to: tuple[str, ...]
    because: str
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due_at` is UTC. `rung` counts reminders from 1, as the ladder does, and weeks of "again"; 0 for the promises."""

    kind: DeadlineKind
    due_at: datetime
    rung: int = 0


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One promised date that was moved; the facts of an event DEADLINE_MOVED. `why` is one of the words above."""

    which: Promised
    was: datetime | None
    became: datetime
    why: str
    institution: str

    @property
    def facts(self) -> dict[str, str]:
        was = self.was.isoformat() if self.was else ""
        became = self.became.isoformat()
        return {"which": self.which, "was": was, "became": became, "why": self.why, "institution": self.institution}


Moved = tuple[Referral, tuple[MovedDate, ...]]
"""The referral with its new dates, and what was moved."""


def deadlines(promise: Promise, since: datetime, hours: OfficeHours) -> tuple[Deadline, ...]:
    """All that is due from an office that gets a case at `since`, soonest first; promises before reminders of the same
    minute."""
    clock = promise.clock(hours)
    dates = {kind: add_working(since, amount, clock) for kind, amount in _amounts(promise).items()}
    return _sorted(dates, promise, since, clock)


def plan_of(
    referral: Referral, promise: Promise, hours: OfficeHours, past: datetime | None = None
) -> tuple[Deadline, ...]:
    """All that is due from this referral: the dates that it was promised for, and reminders from where its clock began.

    By today's promise where it has no dates of its own. No reminders but the first one beyond `past`, where that is
    given: to count days over a year's holidays takes its time.
    """
    if referral.acknowledge_by is None or referral.act_by is None or referral.close_by is None:
        return deadlines(promise, referral.created_at, hours)
    dates: dict[Promised, datetime] = {
        "acknowledge": referral.acknowledge_by,
        "act": referral.act_by,
        "close": referral.close_by,
    }
    return _sorted(dates, promise, referral.clock_from or referral.created_at, promise.clock(hours), past)


def promised(referral: Referral, promise: Promise, hours: OfficeHours, since: datetime) -> Referral:
    """With the dates of that promise, counted from `since`."""
    clock = promise.clock(hours)
    dates: dict[str, Any] = {
        f"{kind}_by": add_working(since, amount, clock) for kind, amount in _amounts(promise).items()
    }
    return replace(referral, clock_from=since, **dates)


def moved(referral: Referral, dates: Mapping[Promised, datetime], why: str) -> Moved:
    """The one way by which a promised date changes. What is the same already was not moved."""
    before: dict[Promised, datetime | None] = {each: getattr(referral, f"{each}_by") for each in PROMISED}
    changes = tuple(
        MovedDate(each, before[each], dates[each], why, referral.institution)
        for each in PROMISED
        if each in dates and dates[each] != before[each]
    )
    dates_now: dict[str, Any] = {f"{each.which}_by": each.became for each in changes}
    return replace(referral, **dates_now), changes


def until(referral: Referral, date: datetime, now: datetime) -> Moved:
    """The office says that it works on it until `date`: it must act by then, and the ladder begins there.

    A clock that stood still goes on. Raises DateRefused for a moment that has passed, or beyond FURTHEST.
    """
    check_date(date, now)
    close_by = max(referral.close_by or date, date)
    referral, changes = moved(referral, {"act": date, "close": close_by}, OFFICE)
    return replace(referral, clock_from=date, stopped_at=None), changes


def moved_by_desk(referral: Referral, which: Promised, date: datetime, now: datetime, clock: OfficeHours) -> Moved:
    """The desk gives another date. What must come after it comes no sooner, what must come before it no later.

    Where more time is given for the first answer, the reminders come later by as much. Raises DateRefused as `until`.
    """
    check_date(date, now)
    place, dates = PROMISED.index(which), {which: date}
    for other, each in enumerate(PROMISED):
        stands = getattr(referral, f"{each}_by")
        if stands is not None and other != place:
            dates[each] = max(stands, date) if other > place else min(stands, date)
    was, began = referral.acknowledge_by, referral.clock_from or referral.created_at
    after, changes = moved(referral, dates, DESK)
    if after.answer is Answer.IN_PROGRESS:
        return replace(after, clock_from=after.act_by), changes
    if which == "acknowledge" and was is not None:
        after = replace(after, clock_from=add_open_time(began, open_time_between(was, date, clock), clock))
    return after, changes


def hurried(referral: Referral, promise: Promise, hours: OfficeHours, now: datetime) -> Moved:
    """It became more urgent: due as soon as that wants it from now on, what is due sooner stays. What has passed is
    asked for anew, and the ladder begins anew."""
    wanted, clock = promised(referral, promise, hours, now), promise.clock(hours)
    dates: dict[Promised, datetime] = {}
    for each, amount in _amounts(promise).items():
        stands, new = getattr(referral, f"{each}_by"), add_working(now, amount, clock)
        dates[each] = stands if stands is not None and now < stands < new else new
    after, changes = moved(referral, dates, URGENCY)
    return replace(after, clock_from=wanted.clock_from), changes


def relaxed(referral: Referral, promise: Promise, hours: OfficeHours, now: datetime) -> Moved:
    """It became less urgent: due as that wants it from now on; a date that the office gave itself stays."""
    if referral.answer is Answer.IN_PROGRESS:
        return referral, ()
    clock = promise.clock(hours)
    dates = {each: add_working(now, amount, clock) for each, amount in _amounts(promise).items()}
    after, changes = moved(referral, dates, URGENCY)
    return replace(after, clock_from=now), changes


def begun_anew(referral: Referral, promise: Promise, hours: OfficeHours, now: datetime) -> Moved:
    """As if the office had got it now: nothing fell due while its case was one more report of another."""
    wanted = promised(referral, promise, hours, now)
    after, changes = moved(referral, {each: getattr(wanted, f"{each}_by") for each in PROMISED}, ALONE)
    return replace(after, clock_from=now, stopped_at=None), changes


def dated_as(before: Referral, referral: Referral) -> Referral:
    """What the one before it owed is due from this one, no minute later."""
    dates = {name: getattr(before, name) for name in ("acknowledge_by", "act_by", "close_by", "clock_from")}
    return replace(referral, **dates) if all(dates.values()) else referral


def check_date(date: datetime, now: datetime) -> None:
    """Raises DateRefused."""
    if not now < date <= now + FURTHEST:
        raise DateRefused(f"a date lies ahead, by at most {FURTHEST.days} days")


def _amounts(promise: Promise) -> dict[Promised, timedelta]:
    return {"acknowledge": promise.acknowledge, "act": promise.act, "close": promise.close}


def _sorted(
    dates: Mapping[Promised, datetime],
    promise: Promise,
    since: datetime,
    clock: OfficeHours,
    past: datetime | None = None,
) -> tuple[Deadline, ...]:
    due = [Deadline(kind, at) for kind, at in dates.items()]
    for rung, amount in enumerate(promise.reminders, start=1):
        due.append(Deadline("reminder", add_working(since, amount, clock), rung))
        if past is not None and due[-1].due_at > past:
            break
    else:
        last = max(each.due_at for each in due)
        due += [Deadline("again", last + AGAIN_EVERY * week, week) for week in range(1, AGAIN_AT_MOST + 1)]
    return tuple(sorted(due, key=lambda deadline: (deadline.due_at, deadline.rung)))
