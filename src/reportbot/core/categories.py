"""The 29 kinds of problem (domain facts, section 2.1). Codes are for ever; labels are translated."""

from dataclasses import dataclass
from typing import Literal

from reportbot.core.urgency import Urgency

Group = Literal["child", "adult", "school", "public_space", "emergency", "service", "none"]


@dataclass(frozen=True, slots=True)
class Category:
    """`sensitive` matters are never named in a push, a mail or a public page."""

    code: str
    label: str
    group: Group
    sensitive: bool
    urgency: Urgency


def _row(code: str, label: str, group: Group, urgency: Urgency, sensitive: bool = False) -> Category:
    return Category(code, label, group, sensitive, urgency)


COMPLAINT = "service_complaint"  # its words name the office that must not get it (R15)

CATEGORIES: dict[str, Category] = {
    category.code: category
    for category in (
        _row("child_violence", "Violence against a child", "child", Urgency.URGENT, sensitive=True),
        _row("neglect", "A child without care", "child", Urgency.URGENT, sensitive=True),
        _row("sexual_abuse", "Sexual abuse", "child", Urgency.URGENT, sensitive=True),
        _row("exploitation", "Trafficking, exploitation or forced marriage", "child", Urgency.URGENT, sensitive=True),
        _row("domestic_violence", "Violence at home", "adult", Urgency.URGENT, sensitive=True),
        _row("school_violence", "Violence or bullying at school", "school", Urgency.NORMAL, sensitive=True),
        _row("online_safety", "Threats or abuse on the internet", "child", Urgency.NORMAL, sensitive=True),
        _row("mental_health", "Someone may hurt themselves", "adult", Urgency.EMERGENCY, sensitive=True),
        _row("school_dropout", "A child who does not go to school", "school", Urgency.NORMAL, sensitive=True),
        _row("child_labour", "A child who has to work", "child", Urgency.URGENT, sensitive=True),
        _row("street_situation", "A child begging or living on the street", "child", Urgency.URGENT, sensitive=True),
        _row("discrimination", "Discrimination", "adult", Urgency.NORMAL, sensitive=True),
        _row("disability_access", "Access for people with disabilities", "school", Urgency.NORMAL),
        _row("manhole", "Open manhole or pit", "public_space", Urgency.NORMAL),
        _row("dangerous_site", "Ruin, river bed or other dangerous place", "public_space", Urgency.NORMAL),
        _row("playground", "Broken playground", "public_space", Urgency.NORMAL),
        _row("sidewalk_traffic", "Road, pavement or crossing", "public_space", Urgency.NORMAL),
        _row("waste", "Waste or dump", "public_space", Urgency.NORMAL),
        _row("water_sewage", "Water or sewage", "public_space", Urgency.NORMAL),
        _row("stray_dogs", "Stray dogs", "public_space", Urgency.NORMAL),
        _row("school_building", "School building: heating, toilets, roof", "public_space", Urgency.NORMAL),
        _row("school_surroundings", "Strangers or drugs near a school", "public_space", Urgency.URGENT),
        _row("other_emergency", "Fire, gas, accident, a person injured or missing", "emergency", Urgency.EMERGENCY),
        _row("service_complaint", "Complaint about a service or office", "service", Urgency.NORMAL, sensitive=True),
        _row("hotline_info", "A question about help lines", "none", Urgency.INFORMATION),
        _row("service_info", "A question about services", "none", Urgency.INFORMATION),
        _row("bot_info", "A question about this service", "none", Urgency.INFORMATION),
        _row("status_query", "A question about a report", "none", Urgency.INFORMATION),
        _row("other", "Something else", "none", Urgency.INFORMATION),
    )
}


def is_about_somebody(category: str) -> bool:
    """Whether it says that somebody is harmed, or in need: it goes to those who protect people."""
    return CATEGORIES[category].group in ("child", "adult", "school", "emergency")
