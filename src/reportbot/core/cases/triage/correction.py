"""What a person puts right in what triage thought, so that triage can learn it. To confirm a guess is one of them."""

from collections.abc import Mapping

from reportbot.core.cases.events import CORRECTED, CaseEvent
from reportbot.core.messages import Text

CATEGORY, URGENCY, INSTITUTION = "category", "urgency", "institution"  # kinds of correction
CHOSEN_BY_DESK = Text("The reporting desk says what it is about: {category}")


def facts_of(kind: str, was: str, became: str) -> Mapping[str, str]:
    """Of the event in the case's history. Of these the audit log notes none: it outlives the case."""
    return {"kind": kind, "was": was, "became": became}


def confirms(event: CaseEvent) -> bool:
    return event.kind == CORRECTED and event.facts.get("was") == event.facts.get("became")
