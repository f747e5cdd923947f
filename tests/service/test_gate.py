"""Below the gate a case waits at the desk; at or above it goes to the office at once. The person is told the same."""

import re

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.casework import CasePage
from reportbot.storage import Database
from tests.builders import ALARM, VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.service.reports.test_adding import UNNAMED
from tests.service.test_responses import link

SURE, NEVER_SURE = 0.0, 1.0


async def at(store: Database, gate: float) -> Parts:
    return await parts_for(store, town=a_municipality(gate=gate))


async def page(parts: Parts, number: str = "2026-0001") -> CasePage:
    return await parts.casework.case("drenas", number, "coordinator")


@pytest.mark.parametrize(
    ("gate", "lead", "told", "roles"),
    [
        (
            SURE,
            "public_services",
            "Directorate of Public Services",
            [("public_services", "lead"), ("inspectorate", "copy"), ("waste_company", "copy")],
        ),
        (NEVER_SURE, "coordinator", "Reporting desk", [("coordinator", "lead")]),
    ],
)
async def test_what_the_person_is_told_before_sending_is_where_it_goes(
    store: Database, gate: float, lead: str, told: str, roles: list[tuple[str, str]]
) -> None:
    parts = await at(store, gate)
    async with parts.taking():
        *_, asked = await parts.say("anna", *WASTE[:-1])
        said = await parts.say("anna", WASTE[-1])
    name = name_of(lead)
    assert f"It goes to: {name}." in asked
    assert any(f"It goes to: {name}." in each for each in said)
    shown = await page(parts)
    assert (shown.case.category, shown.case.lead, shown.case.needs_look) == ("waste", lead, gate == NEVER_SURE)
    assert [(each.institution, each.role) for each in shown.referrals] == roles
    assert [who for who, _ in parts.mail.take()] == sorted(who for who, _ in roles)
    assert shown.case.status is Status.REFERRED
    assert [due.referral for due in shown.dues] == [shown.referrals[0].id]


async def test_the_guess_and_what_else_it_may_be_are_kept_sealed_with_the_reasons(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", "start", "1", "1", "Dogs bite and the waste stinks", "Komoran", "1")
    grounds = (await page(parts)).grounds
    assert grounds.confidence is not None and 0 < grounds.confidence < 1
    assert grounds.alternatives
    assert grounds.alternatives == tuple(sorted(grounds.alternatives, key=lambda each: -each[1]))
    assert Text("It is not certain what this is about. The reporting desk looks at it first.") in grounds.because


async def test_whoever_is_on_call_is_alerted_all_the_same(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *ALARM)
    shown = await page(parts)
    on_call = parts.towns["drenas"].rules.on_call(parts.clock.now())
    assert (shown.case.urgency, shown.case.lead, shown.case.needs_look) == (Urgency.EMERGENCY, "coordinator", True)
    assert {each.institution for each in shown.referrals} == {"coordinator", *on_call}


async def test_what_a_person_chose_is_certain(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *VIOLENCE)
    (case,) = await parts.cases()
    assert (case.category, case.needs_look) == ("domestic_violence", False)
    assert case.lead != "coordinator"


async def test_a_kind_that_they_put_right_before_sending_is_certain(store: Database) -> None:
    """change, what it is, waste, (the place), send."""
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", "start", "1", "1", "Old bottles everywhere", "Komoran", "3", "1", "3", "Komoran", "1")
    (case,) = await parts.cases()
    assert (case.category, case.needs_look, case.lead) == ("waste", False, "public_services")


async def test_the_kind_that_they_choose_afterwards_sends_it_on(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *UNNAMED)
        await parts.say("anna", "3")
    (case,) = await parts.cases()
    assert (case.category, case.needs_look) == ("school_violence", False)
    assert case.lead != "coordinator"


@pytest.mark.parametrize(("gate", "needs_look"), [(NEVER_SURE, True), (SURE, False)])
async def test_words_afterwards_send_it_on_if_they_are_sure_enough(
    store: Database, gate: float, needs_look: bool
) -> None:
    parts = await at(store, gate)
    async with parts.taking():
        await parts.say("anna", *UNNAMED)
        await parts.say("anna", "skip", "My husband beats me every evening")
    (case,) = await parts.cases()
    assert (case.category, case.needs_look) == ("domestic_violence", needs_look)
    assert (case.lead == "coordinator") is needs_look


async def test_the_rest_of_the_report_takes_an_alarm_that_nobody_was_sure_of_to_the_office(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *ALARM)
        assert (await parts.cases())[0].needs_look
        await parts.say("anna", "1", "Komoran", "It happens every evening", "1")
    (case,) = await parts.cases()
    assert (case.category, case.needs_look) == ("child_violence", False)
    assert case.lead != "coordinator"


async def test_a_guess_takes_no_case_from_whoever_has_it(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *UNNAMED)
        await parts.casework.refer("drenas", "2026-0001", "police", "coordinator")
        await parts.say("anna", "skip", "Dogs bark and the waste stinks")
    (case,) = await parts.cases()
    assert (case.category, case.lead, case.needs_look) == ("other", "police", False)


async def test_where_the_desk_must_hear_nothing_of_it_nothing_waits_there(store: Database) -> None:
    """“Send it, but not to them”, of a guess that would have gone to the desk."""
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        said = "\n".join(await parts.say("anna", *WASTE[:-1], "2"))
    (case,) = await parts.cases()
    assert "coordinator" in case.avoided
    assert (case.lead != "coordinator", case.needs_look) == (True, False)
    assert told(said) == (name_of("coordinator"), name_of(case.lead))


async def test_that_is_what_they_are_told_after_an_alarm_too(sqlite_store: Database) -> None:
    """What they were shown is left out, and never the office that gets it."""
    parts = await at(sqlite_store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", "start", "1", "2", "The teacher hits the pupils with a ruler", "1", "Komoran")
        said = "\n".join(await parts.say("anna", "2"))
    (case,) = await parts.cases()
    assert told(said) == (name_of("coordinator"), name_of(case.lead))


async def test_what_is_over_needs_no_look(store: Database) -> None:
    parts = await at(store, NEVER_SURE)
    async with parts.taking():
        await parts.say("anna", *WASTE)
        await parts.responses.answer(await link(parts, "coordinator"), Answer.DONE, outcome="passed_on")
    (case,) = await parts.cases()
    assert (case.status, case.needs_look) == (Status.RESOLVED, False)


def told(said: str) -> tuple[str, str]:
    """Who does not get it, and who does."""
    found = re.search(r"does not go to: (.+)\.", said)
    goes = re.search(r"It goes to(?: people who help children)?: (.+?)\. They", said)
    assert found and goes, said
    return found[1], goes[1]


def name_of(office: str) -> str:
    return str(a_municipality().institutions[office].name)
