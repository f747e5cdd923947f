"""Events whose sentence needs more than the office they speak of: pauses, assignments, corrections. Pure."""

from datetime import datetime

from reportbot.core.cases import events
from reportbot.core.cases.events import CaseEvent
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web import assigning_words
from reportbot.web.console import look_view, pause_words


def in_words(event: CaseEvent, town: Town) -> Text | None:
    """None for any other event."""
    match event.kind:
        case events.PAUSED:
            return _paused(event)
        case events.PAUSE_ENDED:
            return pause_words.WAS_ENDED
        case events.ASSIGNED | events.TAKEN_BACK:
            return assigning_words.happened(event, town)
        case events.CORRECTED:
            return look_view.happened(event)
    return None


def _paused(event: CaseEvent) -> Text:
    reason = pause_words.REASONS.get(event.facts.get("reason", ""), pause_words.REASONS["other"])
    try:
        until: datetime | str = datetime.fromisoformat(event.facts.get("paused_until", ""))
    except ValueError:
        until = event.facts.get("paused_until", "")
    return Text(pause_words.WAS_PAUSED.msgid, {"until": until, "reason": reason})
