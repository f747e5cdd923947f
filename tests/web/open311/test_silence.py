"""What must not be known outside is not there: on no list, under no number, in no update, for nobody."""

from dataclasses import replace
from typing import Any

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.service.desk.calling import Call
from tests.web.open311.towns import KEY, Service

WASTE = ("start", "1", "1", "Old bottles everywhere", "Komoran", "1")


async def everything(town: Service) -> str:
    """All that anybody, and the sender, can read."""
    asked = [
        await town.client.get(f"{path}.{kind}", params=key)
        for path in ("requests", "servicerequestupdates")
        for kind in ("json", "xml")
        for key in ({}, {"api_key": KEY})
    ]
    return "".join(answer.text for answer in asked)


async def a_shown_case(town: Service) -> tuple[Case, str]:
    """Yesterday's, taken by the office; and its name outside."""
    case = await town.report(*WASTE)
    town.clock.forward(days=1)
    await town.answer(case, Answer.RECEIVED)
    town.clock.forward(hours=1)
    name = town.parts.open311.name_of(case)
    assert name in await everything(town)
    (case,) = await town.cases()
    return case, name


async def changed(town: Service, case: Case, **fields: Any) -> None:
    async with town.parts.database.begin() as work:
        await work.cases.save([replace(case, **fields)])


@pytest.mark.parametrize("fields", [
    {"danger": "violence"},
    {"urgency": Urgency.EMERGENCY},
    {"avoided": ("public_services",)},
    {"needs_look": True},
    {"status": Status.REJECTED},
    {"merged_into": 1},
], ids=lambda fields: next(iter(fields)))  # fmt: skip
async def test_what_becomes_silent_is_gone_at_once(town: Service, fields: dict[str, Any]) -> None:
    case, name = await a_shown_case(town)
    await changed(town, case, **fields)
    assert name not in await everything(town)
    for path in (f"requests/{name}", f"tokens/{name}"):
        await town.says(path, 404)
        await town.says(path, 404, api_key=KEY)
    assert await town.says("requests", service_request_id=name) == []


async def test_of_all_kinds_only_the_published_ones_exist_outside(town: Service) -> None:
    case, name = await a_shown_case(town)
    for code in CATEGORIES:
        await changed(town, case, category=code)
        assert (name in await everything(town)) is (code in PUBLISHED), code
        answer = await town.client.get(f"requests/{name}.json")
        assert answer.status_code == (200 if code in PUBLISHED else 404)
        assert (await town.client.get(f"services/{code}.json")).status_code == answer.status_code


async def test_what_is_held_while_it_is_open_is_silent_too(town: Service) -> None:
    case, name = await a_shown_case(town)
    await town.parts.erasures.hold("drenas", case.number, "The police look into it.", "coordinator")
    assert name not in await everything(town)
    await town.says(f"requests/{name}", 404)
    await town.parts.erasures.release("drenas", case.number, "They are done.", "coordinator")
    assert name in await everything(town)


async def test_what_is_held_or_erased_is_silent(town: Service) -> None:
    case, name = await a_shown_case(town)
    await town.answer(case, Answer.DONE)
    town.clock.forward(hours=1)
    await town.parts.casework.close("drenas", case.number, "coordinator")
    town.clock.forward(hours=1)
    assert name in await everything(town)
    await town.parts.erasures.hold("drenas", case.number, "The police look into it.", "coordinator")
    assert name not in await everything(town)
    await town.parts.erasures.release("drenas", case.number, "They are done.", "coordinator")
    assert name in await everything(town)
    async with town.parts.database.begin() as work:
        await work.cases.find(case.id)
        await work.retention.shred([case.id], town.clock.now())
    assert name not in await everything(town)


async def test_whoever_asks_for_another_office_and_whoever_complains_stay_silent(town: Service) -> None:
    call = Call("Old bottles everywhere", "waste", {"key": "komoran"}, False, "en", "citizen")
    await town.parts.calling.report("drenas", replace(call, avoids_lead=True), "1" * 32, "coordinator")
    complaint = replace(call, category="service_complaint", words="The public services laughed at me")
    await town.parts.calling.report("drenas", complaint, "2" * 32, "coordinator")
    shown = await town.parts.calling.report("drenas", call, "3" * 32, "coordinator")
    town.clock.forward(days=2)
    (case,) = [each for each in await town.cases() if each.number == shown.number]
    assert [each["service_request_id"] for each in await town.says("requests")] == [town.parts.open311.name_of(case)]


async def test_a_merged_report_is_never_shown_beside_the_one_that_leads(town: Service) -> None:
    first = await town.report(*WASTE, who="anna")
    second = await town.report(*WASTE, who="ben")
    if second.id == first.id:
        pytest.fail("two people, two cases")
    await town.parts.groups.merge("drenas", second.number, first.number, "coordinator")
    town.clock.forward(days=2)
    assert [each["service_request_id"] for each in await town.says("requests")] == [town.parts.open311.name_of(first)]


async def test_a_person_who_adds_words_leaves_no_trace_outside(town: Service) -> None:
    await a_shown_case(town)
    before = await everything(town)
    town.clock.forward(hours=5)
    await town.report("There is more of it now, at the other end of the street", who="anna")
    town.clock.forward(hours=2)
    assert await everything(town) == before


async def test_names_say_nothing_of_how_many_there_are(town: Service) -> None:
    for number in range(4):
        await town.post(description=f"Old tyres {number}")
    names = [each["service_request_id"] for each in await town.says("requests", api_key=KEY)]
    assert len(set(names)) == 4
    assert names == sorted(names)  # within a day by their names: which came first does not show
    assert all(case.number not in names for case in await town.cases())
