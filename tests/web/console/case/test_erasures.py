"""The end of a case at the desk: what is soon erased, and what can be done about it with a reason and two clicks."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.referral import Answer
from reportbot.service.desk import erasures
from reportbot.web.console.positions import moment_of, read_position
from tests.service.reaches import ALL
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.house import SAME_SITE, House, carried, form_token, page_of, words_of

LIST = "/console/drenas/erasures"
DAY = timedelta(days=1)


async def closed(house: House, desk: httpx.AsyncClient) -> str:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    return number


async def test_a_case_shows_its_end_once_it_is_closed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    ending = page_of(await desk.get(case_path(number))).select_one("#ending")
    assert ending is not None and "An open case is not erased." in ending.get_text()
    assert not ending.select("form[action$='/postponement'], a[href$='/erasure']")
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    ending = page_of(await desk.get(case_path(number))).select_one("#ending")
    assert ending is not None and "is erased on 23.11.2027" in ending.get_text()


async def test_the_list_names_what_runs_out_and_the_queue_leads_to_it(house: House, desk: httpx.AsyncClient) -> None:
    number = await closed(house, desk)
    assert "Nothing is erased in the next days." in words_of(await desk.get(LIST))
    assert "Soon to be erased" not in words_of(await desk.get("/console/drenas"))
    await house.later(352 * DAY)
    page = await desk_again(house)
    assert "Soon to be erased: 1." in words_of(await page.get("/console/drenas"))
    assert number in words_of(await page.get(LIST)) and "in 13 days" in words_of(await page.get(LIST))
    (mail,) = [each for each in house.mail.notices if "fshihen" in each.subject]
    assert mail.link == f"{house.url}{LIST}" and number not in mail.body


def history_of(page: httpx.Response) -> list[str]:
    """What happened, and when it ends."""
    return [found.get_text() for found in page_of(page).select(".timeline li, #ending")]


async def desk_again(house: House) -> httpx.AsyncClient:
    browser = await house.sign_in()
    await browser.get("/console/drenas?language=en")
    return browser


async def test_it_is_put_off_with_a_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await closed(house, desk)
    done = await post(desk, f"{case_path(number)}/postponement", days="90", reason="the <b>court</b> asked")
    assert done.headers["location"] == f"{case_path(number)}?done=postponed"
    page = await desk.get(done.headers["location"])
    assert "Put off. A warning comes again before the end." in words_of(page)
    assert "The erasing was put off. the <b>court</b> asked" in words_of(page)
    assert "<b>court" not in page.text


async def test_a_hold_and_its_release(house: House, desk: httpx.AsyncClient) -> None:
    number = await closed(house, desk)
    await post(desk, f"{case_path(number)}/hold", reason="police")
    page = page_of(await desk.get(case_path(number)))
    assert "Somebody holds this case." in page.get_text() and page.select("form[action$='/hold']") == []
    assert page.select("a[href$='/erasure']") == []
    assert (await desk.get(f"{case_path(number)}/erasure")).status_code == 409
    assert (await post(desk, f"{case_path(number)}/hold", reason="again")).status_code == 409
    await post(desk, f"{case_path(number)}/release", reason="over")
    assert page_of(await desk.get(case_path(number))).select("form[action$='/hold']")


async def test_erasing_takes_two_clicks_and_leaves_nothing(house: House, desk: httpx.AsyncClient) -> None:
    number = await closed(house, desk)
    (link,) = page_of(await desk.get(case_path(number))).select("#ending a[href$='/erasure']")
    asked = await desk.get(str(link["href"]))
    assert "It cannot be undone." in words_of(asked)
    assert (await desk.get(case_path(number))).status_code == 200
    fields = {**carried(asked), "why": "asked"}
    done = await desk.post(f"{case_path(number)}/erasure", data=fields, headers=SAME_SITE)
    assert done.headers["location"] == f"{LIST}?done=erased"
    assert "Nobody can read it any more." in words_of(await desk.get(done.headers["location"]))
    assert (await desk.get(case_path(number))).status_code == 404
    assert number not in words_of(await desk.get("/console/drenas?show=all"))


@pytest.mark.parametrize(
    ("change", "fields", "said"),
    [
        ("postponement", {"days": "90", "reason": " "}, "Please give a reason"),
        ("postponement", {"days": "90", "reason": "x" * 501}, "Please give a reason"),
        ("postponement", {"days": "1e3", "reason": "court"}, "Please choose by how many days"),
        ("postponement", {"reason": "court"}, "Please choose by how many days"),
        ("hold", {}, "Please give a reason"),
        ("erasure", {"why": "because I can"}, "Please choose why"),
        ("erasure", {}, "Please choose why"),
    ],
)
async def test_a_form_with_something_missing_changes_nothing(
    house: House, desk: httpx.AsyncClient, change: str, fields: dict[str, str], said: str
) -> None:
    number = await closed(house, desk)
    await house.parts.delivery.drain()  # the news of the end have left
    before = history_of(await desk.get(case_path(number)))
    refused = await post(desk, f"{case_path(number)}/{change}", **fields)
    assert refused.status_code == 400 and said in words_of(refused)
    assert history_of(await desk.get(case_path(number))) == before


async def test_an_open_case_is_held_and_released_on_its_page(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    held = await post(desk, f"{case_path(number)}/hold", reason="the <b>police</b> asked")
    page = await desk.get(held.headers["location"])
    assert "The case is held. Nothing of it is erased." in words_of(page)
    assert "Somebody holds this case." in words_of(page) and "the <b>police</b> asked" in words_of(page)
    assert (await post(desk, f"{case_path(number)}/hold", reason="again")).status_code == 409
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    page = await desk.get(case_path(number))
    assert "Somebody holds this case." in words_of(page) and not page_of(page).select("a[href$='/erasure']")
    assert (await post(desk, f"{case_path(number)}/erasure", why="asked")).status_code == 409
    await post(desk, f"{case_path(number)}/release", reason="over")
    assert page_of(await desk.get(case_path(number))).select("form[action$='/hold']")
    async with house.parts.database.read() as work:
        acts = [(each.act, each.actor) for each in await work.audit.last(200, subject=number)]
    assert (b"held", b"@coordinator") in acts and (b"released", b"@coordinator") in acts


async def test_where_the_next_page_begins_tells_of_no_case_that_is_out_of_reach(
    house: House, desk: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [await closed(house, desk) for _ in range(4)]
    await house.later(360 * DAY)
    monkeypatch.setattr(erasures, "PAGE", 2)
    async with house.parts.database.begin() as work:
        cases = {number: await work.cases.by_number("drenas", number) for number in numbers}
        hidden = [cases[numbers[1]], cases[numbers[3]]]
        await work.cases.save([replace(case, avoided=("coordinator",)) for case in hidden if case])
    browser = await desk_again(house)
    page = page_of(await browser.get(LIST))
    assert [each.text for each in page.select("td.number")] == [numbers[0], numbers[2]], "a full page"
    assert not page.select("a[rel=next]"), "behind them is nothing for this reader"
    assert await house.parts.erasures.count("drenas", ALL) == 2

    monkeypatch.setattr(erasures, "PAGE", 1)
    (more,) = page_of(await browser.get(LIST)).select("a[rel=next]")
    first = cases[numbers[0]]
    position = moment_of(read_position(str(more["href"]).partition("after=")[2]))
    assert first is not None and position is not None and position[1] == first.id


@pytest.mark.parametrize("change", ["postponement", "release", "erasure"])
async def test_only_our_own_forms_and_only_closed_cases(house: House, desk: httpx.AsyncClient, change: str) -> None:
    fields = {"days": "30", "reason": "court", "why": "asked"}
    number = await house.report()
    assert (await post(desk, f"{case_path(number)}/{change}", **fields)).status_code == 409
    path = f"{case_path(number)}/{change}"
    assert (await desk.post(path, data=fields, headers=SAME_SITE)).status_code == 403
    token = form_token(await desk.get(case_path(number)))
    other_site = {"sec-fetch-site": "cross-site"}
    assert (await desk.post(path, data=fields | {"form_token": token}, headers=other_site)).status_code == 403
    assert (await house.visitor.post(path, data=fields, headers=SAME_SITE)).status_code == 401
    assert (await desk.get(case_path(number))).status_code == 200


async def test_the_list_of_another_town_is_not_there(house: House, desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/console/kamez/erasures")).status_code == 404
    assert (await desk.get(f"{LIST}?after=rubbish")).status_code == 200
