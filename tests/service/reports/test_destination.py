"""What is only guessed waits at the desk, unless that would be the wrong place for it."""

from datetime import UTC, datetime

import pytest

from reportbot.service.reports.destination import routed
from tests.builders import a_municipality

NOON = datetime(2026, 4, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("category", "avoid", "unsure", "waits"),
    [
        ("waste", "", True, True),
        ("waste", "", False, False),
        ("service_complaint", "", True, False),  # a complaint may be about whoever would look
        ("waste", "coordinator", True, False),  # the desk itself must hear nothing of it
        ("waste", "public_services", True, True),
    ],
)
def test_who_waits_for_a_look(category: str, avoid: str, unsure: bool, waits: bool) -> None:
    town = a_municipality()
    rules = town.without([avoid] if avoid else [])
    route, looks = routed(rules, category, "", "citizen", NOON, unsure, town.coordinator)
    assert looks is waits and route.lead != avoid
    assert (route.rule_name == "needs a look") is waits
    assert not (waits and route.copies)
