"""Who of the desk did something to a case: their colleagues read a name; nobody outside the desk ever does."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import httpx
import pytest

from tests.web.console.case.test_officers import lead_of, officer
from tests.web.console.case.test_page import case_path
from tests.web.console.house import HAZARD, SAME_SITE, House, browser_for, page_of, words_of
from tests.web.console.supervised import signed_in

NAME, KEY = "Ana Krasniqi", "coordinator"


@pytest.fixture
async def number(house: House, desk: httpx.AsyncClient) -> AsyncIterator[str]:
    """A case that Ana has taken, on which she wrote a note and which she passed on."""
    number = await house.report(HAZARD)
    async with house.parts.database.begin() as work:
        account = await work.staff.by_key("drenas", KEY)
        assert account is not None
        await work.staff.update(replace(account, name=NAME))
    for verb, fields in (
        ("taking", {}),
        ("notes", {"words": "Rang twice.", "audience": "desk"}),
        ("tasks", {"words": "Ring the school", "day": "2026-11-30", "whose": KEY}),
    ):
        page = page_of(await desk.get(case_path(number)))
        token = {name: str(page.select_one(f"input[name={name}]")["value"]) for name in ("form_token", "seen")}  # type: ignore[index]
        answer = await desk.post(f"{case_path(number)}/{verb}", data=token | fields, headers=SAME_SITE)
        assert answer.status_code == 303
    yield number


async def test_colleagues_read_who_did_it_and_who_has_it(house: House, number: str) -> None:
    async with browser_for(house.app, house.url) as other:
        await other.post(house.login_path("drenas", "child_protection+coordinator"), headers=SAME_SITE)
        await other.get("/console/drenas?language=en")
        case, queue = words_of(await other.get(case_path(number))), words_of(await other.get("/console/drenas"))
    assert "Ana Krasniqi, reporting desk" in case and "at the desk: Ana Krasniqi" in case
    assert "Taken by Ana Krasniqi" in queue


async def test_a_closed_account_keeps_its_name(house: House, number: str) -> None:
    async with house.parts.database.begin() as work:
        account = await work.staff.by_key("drenas", KEY)
        assert account is not None
        await work.staff.update(replace(account, disabled_at=house.clock.now()))
    async with aclosing(await signed_in(house, "supervisor")) as browser:
        assert "Ana Krasniqi, reporting desk" in words_of(await browser.get(case_path(number)))


async def test_an_office_hears_of_the_desk_alone_in_its_queue_and_on_its_page(house: House, number: str) -> None:
    async with officer(house, await lead_of(house, number)) as browser:
        queue = words_of(await browser.get("/console/drenas"))
        there = await browser.get(case_path(number))
        page = words_of(await browser.get(there.headers["location"]))
    assert number in queue and "Somebody at the desk has it" in queue
    for said in (queue, page, *(notice.body for notice in house.mail.notices)):
        assert NAME not in said and f"by {KEY}" not in said


async def test_what_the_service_did_itself_is_the_service_s(house: House, number: str, desk: httpx.AsyncClient) -> None:
    assert "the service" in words_of(await desk.get(case_path(number)))
