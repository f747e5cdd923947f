"""Proof of delivery in plain words, for the history of a case. Pure."""

from reportbot.core.cases import events
from reportbot.core.cases.events import CaseEvent
from reportbot.core.messages import Text
from reportbot.service.outbox.in_force import WITHDRAWN
from reportbot.service.towns import Town
from reportbot.web.console import dead_words as words
from reportbot.web.console import delivery_words


def in_words(event: CaseEvent, town: Town) -> Text | None:
    """None for any other event."""
    facts = event.facts
    office = town.rules.institutions.get(facts.get("institution", ""))
    name = office.called if office else Text(facts.get("institution", ""))
    match event.kind:
        case events.DELIVERED:
            text = words.DELIVERED.get(facts.get("by", ""), words.DELIVERED_SOMEHOW)
            return Text(text.msgid, {"institution": name, "evidence": facts.get("evidence", "") or "–"})
        case events.FELL_BACK:
            by, to = (delivery_words.WAYS.get(facts.get(key, ""), Text(facts.get(key, ""))) for key in ("by", "to"))
            said = words.WITHDRAWN if facts.get("why") == WITHDRAWN else words.FELL_BACK
            return Text(said.msgid, {"institution": name, "by": by, "to": to})
        case events.BOUNCED:
            return Text(words.BOUNCED.msgid, {"institution": name})
    return None


def proof_of(event: CaseEvent) -> str:
    """What the other system called the message, for whoever has to find it there; "" where the sentence says it."""
    if event.kind != events.DELIVERED or event.facts.get("by") == "paper":
        return ""
    return event.facts.get("evidence", "")
