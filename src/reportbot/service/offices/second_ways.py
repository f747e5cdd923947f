"""By which way the code for a sealed matter goes to an office: never one that has carried a link to the same matter."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import FELL_BACK, CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.categories import CATEGORIES
from reportbot.service.outgoing.notices import CODE
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.towns import Office, Rules, Target, Town

SPEAKING = frozenset({"sms", "telegram", "email"})  # ways that bring six digits to a person at once
NEVER_ARRIVED = (DeliveryState.DEAD, DeliveryState.CANCELLED)
NUDGED = frozenset({"reminded", "escalated"})
A_WEEK = [timedelta(hours=hour) for hour in range(7 * 24)]


def second_ways(
    town: Town,
    case: Case,
    referral: Referral,
    deliveries: Sequence[Delivery],
    events: Sequence[CaseEvent],
    now: datetime,
    ever: bool = False,
) -> list[Target]:
    """The best first. `town` without those that the case must not go to; `deliveries` and `events` of the case.

    `ever`: at some hour of the week, not only now. Where nobody remembers by which way the link went, each way of the
    usual contact counts as one that carried it.
    """
    contact = town.rules.contact_of(referral.institution)
    sent = [each for each in deliveries if each.referral == referral.id and each.kind != CODE]
    # What came back was taken by the other side once, and anybody who has read it can say that it came back.
    carried = {each.by for each in sent if each.evidence or each.state not in NEVER_ARRIVED}
    carried |= set(_with_others(contact, referral, sent, events))
    carried = carried or {way.kind for way in contact.transports}
    moments = [now + ahead for ahead in A_WEEK] if ever else [now]
    return [
        way
        for way in (*contact.transports, *contact.second)
        if way.kind in SPEAKING and way.kind not in carried and any(way.fits(case.urgency, at) for at in moments)
    ]


def short_of_ways(rules: Rules) -> tuple[str, ...]:
    """Institutions that get sensitive matters, and have no second contact or no second way for the code. In the order
    of the file. Not the desk, which signs in; nor who has no contact at all, for whom the desk hears."""
    sensitive = [code for code, category in CATEGORIES.items() if category.sensitive]
    theirs = {
        key
        for rule in rules.rules
        if any(rule.is_about(code) for code in sensitive)
        for key in (rule.lead, *rule.together, *rule.copies)
    }
    offices = [rules.institutions[key] for key in rules.institutions if key in theirs and key != rules.coordinator]
    return tuple(each.key for each in offices if each.transports and (not each.second or not has_second_way(each)))


def has_second_way(office: Office) -> bool:
    """Whether a code could reach it otherwise than the link that goes by the first of its ways."""
    first = min(way.group for way in office.transports)
    carried = {way.kind for way in office.transports if way.group == first}
    return any(way.kind in SPEAKING and way.kind not in carried for way in (*office.transports, *office.second))


def _with_others(
    contact: Office, referral: Referral, sent: Sequence[Delivery], events: Sequence[CaseEvent]
) -> Iterator[str]:
    """Kinds of way that may have carried the link in one message with those of other cases, which has no row here."""
    alone = {each.created_at for each in sent}
    for event in events:
        if event.facts.get("institution") != referral.institution or event.at in alone:
            continue
        if event.kind == FELL_BACK:
            yield event.facts["to"]
        elif event.kind in NUDGED:
            told = {"second": contact.second, "head": contact.head}.get(event.facts.get("contact", ""), ())
            yield from (way.kind for way in told or contact.transports)
