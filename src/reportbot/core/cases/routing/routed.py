"""Why a case was sent where it went, as its history keeps it: names and codes, no sentence. Read back for the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.routing.rules import WHY_LOST, Route, RunnerUp

_RULE, _NEXT, _NEXT_LEAD, _LOST = "rule", "next_rule", "next_lead", "next_lost"


@dataclass(frozen=True, slots=True)
class Routed:
    """The rule that sent a case, whom it led to, and the one that nearly did. `lead` is "" where nobody noted it."""

    rule_name: str
    lead: str
    runner_up: RunnerUp | None


def facts_of(route: Route) -> dict[str, str]:
    near = route.runner_up
    return {_RULE: route.rule_name} | ({_NEXT: near.rule_name, _NEXT_LEAD: near.lead, _LOST: near.lost} if near else {})


def routed_by(events: Sequence[CaseEvent]) -> Routed | None:
    """Of the newest route; None where no rule was noted. A code of tomorrow is no reason that can be shown."""
    for position in range(len(events) - 1, -1, -1):
        facts = events[position].facts
        if _RULE not in facts:
            continue
        lead = next((each.facts["lead"] for each in events[position:] if "lead" in each.facts), "")
        near = RunnerUp(facts[_NEXT], facts.get(_NEXT_LEAD, ""), facts[_LOST]) if _near_is_known(facts) else None
        return Routed(facts[_RULE], lead, near)
    return None


def _near_is_known(facts: Mapping[str, str]) -> bool:
    return _NEXT in facts and facts.get(_LOST) in WHY_LOST
