"""What the desk writes to the person who reported, and which of it they have not been shown yet.

A reply is an event with its words sealed in the note. It waits in the case until they come, like a question; unlike one
it needs no answer.
"""

from collections.abc import Sequence

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import REPLIED, STATUS_ASKED, CaseEvent

LONGEST_REPLY = 400  # letters: three of them, and how the report stands, still leave as one text by SMS
MOST_UNREAD = 3
"""As many wait for the person at most: so no word is lost, and nobody who is watched is buried in messages."""

TOLD, NOT_SAFE, NOT_KNOWN_SAFE, SPENT, NOBODY = "news", "not_safe", "not_known_safe", "spent", "nobody"
"""Fact "told" of a reply: a push says that there is news, or why none does."""


def may_reply(case: Case) -> bool:
    """Also when it is over, since the person may still come with the code; not once it was erased."""
    return bool(case.sealed_key)


def replies(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Oldest first."""
    return [event for event in events if event.kind == REPLIED]


def unread(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Those that the person has not been shown, oldest first."""
    looked = max((event.id for event in events if event.kind == STATUS_ASKED), default=0)
    return [event for event in replies(events) if event.id > looked]


def shown_at(reply: CaseEvent, events: Sequence[CaseEvent]) -> CaseEvent | None:
    """The event by which the person has seen it."""
    return next((each for each in events if each.kind == STATUS_ASKED and each.id > reply.id), None)
