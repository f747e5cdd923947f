"""The gate: a guess below it is no ground to send a case to an office. The reporting desk looks at it first."""

from reportbot.core.cases.routing import Route
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.messages import Text

USUAL_GATE = 0.7  # of 1; our proposal, no source states one. Signalen sends what is below 0.4 to a human
LOOK = "needs a look"
NEEDS_LOOK = Text("It is not certain what this is about. The reporting desk looks at it first.")


def is_unsure(decision: TriageDecision, gate: float) -> bool:
    """Whether a person has to look. What the person who reports has chosen themselves is certain."""
    return decision.confidence < gate


def to_desk(coordinator: str) -> Route:
    """To the desk alone: nobody gets a copy of what is only guessed."""
    return Route(coordinator, (), LOOK, NEEDS_LOOK.msgid)
