"""All 29 categories at every kind of place, at every kind of hour, in every voice: who leads, who gets a copy.

What is expected lies beside this file, one table a town. A changed rule shows as a changed line there.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from difflib import unified_diff
from itertools import product

import pytest

from reportbot.core.cases.routing.rules import VOICES, RoutingRule, route
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.core.categories import CATEGORIES
from reportbot.municipality.loading import Municipality
from reportbot.service.reports.destination import destination
from tests.builders import catalogues
from tests.municipality.decisions import HEAD, HOURS, TOWNS, file_of, moments, places, spots, table

EVERY_TOWN = pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS.keys())
WORKS = {"public_services", "infrastructure", "parks", "waste", "waste_company", "water_company", "inspectorate"}
"""Offices for roads, waste and water: they have no business with a person's matter."""


@EVERY_TOWN
def test_the_decisions_are_those_of_the_table(town: Municipality) -> None:
    expected, found = file_of(town.key).read_text(), table(town)
    diff = "".join(unified_diff(expected.splitlines(True), found.splitlines(True), "expected", "by the rules", n=0))
    assert found == expected, f"if that is meant, python -m tests.municipality.decisions writes it:\n{diff}"


@EVERY_TOWN
def test_the_table_walks_everything(town: Municipality) -> None:
    walked = list(spots(town))
    assert {each[0] for each in walked} == set(CATEGORIES)
    kinds = {town.gazetteer.by_key[each[1]].kind if each[1] else "unknown" for each in walked}
    assert kinds == {place.kind for place in town.gazetteer.by_key.values()} | {"unknown"}
    assert {each[2] for each in walked} == {*HOURS, "holiday"} and {each[3] for each in walked} == set(VOICES)
    assert len(walked) == len(set(walked)) == 29 * len(places(town)) * len(moments(town)) * len(VOICES)
    desk = OfficeTime(town.institutions[town.coordinator].hours, True)
    assert [name for name, at in moments(town).items() if desk.holds(at)] == ["office hours"]


@EVERY_TOWN
def test_every_matter_has_a_lead_that_takes_reports_at_every_hour(town: Municipality) -> None:
    for category, place, hour, voice in spots(town):
        found = town.route(category, place, voice, moments(town)[hour])
        assert all(town.institutions[key].takes_reports for key in (found.lead, *found.copies))
        assert found.because and found.lead not in found.copies and len(set(found.copies)) == len(found.copies)
        assert found.runner_up is None or found.runner_up.rule_name != found.rule_name


@EVERY_TOWN
def test_what_concerns_a_person_never_goes_to_roads_waste_or_water(town: Municipality) -> None:
    assert WORKS & set(town.institutions)
    for category, place, hour, voice in spots(town):
        if CATEGORIES[category].sensitive:
            found = town.route(category, place, voice, moments(town)[hour])
            assert not WORKS & {found.lead, *found.copies}


@EVERY_TOWN
def test_a_complaint_never_goes_to_the_office_that_it_names(town: Municipality) -> None:
    at = moments(town)["evening"]
    for key, voice in product(town.institutions, VOICES):
        said = {"about_office": key, "description": town.institutions[key].name}
        found = destination(town, "service_complaint", "", said, catalogues().known_as, voice, at)
        assert key in found.avoided and not found.avoided & {found.route.lead, *found.route.copies}


@EVERY_TOWN
def test_who_was_shown_in_the_evening_stays_out_when_it_is_sent_in_the_morning(town: Municipality) -> None:
    """The office that is open now is not the one that they did not want: both are kept out."""
    desk, hours = town.coordinator, town.institutions[town.coordinator].hours
    usual = town.route("waste", None, "citizen", moments(town)["evening"]).lead
    other = next(key for key, each in town.institutions.items() if each.takes_reports and key not in (usual, desk))
    night = RoutingRule("night", frozenset({"waste"}), frozenset(), other, when=OfficeTime(hours, False))
    town = replace(town, rules=(night, *town.rules))
    evening = moments(town)["evening"]
    morning = evening + timedelta(hours=14)
    said = {"category": "waste", "avoid": "yes", "avoid_since": evening.isoformat()}
    found = destination(town, "waste", "", said, catalogues().known_as, "citizen", morning)
    assert found.unwanted == (other,) and {other, usual} <= found.avoided
    assert not found.avoided & {found.route.lead, *found.route.copies}


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-24", "2026-11-24T21:00", 7])
def test_a_time_that_cannot_be_read_counts_as_a_moment_ago(since: object) -> None:
    town = TOWNS["drenas"]
    at = moments(town)["evening"]
    said = {"avoid": "yes", "avoid_since": since}
    found = destination(town, "waste", "", said, catalogues().known_as, "citizen", at)
    assert found.unwanted == ("public_services",)


@pytest.mark.parametrize(
    ("place", "lead"),
    [
        (None, "pmf_kamez"),
        ("kamez", "pmf_kamez"),
        ("unit_paskuqan", "pmf_kamez"),
        ("bathore", "pmf_bathore"),
        ("school_ahmet_zogu", "pmf_bathore"),
    ],
)
def test_kamez_has_a_child_protection_worker_of_its_own_in_bathore(place: str | None, lead: str) -> None:
    town = TOWNS["kamez"]
    for category, at in product(("child_violence", "neglect", "child_labour"), moments(town).values()):
        found = town.route(category, place, "child", at)
        assert found.lead == lead and found.runner_up is not None
        assert found.runner_up.lead == ({"pmf_kamez", "pmf_bathore"} - {lead}).pop()
        assert found.runner_up.lost == ("below" if lead == "pmf_bathore" else "places")


def changed(town: Municipality) -> Iterator[Municipality]:
    """One rule with another lead, one with no copies, two in another order."""
    first, second, *rest = town.rules
    yield replace(town, rules=(replace(first, lead=town.coordinator), second, *rest))
    yield replace(town, rules=(replace(first, copies=()), second, *rest))
    night = OfficeTime(town.institutions[town.coordinator].hours, False)
    yield replace(town, rules=(replace(first, name="night", lead="duty", when=night), *town.rules))
    yield replace(town, rules=(replace(first, name="child", lead="duty", voices=frozenset({"child"})), *town.rules))


@EVERY_TOWN
def test_a_changed_rule_shows_in_the_table(town: Municipality) -> None:
    tables = [table(each) for each in (town, *changed(town))]
    assert len(set(tables)) == len(tables)
    lines = [len(set(each.splitlines()) ^ set(tables[0].splitlines())) for each in tables[1:]]
    assert all(0 < count < 60 for count in lines)


@EVERY_TOWN
def test_the_table_is_all_that_is_needed_to_know_where_a_matter_goes(town: Municipality) -> None:
    rows = [dict(zip(HEAD, line.split("\t"), strict=True)) for line in file_of(town.key).read_text().splitlines()[1:]]
    for category, place, hour, voice in spots(town):
        said = {"category": category, "place": place or "unknown", "hour": hour, "voice": voice}
        *_, row = [row for row in rows if all(row[name] in ("*", value) for name, value in said.items())]
        found = route(town.rules, category, place, voice, moments(town)[hour])
        assert (row["lead"], row["copies"].split(), row["rule"]) == (found.lead, [*found.copies], found.rule_name)
