"""How long a closed case is kept. Its clock is read from its history, so that it cannot be set back by accident.

closed ──► (the person's last word, a postponement) ──► warned ──► erased
           held: the clock goes on, and nothing is erased
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES, Group

LEAST_DAYS = 90
"""Week keys live for 35 days, and with them old drafts in old backups; no case may go before those are unreadable."""
MOST_DAYS = 3650
POSTPONEMENTS = (30, 90, 365)  # days by which a coordinator may put it off
NO_WORD = frozenset({"status_asked"})  # what the person does without telling us anything


class Outcome(StrEnum):
    """How a case ended."""

    RESOLVED = "resolved"
    REJECTED = "rejected"
    NO_ACTION = "no_action"


def _days(resolved: int, rejected: int, no_action: int) -> dict[Outcome, int]:
    return {Outcome.RESOLVED: resolved, Outcome.REJECTED: rejected, Outcome.NO_ACTION: no_action}


DAYS: Mapping[Group, Mapping[Outcome, int]] = {
    "child": _days(730, 365, 365),
    "adult": _days(730, 365, 365),
    "school": _days(730, 365, 365),
    "public_space": _days(365, 180, 180),
    "emergency": _days(365, 180, 365),
    "service": _days(365, 180, 365),
    "none": _days(90, 90, 90),
}
"""Days after closing. The project's own proposal: no source states them, and the town's lawyer must confirm them."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a municipality file says under [retention].

    `close_after`: a resolved or rejected case closes by itself, unless it concerns a person. `warn`: how long before
    the end the coordinator is told. `address`: how long after closing we can still write to the person.
    `purge_at_most`: cases in one day.
    """

    days: Mapping[Group, Mapping[Outcome, int]] = field(default_factory=lambda: DAYS)
    close_after: timedelta = timedelta(days=30)
    warn: timedelta = timedelta(days=14)
    address: timedelta = timedelta(days=14)
    purge_at_most: int = 50

    def time_for(self, case: Case, outcome: Outcome) -> timedelta:
        """An alarm of which nobody has said what it is, is kept as long as a matter of a person."""
        group = CATEGORIES[case.category].group
        if group == "none" and case.concerns_a_person:
            group = "adult"
        return timedelta(days=max(self.days[group][outcome], LEAST_DAYS))


@dataclass(frozen=True, slots=True)
class Expiry:
    """One closed case runs out: when, whether the coordinator was told, what stands in the way.

    `shredded_at`: its keys are destroyed; its rows follow on a later day.
    """

    case: int
    municipality: str
    purge_at: datetime
    warned_at: datetime | None = None
    held: bool = False
    shredded_at: datetime | None = None


def expiry_of(keeping: Keeping, case: Case, events: Sequence[CaseEvent]) -> Expiry | None:
    """As its history has it; None for a case that is not closed.

    Counted from closing or from the person's last word after it, never before what was postponed.
    """
    if case.status is not Status.CLOSED:
        return None
    closed = next((event for event in reversed(events) if event.kind == "closed"), None)
    since = max((closed.at if closed else case.updated_at, *_words(events)))
    ends = since + keeping.time_for(case, outcome_of(events))
    return Expiry(case.id, case.municipality, max((ends, *_postponed(events))), held=is_held(events))


def is_due(expiry: Expiry, keeping: Keeping, now: datetime, days_seen: int) -> bool:
    """`days_seen`: on how many days since the warning a process saw the clock; one that jumped ahead erases nothing."""
    return (
        not expiry.held
        and expiry.shredded_at is None
        and expiry.purge_at <= now
        and expiry.warned_at is not None
        and expiry.warned_at + keeping.warn <= now
        and days_seen >= keeping.warn.days
    )


def outcome_of(events: Sequence[CaseEvent]) -> Outcome:
    """What was noted at closing; without a note, what the offices have said."""
    for event in reversed(events):
        if event.kind == "closed" and event.facts.get("outcome") in tuple(Outcome):
            return Outcome(event.facts["outcome"])
        if event.kind == "done":
            return Outcome.RESOLVED
    return Outcome.NO_ACTION


def closing_facts(before: Status) -> dict[str, str]:
    """What the event "closed" says of a case that was `before`."""
    known = {Status.RESOLVED: Outcome.RESOLVED, Status.REJECTED: Outcome.REJECTED}
    return {"outcome": str(known.get(before, Outcome.NO_ACTION))}


def is_held(events: Sequence[CaseEvent]) -> bool:
    """Whether somebody has stopped its clock, and nobody has let it go on; also of a case that is open again."""
    return next((event.kind == "held" for event in reversed(events) if event.kind in ("held", "released")), False)


def _words(events: Iterable[CaseEvent]) -> list[datetime]:
    return [event.at for event in events if event.actor == "reporter" and event.kind not in NO_WORD]


def _postponed(events: Iterable[CaseEvent]) -> list[datetime]:
    found = [_moment(event.facts.get("until", "")) for event in events if event.kind == "postponed"]
    return [moment for moment in found if moment is not None]


def _moment(text: str) -> datetime | None:
    """A day as we write it; anything else postpones nothing."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
