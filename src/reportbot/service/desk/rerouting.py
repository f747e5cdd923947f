"""Who would act by the rules, since the desk has corrected where a case is. Shown, and done by nobody but a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.withdrawing import left_over
from reportbot.core.cases.placing import corrections
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.routing.rules import Route
from reportbot.service.towns import Town

_PASSED = frozenset({"referred", "reopened"})


@dataclass(frozen=True, slots=True)
class Rerouted:
    """`lead` would have it, "" where that stays as it is; `others` would act with it or hear of it, and nobody has told
    them; `left` act on it, and would not be asked."""

    lead: str
    others: tuple[str, ...]
    left: tuple[str, ...]


def rerouted(
    town: Town, case: Case, events: Sequence[CaseEvent], everybody: Sequence[Referral], now: datetime
) -> Rerouted | None:
    """None where the place makes no difference, and once somebody has passed it on since."""
    passed = max((each.id for each in events if each.kind in _PASSED), default=0)
    corrected = [each for each in corrections(events) if each.id > passed]
    if not corrected or not case.is_worked_on or case.needs_look:
        return None
    rules = town.without(case.avoided).rules
    before, route = (
        rules.route(case.category, place or None, case.voice, now)
        for place in (corrected[0].facts.get("was", ""), case.place)
    )
    if _named(before) == _named(route):
        return None
    refused = {each.institution for each in everybody if each.answer is Answer.NOT_OURS}
    known = {each.institution for each in everybody if not each.is_withdrawn}
    is_new = route.lead not in (case.lead, *refused) and town.takes_reports(route.lead)
    others = tuple(key for key in _named(route)[1:] if key not in known)
    left = left_over(case, everybody, _named(route), rules.coordinator)
    lead = route.lead if is_new else ""
    return Rerouted(lead, others, left) if lead or others or left else None


def _named(route: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys((route.lead, *route.together, *route.copies)))
