"""The sender of a case is paused from its page, with a reason and an end; it can be ended early."""

from datetime import timedelta

import httpx
import pytest

from tests.web.console.case.test_page import case_path, post
from tests.web.console.house import SAME_SITE, House, carried, page_of, words_of


async def end(desk: httpx.AsyncClient, number: str) -> httpx.Response:
    token = carried(await desk.get(case_path(number)))
    return await desk.post(f"{case_path(number)}/pause/end", data={**token}, headers=SAME_SITE)


async def test_a_sender_is_paused_for_a_day_and_the_page_says_so(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    done = await post(desk, f"{case_path(number)}/pause", hours="24", why="insults", note="Swears <b>a lot")
    page = await desk.get(done.headers["location"])
    text = words_of(page)
    assert "The sender is paused. They are told when they write next." in text
    assert "The sender is paused until Tuesday 24 November, 10:00." in text
    assert "The sender was paused until Tuesday 24 November, 10:00: Insults or threats Swears <b>a lot" in text
    assert "<b>a lot" not in page.text
    assert not page_of(page).select("#pause select"), "one pause at a time"


async def test_it_is_ended_early(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/pause", hours="168", why="flood")
    done = await end(desk, number)
    text = words_of(await desk.get(done.headers["location"]))
    assert "The pause is over." in text and "The pause of the sender was ended." in text
    assert page_of(await desk.get(case_path(number))).select("#pause select")


async def test_it_is_over_by_itself(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/pause", hours="1", why="flood")
    await house.later(timedelta(hours=1))
    assert "The sender is paused until" not in words_of(await desk.get(case_path(number)))


@pytest.mark.parametrize(
    "fields",
    [
        {"hours": "0", "why": "flood"},
        {"hours": "8760", "why": "flood"},
        {"hours": "-1", "why": "flood"},
        {"hours": "24", "why": "dislike"},
        {"hours": "24"},
        {},
        {"hours": "1e9", "why": "flood"},
        {"hours": "24", "why": "flood", "note": "x" * 501},
    ],
)
async def test_what_is_not_offered_is_refused_with_one_sentence(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str]
) -> None:
    number = await house.report()
    answer = await post(desk, f"{case_path(number)}/pause", **fields)
    assert answer.status_code == 400
    assert "Please choose for how long and why." in words_of(answer)
    assert "The sender is paused" not in words_of(await desk.get(case_path(number)))


async def test_a_form_from_elsewhere_pauses_nobody(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    answer = await desk.post(f"{case_path(number)}/pause", data={"hours": "24", "why": "flood"}, headers=SAME_SITE)
    assert answer.status_code == 403


async def test_it_is_not_shown_which_other_cases_come_from_them(house: House, desk: httpx.AsyncClient) -> None:
    first = await house.report()
    await house.goes_on(("anulo", "fillo", "1", "Mbeturina te lumi", "Komoran", "1"))
    second = await house.newest("drenas")
    assert second != first
    await post(desk, f"{case_path(first)}/pause", hours="24", why="flood")
    assert "The sender is paused until" not in words_of(await desk.get(case_path(second)))


async def test_who_is_forgotten_cannot_be_paused(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await house.goes_on(("harro", "harro"))
    page = await desk.get(case_path(number))
    assert page_of(page).select("#pause") == []
    answer = await post(desk, f"{case_path(number)}/pause", hours="24", why="flood")
    assert answer.status_code == 409


async def test_it_stands_in_the_log(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, f"{case_path(number)}/pause", hours="24", why="advertising")
    async with house.parts.database.read() as work:
        (noted,) = [each for each in await work.audit.last(20, subject=number) if each.act == b"paused"]
    assert noted.actor == b"@coordinator" and b"advertising" in noted.facts and b"2026-11-24" in noted.facts
