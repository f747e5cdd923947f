"""The code of a sealed matter goes no way on which a link to it may lie, whatever became of that link since."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import LEAD, Referral
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.municipality.loading import TransportTarget
from reportbot.service.offices.second_ways import second_ways, short_of_ways
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.towns import Town
from tests.builders import TUESDAY, a_case, a_municipality, a_town

HOUR = timedelta(hours=1)
MAIL, PHONE = TransportTarget("email", "police@drenas.example"), TransportTarget("sms", "+38344000001", group=1)
CHAT = TransportTarget("telegram", "-1002")
CASE = a_case(category="family_violence", lead="police")
MINE = Referral(7, CASE.id, "drenas", "police", LEAD, TUESDAY)


def a_house(*second: TransportTarget) -> Town:
    town = a_town()
    offices = dict(town.rules.institutions)
    offices["police"] = replace(offices["police"], transports=(MAIL, PHONE), second=second)  # type: ignore[type-var]
    return replace(town, rules=replace(town.rules, institutions=offices))  # type: ignore[type-var]


def a_row(by: str, state: DeliveryState = DeliveryState.DONE, evidence: str = "", after: timedelta = HOUR) -> Delivery:
    at = TUESDAY + after
    row = Delivery(1, "drenas", -7, "forward", by, at, at, b"", case=CASE.id, referral=MINE.id, institution="police")
    return replace(row, state=state, evidence=evidence)


def nudged(contact: str = "") -> CaseEvent:
    facts = {"institution": "police"} | ({"contact": contact} if contact else {})
    return CaseEvent(9, CASE.id, "drenas", "reminded", TUESDAY + 9 * HOUR, "reportbot", facts)


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.CANCELLED])
def test_a_mail_that_somebody_says_came_back_has_carried_the_link_all_the_same(state: DeliveryState) -> None:
    """Whoever reads the mailbox can forge a bounce, so that the link goes on by SMS and the code comes by mail."""
    rows = [a_row("email", state, evidence="<forward.1@host>"), a_row("sms")]
    assert second_ways(a_house(), CASE, MINE, rows, [], TUESDAY) == []


def test_a_mail_that_never_left_has_carried_nothing() -> None:
    rows = [a_row("email", DeliveryState.DEAD), a_row("sms")]
    assert second_ways(a_house(), CASE, MINE, rows, [], TUESDAY) == [MAIL]


def test_a_reminder_together_with_others_has_carried_the_link_to_the_second_contact() -> None:
    """It stands in the outbox without a case."""
    rows = [a_row("email"), a_row("sms")]
    assert second_ways(a_house(CHAT), CASE, MINE, rows, [nudged()], TUESDAY) == [CHAT]
    assert second_ways(a_house(CHAT), CASE, MINE, rows, [nudged("second")], TUESDAY) == []


def test_a_reminder_alone_is_known_by_its_row() -> None:
    rows = [a_row("email"), a_row("email", after=9 * HOUR)]
    assert second_ways(a_house(), CASE, MINE, rows, [nudged()], TUESDAY) == [PHONE]
    assert second_ways(a_house(), CASE, MINE, rows[:1], [nudged()], TUESDAY) == []


def test_a_way_for_other_hours_is_a_way_of_the_week() -> None:
    hours = a_house().office("public_services").hours
    by_night = replace(CHAT, when=OfficeTime(hours, is_open=False))
    town = a_house(by_night)
    by_day = next(at for at in (TUESDAY + count * HOUR for count in range(168)) if not by_night.fits(CASE.urgency, at))
    rows = [a_row("email"), a_row("sms")]
    assert second_ways(town, CASE, MINE, rows, [], by_day) == []
    assert second_ways(town, CASE, MINE, rows, [], by_day, ever=True) == [by_night]


def test_who_gets_sensitive_matters_and_has_one_contact_alone_is_short_of_ways() -> None:
    short = short_of_ways(a_municipality())
    assert "police" in short and "qps" in short
    assert "public_services" not in short, "it gets no matters about people"
    assert a_municipality().coordinator not in short, "the desk signs in"
    assert "police" not in short_of_ways(a_municipality(without=["police"])), "its matters go to the desk"


@pytest.mark.parametrize(
    ("ways", "second", "short"),
    [
        ((MAIL,), (PHONE,), False),
        ((MAIL,), (), True),
        ((MAIL,), (TransportTarget("email", "other@police.example"),), True),
        ((MAIL,), (TransportTarget("paper"),), True),
        ((MAIL, replace(PHONE, group=1)), (), True),
        ((MAIL, replace(PHONE, group=1)), (TransportTarget("email", "other@police.example"),), False),
        ((MAIL, replace(PHONE, group=0)), (TransportTarget("email", "other@police.example"),), True),
    ],
)
def test_a_second_contact_by_the_way_of_the_first_is_none_for_a_code(
    ways: tuple[TransportTarget, ...], second: tuple[TransportTarget, ...], short: bool
) -> None:
    town = a_municipality()
    police = replace(town.institutions["police"], transports=ways, second=second)
    town = replace(town, institutions={**town.institutions, "police": police})
    assert ("police" in short_of_ways(town)) is short
