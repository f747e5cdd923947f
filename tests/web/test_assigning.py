"""An office shares its cases out behind the signed link: proposals in words, one tap, no account, no script."""

import httpx
import pytest

from tests.staffing import staffed
from tests.web.house import House, soup_of
from tests.web.test_institution import a_link, text_of


@pytest.fixture
async def link(house: House, browser: httpx.AsyncClient) -> str:
    staffed(house.parts.towns)
    return (await a_link(house, browser))[1]


async def choose(browser: httpx.AsyncClient, link: str, staff: str) -> httpx.Response:
    return await browser.post(f"{link}/assignment?language=en", data={"staff": staff}, follow_redirects=True)


async def test_the_office_sees_who_could_and_who_has_it(browser: httpx.AsyncClient, link: str) -> None:
    page = text_of(await browser.get(f"{link}?language=en"))
    assert "Nobody was chosen yet." in page and "Give it to: Officer for roads knows this subject" in page
    page = text_of(await choose(browser, link, "bins"))
    assert "Officer for bins has it." in page and "Given to: Officer for bins." in page
    page = text_of(await choose(browser, link, ""))
    assert "Nobody was chosen yet." in page and "Taken back from: Officer for bins." in page


async def test_the_buttons_are_plain_forms(browser: httpx.AsyncClient, link: str) -> None:
    part = soup_of(await browser.get(f"{link}?language=en")).select_one("#assigned")
    assert part is not None
    assert {form["method"] for form in part.select("form")} == {"post"}
    assert [button["value"] for button in part.select("button")] == ["roads", "bins", "gone"]


async def test_nobody_of_another_office_can_be_chosen(browser: httpx.AsyncClient, link: str) -> None:
    assert (await choose(browser, link, "desk_clerk")).status_code == 404
    assert "Nobody was chosen yet." in text_of(await browser.get(f"{link}?language=en"))


async def test_what_is_over_is_shared_out_no_more(browser: httpx.AsyncClient, link: str) -> None:
    await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})
    assert (await choose(browser, link, "bins")).status_code == 409
    assert soup_of(await browser.get(link)).select("#assigned") == []


async def test_a_copy_shares_nothing_out(house: House, browser: httpx.AsyncClient, link: str) -> None:
    case = await house.a_case(browser)
    copy = (await house.referrals(case)).get("copy")
    assert copy is not None
    page = await browser.get(house.link(copy))
    assert soup_of(page).select("#assigned") == []


async def test_a_wrong_link_assigns_nothing(browser: httpx.AsyncClient, link: str) -> None:
    assert (await choose(browser, link[:-3] + "xxx", "bins")).status_code == 404


async def test_the_person_who_reported_never_reads_it(house: House, browser: httpx.AsyncClient, link: str) -> None:
    await choose(browser, link, "bins")
    await browser.post(f"{link}/answers", data={"answer": "received"})
    await house.parts.delivery.drain()
    assert "Officer for bins" not in (await browser.get("/chat/drenas")).text
