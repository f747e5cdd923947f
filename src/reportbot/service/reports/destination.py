"""Where a report goes, told from what it says, before it is sent and when it is: the same rules for both. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.cases.routing.rules import Route
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.cases.triage.gate import to_desk
from reportbot.core.categories import COMPLAINT
from reportbot.core.conversation.beside.elsewhere import ABOUT_OFFICE, avoids_lead
from reportbot.core.conversation.turns.session import AVOID_SINCE, GUESSED, HELD
from reportbot.service.office_names import offices_named
from reportbot.service.towns import Rules, Triage

A_LOOK = timedelta(minutes=30)  # how old what they were shown may be, where nobody has noted it


@dataclass(frozen=True, slots=True)
class Destination:
    """`avoided` are the offices that must hear nothing of it (R15), with all who report to them.

    `unwanted` are those who would have acted, as the person was told, had they not asked for another way; empty where
    they did not. `needs_look`: it waits at the desk until a person has said what it is about.
    """

    route: Route
    avoided: frozenset[str] = frozenset()
    unwanted: tuple[str, ...] = ()
    needs_look: bool = False


def decide(triage: Triage, rules: Rules, answers: Mapping[str, Any], danger: str) -> TriageDecision:
    """By the category they chose; by their words where they chose none, or to raise the urgency.

    A category that was found in their words is shown to them before they send: it stays, as sure as a guess is.
    """
    words, chosen = words_of(answers), str(answers.get("category") or "")
    if not chosen:
        return triage(words, None, bool(danger), rules.urgencies, rules.key)
    decision = triage(words, chosen, bool(danger), rules.urgencies, rules.key)
    if GUESSED not in answers:
        return decision
    guess = triage(words, None, bool(danger), rules.urgencies, rules.key)
    if guess.category == chosen:
        return guess if guess.urgency >= decision.urgency else replace(guess, urgency=decision.urgency)
    shares = {guess.category: guess.confidence, **dict(guess.alternatives)}
    others = tuple((category, share) for category, share in shares.items() if category != chosen)
    return replace(decision, confidence=shares.get(chosen, 0.0), alternatives=others, because=guess.because)


def words_of(answers: Mapping[str, Any]) -> str:
    """What triage reads of a report."""
    return "\n".join(str(answers[name]) for name in ("description", HELD) if answers.get(name))


def destination(
    rules: Rules,
    category: str,
    place: str,
    answers: Mapping[str, Any],
    known_as: Callable[[str], frozenset[str]],
    voice: str,
    at: datetime,
    unsure: bool = False,
) -> Destination:
    """Never an office that a complaint names; nor, if they ask for another way, those that it would go to: those
    that they were shown, and whoever it would go to by now.

    `known_as` gives every folded form of a name, in every language. `unsure`: the category is a guess below the gate.
    """
    about, desk = str(answers.get(ABOUT_OFFICE, "")), rules.coordinator
    if category == COMPLAINT:
        about = f"{about}\n{answers.get('description', '')}"
    rules = rules.without(offices_named(about, rules.institutions.values(), known_as) if about else ())
    if unsure and category != COMPLAINT:  # it may be one all the same, and the desk would be the one to look at it
        words, ours = str(answers.get("description", "")), rules.institutions.get(desk)
        rules = rules.without(offices_named(words, [ours], known_as) if ours else ())
    route, looks = routed(rules, category, place, voice, at, unsure, desk)
    if not avoids_lead(answers):
        return Destination(route, rules.out, needs_look=looks)
    shown, _ = routed(rules, category, place, voice, _shown_at(answers, at), unsure, desk)
    unwanted = (shown.lead, *shown.together)
    led_round = rules.without([*unwanted, route.lead, *route.together])
    round_it, looks = routed(led_round, category, place, voice, at, unsure, desk)
    return Destination(round_it, led_round.out, unwanted, looks)


def routed(
    rules: Rules, category: str, place: str, voice: str, at: datetime, unsure: bool, desk: str
) -> tuple[Route, bool]:
    """Who must act, and whether a person has to look first. `desk` is the town's coordinator, whoever is avoided.

    A complaint goes its own way at once, and so does everything where the desk itself must hear nothing of it (R15).
    """
    if unsure and category != COMPLAINT and rules.coordinator == desk:
        return to_desk(desk), True
    return rules.route(category, place or None, voice, at), False


def _shown_at(answers: Mapping[str, Any], at: datetime) -> datetime:
    """When they were told who would get it. Offices close meanwhile, and another one would have it."""
    try:
        shown = datetime.fromisoformat(str(answers.get(AVOID_SINCE, "")))
        return shown if shown.tzinfo else at - A_LOOK
    except ValueError:
        return at - A_LOOK


def place_of(answers: Mapping[str, Any]) -> str:
    place = answers.get("place")
    return str(place.get("key", "")) if isinstance(place, dict) else ""
