"""The desk asks one more office to act on a case, on the page of the case."""

import httpx

from reportbot.core.cases.referral import JOINT
from tests.web.console.case.test_page import case_path, post
from tests.web.console.case.test_releasing import roles
from tests.web.console.house import House, page_of, words_of

WHY = "The water <b>pipe</b> is broken too."


async def test_one_more_office_is_asked_with_one_press_and_a_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    address = f"{case_path(number)}/involvements"
    form = page_of(await desk.get(case_path(number))).select_one('#offices form[action$="/involvements"]')
    assert form is not None
    offered = {str(each["value"]) for each in form.select("option")}
    assert "water_company" in offered and not offered & {"public_services", "coordinator"}
    refused = await post(desk, address, institution="water_company", reason=" ")
    again = page_of(refused).select_one("#offices details[open]")
    assert refused.status_code == 400 and again is not None and "Please say why." in again.get_text()
    chosen = again.select_one("option[selected]")
    assert chosen is not None and chosen["value"] == "water_company", "what was chosen stays"
    assert (await post(desk, address, institution="water_company", reason="a" * 600)).status_code == 413
    assert (await post(desk, address, institution="atlantis", reason=WHY)).status_code == 400
    assert "water_company" not in await roles(house, number)
    done = await post(desk, address, institution="water_company", reason=WHY)
    assert done.status_code == 303
    page = await desk.get(done.headers["location"])
    said = words_of(page)
    assert "This office acts on it too now. It gets a message." in said and WHY in said
    assert "Water and sewage company acts on it too." in said, "the timeline"
    assert (await roles(house, number))["water_company"] == JOINT
    assert not page_of(page).select('#involve option[value="water_company"]'), "nobody is asked twice"
    assert (await post(desk, address, institution="water_company", reason=WHY)).status_code == 409


async def test_a_link_to_elsewhere_does_not_leave_with_the_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    address = f"{case_path(number)}/involvements"
    back = await post(desk, address, institution="water_company", reason="See evil.com")
    assert back.status_code == 400 and "See evil.com" in words_of(back)
    assert "water_company" not in await roles(house, number)
