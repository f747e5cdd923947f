"""How a reply fared on its way to the person, in the words of the desk. Pure."""

from collections.abc import Sequence

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.replies import shown_at
from reportbot.core.messages import Text
from reportbot.web.console.case.reporter import reply_words


def state_of(reply: CaseEvent, events: Sequence[CaseEvent]) -> Text | None:
    """None where the way of its push tells it."""
    seen = shown_at(reply, events)
    if seen:
        return Text(reply_words.SHOWN.msgid, {"when": seen.at})
    return reply_words.NOT_TOLD.get(reply.facts.get("told", ""))
