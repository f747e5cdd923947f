"""Which events of a case somebody must know of before they change it themselves."""

from collections.abc import Iterable

from reportbot.core.access.member import is_member
from reportbot.core.cases import events as kinds
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import ANSWERS

MATTERS = ANSWERS | {
    "referred",
    "reporter_added",
    kinds.TOLD_WITH_IT,
    "answered_question",
    "asked",
    "replied",
    "closed",
    "reopened",
    "feedback",
    "postponed",
    "held",
    "released",
    "taken",
    "given_back",
    kinds.NOTED,
    kinds.TASK_SET,
    kinds.TASK_DONE,
    kinds.TASK_UNDONE,
    kinds.CORRECTED,
    kinds.PLACE_CORRECTED,
    kinds.CORROBORATED,
    kinds.READ_AGAIN,
    kinds.MERGED,
    kinds.JOINED,
    kinds.SPLIT,
    kinds.NOT_SAME,
    kinds.ASSIGNED,
    kinds.TAKEN_BACK,
    kinds.WITHDRAWN,
    kinds.DEADLINE_MOVED,
    kinds.MAIL_RECEIVED,
    kinds.OUTSIDE_NOTE,
    kinds.HANDED_OVER,
    kinds.PICTURE_ADDED,
    kinds.PICTURE_HELD,
    kinds.PICTURE_SHOWN,
}
"""What somebody said or decided. How the post fared, reminders and letters change nothing that is decided upon."""

BY_ITSELF = frozenset({"closed", "reopened", "referred", kinds.CORROBORATED, kinds.READ_AGAIN})
"""Of what happens without a person, what changes the case; a clock or a date that follows from an answer does not."""


def changes_since(events: Iterable[CaseEvent], last: int, by: str) -> list[CaseEvent]:
    """What others did after the event `last`, oldest first. What `by` did themselves, they know of; and what we did by
    ourselves because of it, within the same unit of work, is their own doing too."""
    found: list[CaseEvent] = []
    cause: CaseEvent | None = None
    for each in sorted(events, key=lambda event: event.id):
        if each.actor != BOT:
            cause = each
        elif cause is not None and cause.at != each.at:  # a unit of work has one moment: this is another
            cause = None
        is_own = cause is not None and done_by(cause) == by
        if each.id > last and not is_own and matters_to(each, by):
            found.append(each)
    return found


def is_by_itself(changes: Iterable[CaseEvent]) -> bool:
    """Whether nobody did it: the service alone has changed the case."""
    return all(each.actor == BOT for each in changes)


def matters_to(event: CaseEvent, by: str) -> bool:
    if event.actor == BOT:
        return event.kind in BY_ITSELF
    return done_by(event) != by and event.kind in MATTERS


def done_by(event: CaseEvent) -> str:
    """What an office said on the telephone was written down by somebody at the desk, who knows of it."""
    wrote = event.facts.get("by", "")
    return wrote if is_member(wrote) else event.actor


BOT = "reportbot"
