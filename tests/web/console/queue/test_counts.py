"""What is out of reach is not counted either: no number on a page says that there is something (R15)."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.referral import Answer
from tests.service.reaches import ALL
from tests.storage.samples import a_broken_message
from tests.web.console.case.test_merging import VIOLENCE
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of

QUEUE = "/console/drenas"
HIDES = ("avoided", "category")


async def hide(house: House, number: str, why: str) -> None:
    """From the desk as a whole, or from whoever is named for nothing."""
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        changed = (
            replace(case, avoided=("coordinator",)) if why == "avoided" else replace(case, category="child_violence")
        )
        await work.cases.save([changed])


async def unnamed(house: House, *named: str, institution: str = "") -> httpx.AsyncClient:
    """A coordinator who is named for these sensitive matters alone."""
    browser = await house.sign_in()
    async with house.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", "coordinator")
        assert staff is not None
        await work.staff.update(replace(staff, sensitive=named, institution=institution))
    await browser.get(f"{QUEUE}?language=en")
    return browser


@pytest.mark.parametrize("why", sorted(HIDES))
async def test_what_is_soon_erased_is_counted_within_reach_alone(
    house: House, desk: httpx.AsyncClient, why: str
) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    await house.later(timedelta(days=352))
    browser = await unnamed(house)
    assert "Soon to be erased: 1." in words_of(await browser.get(QUEUE))
    await hide(house, number, why)
    assert "Soon to be erased" not in words_of(await browser.get(QUEUE))


@pytest.mark.parametrize("why", sorted(HIDES))
async def test_messages_that_did_not_arrive_are_counted_within_reach_alone(house: House, why: str) -> None:
    house.mail.refuses = True
    number = await house.report()
    house.mail.refuses = False
    browser = await unnamed(house)
    assert "Messages that did not arrive" in words_of(await browser.get(QUEUE))
    await hide(house, number, why)
    assert "Messages that did not arrive" not in words_of(await browser.get(QUEUE))


@pytest.mark.parametrize("named", [((), ""), ((*sorted(SENSITIVE),), "qps")], ids=["for nothing", "elsewhere"])
async def test_messages_that_nobody_could_read_are_counted_and_opened_at_the_desk_by_who_may_read_everything(
    house: House, desk: httpx.AsyncClient, named: tuple[tuple[str, ...], str]
) -> None:
    async with house.parts.database.begin() as work:
        await work.messages.keep_broken([a_broken_message(house.parts.ids.new())])
    assert "could not read: 1" in words_of(await desk.get(QUEUE))
    browser = await unnamed(house, *named[0], institution=named[1])
    assert "could not read" not in words_of(await browser.get(QUEUE))
    assert (await browser.get(f"{QUEUE}/kept-messages")).status_code == 404


async def test_r15_a_kept_message_of_whoever_complains_of_the_desk_is_neither_counted_nor_there(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    id = house.parts.ids.new()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.messages.keep_broken([a_broken_message(id, conversation=case.conversation)])
    here = f"{QUEUE}/kept-messages/{id}"
    assert "could not read: 1" in words_of(await desk.get(QUEUE))
    before = await desk.get(here)
    await hide(house, number, "avoided")
    page = await desk.get(f"{QUEUE}/kept-messages")
    assert "could not read" not in words_of(await desk.get(QUEUE)) and str(id) not in page.text
    assert (before.status_code, (await desk.get(here)).status_code) == (200, 404)
    for verb in ("report", "removal"):
        data = {"form_token": form_token(before)}
        assert (await desk.post(f"{here}/{verb}", data=data, headers=SAME_SITE)).status_code == 404
    assert [each.id for each in await house.parts.kept.waiting("drenas", ALL)] == [id], "nothing is lost"


async def test_beside_a_case_stands_none_that_does_not_exist_for_its_reader(house: House) -> None:
    one, other = await house.report(VIOLENCE), await house.report(VIOLENCE)
    async with house.parts.database.begin() as work:
        theirs, hidden = await work.cases.by_number("drenas", one), await work.cases.by_number("drenas", other)
        assert theirs is not None and hidden is not None
        another = next(code for code in ("neglect", "domestic_violence") if code != theirs.category)
        await work.cases.save([replace(hidden, category=another)])
    browser = await unnamed(house, theirs.category, another)
    assert other in words_of(await browser.get(case_path(one)))
    browser = await unnamed(house, theirs.category)
    assert (await browser.get(case_path(other))).status_code == 404
    page = await browser.get(case_path(one))
    assert page.status_code == 200 and other not in page.text and page_of(page).select_one("#homes") is None
