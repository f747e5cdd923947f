"""What the desk reads of other systems: where a report came from, and what they say of one. Pure."""

from reportbot.core.cases.events import OUTSIDE_NOTE, CaseEvent
from reportbot.core.messages import Text

CAME_FROM = Text("A report came in from the system {peer}. It is called {request} there and outside.")
SAYS = Text("The system {peer} says something of it. It is called {request} there.")


def in_words(event: CaseEvent) -> Text | None:
    """None for what has nothing to do with them."""
    known = {name: event.facts.get(name, "") for name in ("peer", "request")}
    if event.kind == OUTSIDE_NOTE:
        return Text(SAYS.msgid, known)
    return Text(CAME_FROM.msgid, known) if event.kind == "opened" and known["request"] else None
