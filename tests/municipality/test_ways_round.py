"""Whichever office of whichever town is complained of: it hears nothing, and somebody else can act (R15)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reportbot.core.cases.due.deadlines import Rung
from reportbot.core.cases.routing.wayround import shut_out
from reportbot.core.categories import CATEGORIES
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from tests import shipped

HOURS = [datetime(2026, 4, 6, 1, tzinfo=UTC) + timedelta(hours=7 * step) for step in range(24)]
SHIPPED = shipped.towns(date(2026, 1, 1))
TOWNS = {
    key: with_contacts(
        town, {office: (TransportTarget("email", f"{office}@example.org"),) for office in town.institutions}
    )
    for key, town in SHIPPED.items()
}
EVERY_OFFICE = [(town, office) for town, known in TOWNS.items() for office in known.institutions]


def rungs(town: Municipality) -> list[Rung]:
    return [rung for ladder in town.ladder.values() for rung in ladder]


@pytest.mark.parametrize(("town", "office"), EVERY_OFFICE)
def test_r15_an_office_that_is_avoided_leads_nothing_and_gets_no_copy(town: str, office: str) -> None:
    known = TOWNS[town]
    around = known.without([office])
    out = shut_out(known.institutions, [office])
    assert office in around.out and around.out == out
    for category in CATEGORIES:
        for place in (None, *known.gazetteer.by_key):
            found = around.route(category, place, "citizen", HOURS[0])
            assert found.lead not in out and found.lead in known.institutions
            assert not out & set(found.copies)
            assert found.lead not in found.copies


@pytest.mark.parametrize(("town", "office"), EVERY_OFFICE)
def test_r15_nor_is_it_told_by_a_deadline_or_called_at_night(town: str, office: str) -> None:
    around = TOWNS[town].without([office])
    for now in HOURS:
        assert not around.out & set(around.on_call(now))
        for rung in rungs(around):
            for lead in TOWNS[town].institutions:
                told = around.told_by(rung, lead, now)
                assert told, "somebody hears of it"
                assert not around.out & set(told)


@pytest.mark.parametrize(("town", "office"), EVERY_OFFICE)
def test_r15_no_contact_of_it_is_used_under_another_name(town: str, office: str) -> None:
    known = TOWNS[town]
    shared = with_contacts(known, dict.fromkeys(known.institutions, known.institutions[office].transports))
    around = shared.without([office])
    used = [around.contact_of(key).transports for key in around.institutions]
    assert not any(used), "one mailbox for the whole town is the mailbox of the office that is avoided"


@pytest.mark.parametrize(("town", "office"), EVERY_OFFICE)
def test_r15_an_office_without_a_contact_is_reached_through_nobody_who_is_avoided(town: str, office: str) -> None:
    silent = with_contacts(TOWNS[town], dict.fromkeys(SHIPPED[town].institutions, ()))
    desk = silent.without([office]).coordinator
    silent = with_contacts(silent, {desk: (TransportTarget("email", "desk@example.org"),)})
    around = silent.without([office])
    assert {around.contact_of(key).key for key in around.institutions if key not in around.out} == {desk}


@pytest.mark.parametrize(("town", "office"), EVERY_OFFICE)
def test_somebody_is_left_when_the_office_and_whoever_takes_its_place_are_avoided(town: str, office: str) -> None:
    around = TOWNS[town].without([office])
    for category in CATEGORIES:
        second = around.route(category, None, "citizen", HOURS[0]).lead
        again = around.without([second])
        assert again.route(category, None, "citizen", HOURS[0]).lead not in again.out


@pytest.mark.parametrize("town", TOWNS)
def test_where_nobody_is_avoided_the_town_is_the_same(town: str) -> None:
    assert TOWNS[town].without([]) is TOWNS[town]
    assert TOWNS[town].without(["nobody the file knows"]).coordinator == TOWNS[town].coordinator


@pytest.mark.parametrize(
    ("town", "avoided", "category", "lead"),
    [
        ("drenas", "qps", "child_violence", "police"),
        ("drenas", "dka", "school_violence", "qps"),
        ("drenas", "dka", "school_building", "inspectorate"),
        ("drenas", "police", "sexual_abuse", "victim_advocate"),
        ("drenas", "duty", "other_emergency", "duty_deputy"),
        ("drenas", "coordinator", "service_complaint", "mayor"),
        ("drenas", "mayor", "waste", "coordinator"),  # the directorate works for the mayor
        ("drenas", "human_rights", "discrimination", "ombudsperson"),
        ("vushtrri", "dshms", "neglect", "police"),  # the Centre for Social Work works for the directorate
        ("kamez", "pmf_kamez", "neglect", "dnecs"),
        ("kamez", "dnecs", "neglect", "commissariat_5"),
        ("kamez", "kmd", "discrimination", "coordinator"),
    ],
)
def test_the_towns_name_a_fitting_way_round(town: str, avoided: str, category: str, lead: str) -> None:
    assert TOWNS[town].without([avoided]).route(category, None, "citizen", HOURS[0]).lead == lead


def test_a_group_of_offices_is_avoided_with_each_of_them() -> None:
    assert "etn" in TOWNS["kamez"].without(["commissariat_5"]).out
