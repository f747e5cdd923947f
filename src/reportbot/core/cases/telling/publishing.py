"""What the world may know of a case (Open311). In doubt nothing: whatever is not named here does not exist outside.

A case that tells of a danger, that concerns a person, that somebody keeps an office out of, that waits for a look, that
is one more report of another one, that is held or erased: silence. So is an emergency, since the world would read where
somebody may lie hurt, and a rejected one. Nobody outside sees at which minute a person wrote: a day is told, and only
once it is over; what happens later is told with the next full hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import CAME_OF, OUTCOMES
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.retention import Outcome
from reportbot.core.cases.telling.feedback import REOPENED
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES, Category
from reportbot.core.messages import Text
from reportbot.core.places import WITHIN, Gazetteer, Place
from reportbot.core.urgency import Urgency

WITHHELD = frozenset({"school_surroundings"})
"""In public space, and yet silent: whoever sells drugs at a school would read that somebody has told."""

PUBLISHED: Mapping[str, Category] = {
    code: each
    for code, each in CATEGORIES.items()
    if each.group == "public_space" and not each.sensitive and code not in WITHHELD
}
HOUR = timedelta(hours=1)
TAKEN, WORKED_ON, DONE, ENDED, CLOSED, AGAIN = "taken", "worked_on", "done", "ended", "closed", "again"
SAID: Mapping[str, Text] = {
    TAKEN: Text("The office has received it."),
    WORKED_ON: Text("The office is working on it."),
    DONE: Text("The office says that it is done."),
    ENDED: Text("The office does nothing more about it."),
    CLOSED: Text("It is closed."),
    AGAIN: Text("It is open again."),
}


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One change of state, as it is told outside from `at` on. `event` is the id of what stands behind it."""

    event: int
    at: datetime
    kind: str

    @property
    def is_closed(self) -> bool:
        return self.kind in _OVER


def is_public(case: Case, *, held: bool) -> bool:
    """Whether anything may be said of it. `held`: somebody has stopped its clock, since it is looked into."""
    return (
        case.category in PUBLISHED
        and bool(case.sealed_key)
        and not held
        and not case.danger
        and not case.avoided
        and not case.needs_look
        and case.merged_into is None
        and case.urgency is not Urgency.EMERGENCY
        and case.status is not Status.REJECTED
    )


def was_rejected(events: Sequence[CaseEvent]) -> bool:
    """Also where it was closed after that."""
    closings = [each for each in events if each.kind in ("closed", REOPENED)]
    return bool(closings) and closings[-1].facts.get("outcome") == Outcome.REJECTED


def day_of(case: Case, zone: str) -> date:
    """On the town's own calendar."""
    return case.opened_at.astimezone(ZoneInfo(zone)).date()


def begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def shown_before(now: datetime, zone: str) -> datetime:
    """Cases opened before this moment may be shown to anybody: those of days that are over."""
    return begins(now.astimezone(ZoneInfo(zone)).date(), zone)


def changes_of(case: Case, events: Sequence[CaseEvent], now: datetime) -> tuple[PublicChange, ...]:
    """Oldest first, those that may be told by `now`. The last one says what `case` is, whatever its history holds.

    Only what the leading institution and the desk do; that a person wrote again is never told.
    """
    lead, over, found = "", False, list[PublicChange]()
    for event in events:
        lead = event.facts.get("lead", lead)
        kind = _kind(event, lead, over)
        if kind and (not found or found[-1].kind != kind):
            found.append(PublicChange(event.id, _next_hour(event.at), kind))
        over = kind in _OVER if kind else over
    if over == case.status.is_open:
        found.append(PublicChange(0, _next_hour(case.updated_at), AGAIN if over else CLOSED))
    return tuple(each for each in found if each.at <= now)


def spot_of(key: str, gazetteer: Gazetteer) -> Place | None:
    """The place to name: of a school or a street the village that it lies in, for few people report from there."""
    place = gazetteer.by_key.get(key)
    while place is not None and place.kind in WITHIN:
        place = gazetteer.by_key.get(place.in_place or "")
    return place


def _kind(event: CaseEvent, lead: str, over: bool) -> str:
    """ "" for what is nobody's business outside. What is handed on after its end is open again."""
    if event.kind in _BY_LEAD:
        told = _BY_LEAD[event.kind] if event.actor == lead and (not over or event.kind == "done") else ""
        outcome = OUTCOMES.get(event.facts.get(CAME_OF, ""))
        return ENDED if told == DONE and outcome and not outcome.helped else told
    if event.kind == "closed":
        return "" if over else CLOSED
    return AGAIN if over and event.kind in (REOPENED, "referred") else ""


def _next_hour(moment: datetime) -> datetime:
    begun = moment.replace(minute=0, second=0, microsecond=0)
    return begun if begun == moment else begun + HOUR


_OVER = (DONE, ENDED, CLOSED)
_BY_LEAD = {"received": TAKEN, "in_progress": WORKED_ON, "done": DONE}
