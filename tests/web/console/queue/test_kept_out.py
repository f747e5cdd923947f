"""An office that the person asked to keep out of it: the console says so, offers it no more and refuses it (R15)."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.case import Case
from tests.web.console.house import SAME_SITE, House, carried, page_of, words_of

CALLS = "/console/drenas/calls"
REFUSED = "The person asked that this office does not get it."


async def take(house: House, desk: httpx.AsyncClient, category: str, **fields: str) -> tuple[httpx.Response, str]:
    """Somebody calls and asks that the office which would get it does not get it."""
    page = await desk.get(f"{CALLS}/new")
    said = {"danger": "no", "words": "They laugh at me there", "category": category, "avoid": "yes", "do": "save"}
    data = {**carried(page), "key": category, "language": "en", "voice": "citizen", **said, **fields}
    taken = await desk.post(CALLS, data=data, headers=SAME_SITE)
    return taken, await house.newest("drenas")


async def case_of(house: House, number: str) -> Case:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case


async def test_a_caller_asks_for_another_way_and_hears_which(house: House, desk: httpx.AsyncClient) -> None:
    proposed, _ = await take(house, desk, "child_violence", do="propose")
    assert "It would go to: Victim Advocate." in words_of(proposed)
    checked = page_of(proposed).select_one("input[name=avoid][checked]")
    assert checked is not None, "the form keeps what was ticked"
    taken, number = await take(house, desk, "child_violence")
    assert "It goes to: Victim Advocate." in words_of(taken)
    assert (await case_of(house, number)).avoided == ("police", "qps"), "all who would act"


async def test_r15_the_case_says_who_must_not_hear_of_it_and_does_not_offer_them(
    house: House, desk: httpx.AsyncClient
) -> None:
    _, number = await take(house, desk, "child_violence")
    page = await desk.get(f"/console/drenas/cases/{number}")
    assert "Not to: Centre for Social Work. The person asked for that." in words_of(page)
    assert "Not to: Police. The person asked for that." in words_of(page)
    options = page_of(page).select("#institution option")
    assert not {"qps", "police"} & {option.get("value") for option in options}
    assert [option.text for option in options if option.has_attr("disabled")] == [
        "Police (the person asked that they do not get it)",
        "Centre for Social Work (the person asked that they do not get it)",
    ]


async def test_r15_who_chooses_them_all_the_same_is_refused(house: House, desk: httpx.AsyncClient) -> None:
    _, number = await take(house, desk, "child_violence")
    here = f"/console/drenas/cases/{number}"
    data = {**carried(await desk.get(here)), "institution": "qps"}
    refused = await desk.post(f"{here}/referrals", data=data, headers=SAME_SITE)
    assert (refused.status_code, REFUSED in words_of(refused)) == (409, True)
    assert (await case_of(house, number)).lead == "victim_advocate"
    await house.parts.delivery.drain()
    await house.parts.delivery.run_due(house.clock.now())
    assert not [notice for notice in house.mail.notices if "qps" in notice.target]


async def test_a_case_like_any_other_says_nothing_of_it(house: House, desk: httpx.AsyncClient) -> None:
    _, number = await take(house, desk, "child_violence", avoid="")
    page = await desk.get(f"/console/drenas/cases/{number}")
    assert "Not to:" not in words_of(page) and not page_of(page).select("#institution option[disabled]")


async def test_r15_a_complaint_of_the_desk_is_nowhere_on_its_console(house: House, desk: httpx.AsyncClient) -> None:
    house.mail.refuses = True
    taken, number = await take(house, desk, "service_complaint")
    assert "It goes to: Office of the Mayor." in words_of(taken)
    await house.parts.delivery.drain()
    await house.parts.delivery.run_due(house.clock.now() + timedelta(days=2))
    assert (await desk.get(f"/console/drenas/cases/{number}")).status_code == 404
    for path in ("", "?show=all", "/dead-letters"):
        assert number not in words_of(await desk.get(f"/console/drenas{path}"))
    found = await desk.get("/console/drenas/search", params={"number": number})
    assert found.status_code == 200 and f"cases/{number}" not in found.text


@pytest.mark.parametrize(("institution", "status"), [("victim_advocate", 200), ("qps", 404)])
async def test_r15_an_office_reads_whom_not_to_tell_and_the_avoided_one_reads_nothing(
    house: House, desk: httpx.AsyncClient, institution: str, status: int
) -> None:
    """Even where a referral of theirs is there: a page that was sent before the person asked."""
    _, number = await take(house, desk, "child_violence", avoid="" if institution == "qps" else "yes")
    case = await case_of(house, number)
    async with house.parts.database.begin() as work:
        page = next(each for each in await work.cases.referrals(case.id) if each.institution == institution)
        if institution == "qps":
            await work.cases.save([replace(case, avoided=("qps",))])
    token = house.parts.vault.sign_link(page.id, institution, house.clock.now() + timedelta(days=1))
    here = f"/console/drenas/cases/{number}"
    read_out = {**carried(await desk.get(here)), "referral": str(page.id)}
    codes = await desk.post(f"{here}/codes", data=read_out, headers=SAME_SITE)
    code = "".join(each.get_text() for each in page_of(codes).select(".code li"))
    await house.visitor.post(f"/r/{token}/opening", data={"code": code}, headers=SAME_SITE)
    shown = await house.visitor.get(f"/r/{token}?language=en")
    assert shown.status_code == status
    for office in ("Centre for Social Work", "Police"):
        assert (f"Do not pass this on to: {office}." in words_of(shown)) is (status == 200)
    assert status == 200 or "They laugh at me there" not in shown.text
