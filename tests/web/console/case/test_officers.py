"""Somebody of an institution with an account: their cases alone, and its page opened by that account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from reportbot.core.access.actions import Role
from tests.web.console.house import PERSON, SAME_SITE, House, browser_for, page_of, words_of


@asynccontextmanager
async def officer(
    house: House, institution: str, role: Role = Role.OFFICER, sensitive: tuple[str, ...] = ("child", "adult")
) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in; they work at this institution."""
    async with browser_for(house.app, house.url) as browser:
        await browser.post(house.login_path("drenas", role), headers=SAME_SITE)
        async with house.parts.database.begin() as work:
            staff = await work.staff.by_key("drenas", role)
            assert staff is not None
            await work.staff.update(replace(staff, institution=institution, sensitive=sensitive))
        await browser.get("/console/drenas", params={"language": "en"})
        yield browser


async def lead_of(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.lead


async def test_an_officer_opens_the_story_of_their_case_without_a_code(house: House) -> None:
    number = await house.report(PERSON)
    async with officer(house, await lead_of(house, number)) as browser:
        assert number in words_of(await browser.get("/console/drenas"))
        there = await browser.get(f"/console/drenas/cases/{number}")
        assert there.status_code == 303 and there.headers["location"].startswith("/r/")
        page = await browser.get(there.headers["location"])
        assert "Nje femije ka frike" in page.text, "the account is the second factor"
        stranger = await house.visitor.get(there.headers["location"])
        assert stranger.status_code == 200 and "Nje femije ka frike" not in stranger.text


async def test_that_it_was_opened_by_an_account_is_noted_with_whose(house: House) -> None:
    number = await house.report(PERSON)
    async with officer(house, await lead_of(house, number)) as browser:
        await browser.get(f"/console/drenas/cases/{number}")
    async with house.parts.database.read() as work:
        entries = await work.audit.entries(0, 1000)
    assert [each.subject for each in entries if (each.act, each.actor) == (b"opened_by_account", b"@officer")] == [
        number.encode()
    ]


async def test_whoever_is_not_named_for_such_matters_does_not_see_the_case(house: House) -> None:
    number = await house.report(PERSON)
    async with officer(house, await lead_of(house, number), sensitive=("school",)) as browser:
        assert number not in (await browser.get("/console/drenas")).text
        assert (await browser.get(f"/console/drenas/cases/{number}")).status_code == 404


@pytest.mark.parametrize("elsewhere", ["waste_company", "", "nobody"])
async def test_an_officer_of_another_office_does_not_see_it(house: House, elsewhere: str) -> None:
    number = await house.report(PERSON)
    async with officer(house, elsewhere) as browser:
        assert number not in (await browser.get("/console/drenas")).text
        assert (await browser.get(f"/console/drenas/cases/{number}")).status_code == 404


async def test_r15_an_accused_office_loses_the_case_with_the_page_already_open(house: House) -> None:
    number = await house.report(PERSON)
    lead = await lead_of(house, number)
    async with officer(house, lead) as browser:
        there = (await browser.get(f"/console/drenas/cases/{number}")).headers["location"]
        async with house.parts.database.begin() as work:
            case = await work.cases.by_number("drenas", number)
            assert case is not None
            await work.cases.save([replace(case, avoided=(lead,))])
        assert (await browser.get(there)).status_code == 404
        assert (await browser.get(f"/console/drenas/cases/{number}")).status_code == 404
        assert number not in (await browser.get("/console/drenas")).text


async def test_a_role_that_does_not_answer_opens_no_sealed_page(house: House) -> None:
    number = await house.report(PERSON)
    lead = await lead_of(house, number)
    async with officer(house, lead) as browser:
        there = (await browser.get(f"/console/drenas/cases/{number}")).headers["location"]
    async with officer(house, lead, Role.SUPERVISOR) as browser:
        assert "Nje femije ka frike" not in (await browser.get(there)).text


async def test_on_the_page_of_their_office_a_link_leads_back_to_their_cases(house: House) -> None:
    number = await house.report()
    async with officer(house, await lead_of(house, number)) as browser:
        there = (await browser.get(f"/console/drenas/cases/{number}")).headers["location"]
        assert page_of(await browser.get(there)).select_one('main a[href="/console/drenas"]') is not None
    stranger = await house.visitor.get(there)
    assert page_of(stranger).select_one('a[href^="/console"]') is None, "who has the link alone hears of no console"
