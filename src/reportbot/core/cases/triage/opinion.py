"""What the model thinks of a report, and what of that counts: it may name a category and raise the urgency. Pure.

It never sets a danger, never lowers an urgency, and has no say where the person chose what their report is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportbot.core.cases.triage.deciding import MOST_ALTERNATIVES, TriageDecision
from reportbot.core.categories import COMPLAINT
from reportbot.core.hearing.wording import URGENCIES, label
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

THINKS = Text("A model trained on examples thinks so: {category}.")
RAISES = Text("A model trained on examples thinks that this is at least {urgency}.")


@dataclass(frozen=True, slots=True)
class Opinion:
    """`shares`: how likely each category is, from 0 to 1, the likeliest first; never empty. `model` names the head."""

    shares: tuple[tuple[str, float], ...]
    at_least: Urgency
    model: str


def with_opinion(
    decision: TriageDecision, opinion: Opinion | None, chosen: bool, usual: Mapping[str, Urgency] | None = None
) -> TriageDecision:
    """`chosen`: the person named the category themselves. `usual`: what a category wants by itself, if it is serious.

    Raises KeyError for a share of an unknown category.
    """
    if opinion is None:
        return decision
    if not chosen:
        before = decision
        decision = _named(decision, opinion)
        if decision.category != before.category:
            decision = _as_usual(decision, usual or {})
    if opinion.at_least <= decision.urgency:
        return decision
    why = Text(RAISES.msgid, {"urgency": URGENCIES[opinion.at_least]})
    return replace(decision, urgency=opinion.at_least, because=(*decision.because, why))


def _as_usual(decision: TriageDecision, usual: Mapping[str, Urgency]) -> TriageDecision:
    """A category that nobody has said makes no emergency by itself."""
    least = min(usual.get(decision.category, Urgency.INFORMATION), Urgency.URGENT)
    return replace(decision, urgency=max(decision.urgency, least))


def _named(decision: TriageDecision, opinion: Opinion) -> TriageDecision:
    """The category of the model, which has heard the rules; that of the rules stays among the alternatives.

    A complaint that the rules have heard stays one: the model may only doubt it.
    """
    (category, share), *others = opinion.shares
    if decision.category == COMPLAINT != category:  # R15: what the rules took for a complaint goes round those it names
        shares = dict(opinion.shares)
        category, share = COMPLAINT, shares.pop(COMPLAINT, 0.0)
        others = list(shares.items())
    ranked = tuple((other, round(part, 2)) for other, part in others)[:MOST_ALTERNATIVES]
    because = decision.because
    if category != decision.category:
        because = (Text(THINKS.msgid, {"category": label(category)}), *because)
    return replace(decision, category=category, confidence=round(share, 2), alternatives=ranked, because=because)
