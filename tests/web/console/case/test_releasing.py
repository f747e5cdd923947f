"""The desk releases an office from a case: on its page, and where it corrects what the case is about."""

from datetime import timedelta

import httpx

from reportbot.core.cases.referral import JOINT, WITHDRAWN
from tests.web.console.case.test_page import case_path, post
from tests.web.console.house import SAME_SITE, House, carried, page_of, words_of


async def roles(house: House, number: str) -> dict[str, str]:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        return {each.institution: each.role for each in await work.cases.referrals(case.id)}


async def a_child_at_risk(house: House, desk: httpx.AsyncClient) -> str:
    number = await house.report()
    await post(desk, f"{case_path(number)}/category", category="neglect")
    assert (await roles(house, number))["police"] == JOINT
    await house.later(timedelta(0))
    return number


async def test_an_office_is_released_with_one_press_and_a_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await a_child_at_risk(house, desk)
    (notice,) = [each for each in house.mail.notices if each.target == "police@drenas.example"]
    page = await desk.get(case_path(number))
    forms = page_of(page).select('form[action$="/withdrawals"]')
    offered = {str(each["value"]) for form in forms for each in form.select("input[name=institution]")}
    assert "police" in offered and not offered & {"qps", "coordinator"}, "never the lead"
    refused = await post(desk, f"{case_path(number)}/withdrawals", institution="police", reason=" ")
    form = page_of(refused).select_one("#offices details[open]")
    assert refused.status_code == 400 and form is not None and "Please say why." in form.get_text()
    done = await post(desk, f"{case_path(number)}/withdrawals", institution="police", reason="No <b>crime</b>.")
    assert done.status_code == 303
    said = words_of(await desk.get(done.headers["location"]))
    assert "The office is released. It gets a short message." in said and "no longer theirs" in said
    assert "Released from the case: Police." in said and "No <b>crime</b>." in said
    again = await post(desk, f"{case_path(number)}/withdrawals", institution="police", reason="Twice.")
    assert again.status_code == 409
    theirs = await desk.get(f"{notice.link.removeprefix(house.url)}?language=en")
    assert theirs.status_code == 410 and "This is no longer yours" in words_of(theirs)
    assert number not in words_of(theirs)


async def test_a_corrected_category_offers_to_release_whom_it_leaves_behind(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await a_child_at_risk(house, desk)
    page = await post(desk, f"{case_path(number)}/category", category="waste", was="neglect")
    boxes = page_of(page).select('form[action$="/category"] input[type=checkbox]')
    assert [(each["name"], each.has_attr("checked")) for each in boxes] == [("released-police", True)]
    assert all(each.parent and each.parent.get("class") == ["radio"] for each in boxes), "box and name in one line"
    assert (await roles(house, number))["police"] == JOINT, "nothing is done yet"
    form = page_of(page).select_one('form[action$="/category"]')
    assert form is not None
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden], input[name=reason]")}
    assert fields["reason"] == "It is about something else."
    saved = await desk.post(str(form["action"]), data={**fields, "released-police": "on"}, headers=SAME_SITE)
    assert saved.status_code == 303
    found = await roles(house, number)
    assert (found["police"], found["qps"]) == (WITHDRAWN, "lead")
    assert "It is about something else." in words_of(await desk.get(saved.headers["location"]))


async def test_one_that_stays_all_the_same_is_named_and_all_else_is_done(house: House, desk: httpx.AsyncClient) -> None:
    number = await a_child_at_risk(house, desk)
    ticked = {"released-police": "on", "released-public_services": "on", "reason": "It is waste.", "asked": "yes"}
    saved = await post(desk, f"{case_path(number)}/category", category="waste", was="neglect", back="list", **ticked)
    page = await desk.get(saved.headers["location"])
    said = words_of(page)
    assert (
        "Saved. It goes to the office that must act. Directorate of Public Services is not released: it leads" in said
    )
    found = await roles(house, number)
    assert (found["police"], found["public_services"]) == (WITHDRAWN, "lead") and "It is waste." in said
    forged = await desk.get(f"{case_path(number)}?stays=nobody:last,police:because,police")
    assert forged.status_code == 200 and "is not released" not in words_of(forged)


async def test_what_is_not_ticked_stays(house: House, desk: httpx.AsyncClient) -> None:
    number = await a_child_at_risk(house, desk)
    saved = await post(desk, f"{case_path(number)}/category", category="waste", was="neglect", asked="yes", reason="")
    assert saved.status_code == 303 and (await roles(house, number))["police"] == JOINT
    token = carried(await desk.get(case_path(number)))
    data = {**token, "category": "pothole", "asked": "yes", "released-police": "on", "reason": ""}
    bare = await desk.post(f"{case_path(number)}/category", data=data, headers=SAME_SITE)
    assert bare.status_code == 400, "nobody is released without a reason"
