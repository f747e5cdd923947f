"""Where a report goes, told from what it says, before it is sent and when it is: the same rules for both. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reportbot.core.cases.routing import Route
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.conversation.elsewhere import ABOUT_OFFICE, avoids_lead
from reportbot.core.conversation.session import HELD
from reportbot.service.offices import offices_named
from reportbot.service.towns import Rules, Triage

COMPLAINT = "service_complaint"  # the one category whose words name the office that must not get it


@dataclass(frozen=True, slots=True)
class Destination:
    """`avoided` are the offices that must hear nothing of it (R15), with all who report to them; `unwanted` is the one
    that would have got it, had the person not asked for another way, "" where they did not."""

    route: Route
    avoided: frozenset[str] = frozenset()
    unwanted: str = ""


def decide(triage: Triage, rules: Rules, answers: Mapping[str, Any], danger: str) -> TriageDecision:
    """By the category they chose; by their words where they chose none, or to raise the urgency."""
    chosen = answers.get("category")
    return triage(words_of(answers), str(chosen) if chosen else None, bool(danger), rules.urgencies, rules.key)


def words_of(answers: Mapping[str, Any]) -> str:
    """What triage reads of them."""
    return "\n".join(str(answers[name]) for name in ("description", HELD) if answers.get(name))


def destination(
    rules: Rules, category: str, place: str, answers: Mapping[str, Any], known_as: Callable[[str], frozenset[str]]
) -> Destination:
    """Never an office that a complaint names; nor, if they ask for another way, the one that it would go to.

    `known_as` gives every folded form of a name, in every language.
    """
    about = str(answers.get(ABOUT_OFFICE, ""))
    if category == COMPLAINT:
        about = f"{about}\n{answers.get('description', '')}"
    rules = rules.without(offices_named(about, rules.institutions.values(), known_as) if about else ())
    route = rules.route(category, place or None)
    if not avoids_lead(answers):
        return Destination(route, rules.out)
    led_round = rules.without([route.lead])
    return Destination(led_round.route(category, place or None), led_round.out, route.lead)


def place_of(answers: Mapping[str, Any]) -> str:
    place = answers.get("place")
    return str(place.get("key", "")) if isinstance(place, dict) else ""
