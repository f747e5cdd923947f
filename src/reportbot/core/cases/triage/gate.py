"""The gate: a guess below it is no ground to send a case to an office. The reporting desk looks at it first.

What counts is whether the institution is right: where it is not sure if a hole is a manhole or a broken pavement, and
the same office mends both, that office gets it at once.
"""

from typing import Protocol

from reportbot.core.cases.routing.rules import Route
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.messages import Text

USUAL_GATE = 0.95
"""Of 1; our proposal, no source states one (Signalen sends what is below 0.4 to a human): so that of what is routed at
once at most about 2 in 100 go to a wrong institution, as `reportbot triage evaluate` measures it."""
LOOK = "needs a look"
NEEDS_LOOK = Text("It is not certain what this is about. The reporting desk looks at it first.")


class Gated(Protocol):
    @property
    def gate(self) -> float: ...
    def way_of(self, category: str) -> object:
        """Equal for two categories that go to the same lead, wherever, whenever and whoever tells of them."""


def is_unsure(decision: TriageDecision, town: Gated) -> bool:
    """Whether a person has to look. What the person who reports has chosen themselves is certain."""
    return decision.confidence < town.gate and sureness(decision, town) < town.gate


def sureness(decision: TriageDecision, town: Gated) -> float:
    """How probable it is, from 0 to 1, that the lead of the likeliest category is the right one.

    The other categories can have no more than what the likeliest one leaves them.
    """
    way, left = town.way_of(decision.category), 1.0 - decision.confidence
    others = sum(share for _, share in decision.alternatives)
    same = sum(share for category, share in decision.alternatives if town.way_of(category) == way)
    return decision.confidence + (same * min(1.0, left / others) if others else 0.0)


def to_desk(coordinator: str) -> Route:
    """To the desk alone: nobody gets a copy of what is only guessed."""
    return Route(coordinator, (), LOOK, NEEDS_LOOK.msgid)
