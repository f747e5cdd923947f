"""Which reminders are one message, and which never are."""

from dataclasses import replace
from typing import cast

import pytest

from reportbot.core.cases.due.deadlines import LEAD, LEAD_SECOND
from reportbot.core.cases.due.followup import FollowUp
from reportbot.core.cases.referral import LEAD as LEADS
from reportbot.core.cases.referral import Referral
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.messages import Text
from reportbot.municipality.loading import TransportTarget
from reportbot.service.due.reminding import MOST, Reminder, grouped
from reportbot.service.reports.climbing import told
from reportbot.service.towns import Town
from tests.builders import TUESDAY, Parts, a_case, a_municipality


@pytest.fixture
def one(here: Parts) -> Reminder:
    """That the water company has not answered yet."""
    mine = Referral(7, 1, "drenas", "water", LEADS, TUESDAY)
    return Reminder("reminder", here.towns["drenas"], a_case(), mine, "", mine, Text("Nobody has answered."), TUESDAY)


def test_those_of_one_office_are_one_message_and_an_alert_is_in_none(one: Reminder) -> None:
    alert, escalation = replace(one, kind="alert"), replace(one, kind="escalation")
    assert grouped([one, alert, escalation, alert, one]) == [[one, escalation, one], [alert], [alert]]


def test_another_contact_or_other_offices_to_avoid_make_another_message(one: Reminder) -> None:
    head, round_the_desk = replace(one, contact="head"), replace(one, case=replace(one.case, avoided=("coordinator",)))
    assert grouped([one, head, round_the_desk, one]) == [[one, one], [head], [round_the_desk]]


def test_a_message_names_so_many_and_the_next_one_the_rest(one: Reminder) -> None:
    assert [len(group) for group in grouped([one] * (2 * MOST + 1))] == [MOST, MOST, 1]


def test_a_second_contact_at_the_same_address_is_not_told_twice() -> None:
    usual, another = TransportTarget("email", "works@drenas.example"), TransportTarget("sms", "+38344111222")
    office = a_municipality().institutions["public_services"]
    todo = FollowUp((LEAD, LEAD_SECOND), Text("Nobody has answered yet."))
    for second, heard in (((usual,), [""]), ((another,), ["", "second"])):
        known = {**a_municipality().institutions, office.key: replace(office, transports=(usual,), second=second)}
        town = Town(replace(a_municipality(), institutions=known), cast(Surroundings, None))
        assert [contact for _, contact in told(town, todo.rungs, office.key, TUESDAY)] == heard
