"""Leaving the web chat quickly: nothing is left on the page, the browser is elsewhere, the safe word undoes it."""

import httpx
import pytest

from reportbot.core.messages import Address
from reportbot.service.records import Who
from tests.web.house import House, bubbles_of, nonce_of, say, soup_of

JSON = {"accept": "application/json"}
FORM = {"nonce": "x" * 22}
GOODBYE = "Goodbye, and have a nice day."
QUIET = "Hello. This chat is closed at the moment."


async def test_the_button_leads_to_a_page_that_says_the_date_and_nothing_of_ours(
    house: House, browser: httpx.AsyncClient
) -> None:
    await in_a_report(browser)
    page = await press_exit(browser)
    assert page.status_code == 303 and page.headers["location"] == "/day/drenas"
    assert page.headers["clear-site-data"] == '"cache"'
    day = await browser.get("/day/drenas")
    assert day.headers["cache-control"] == "no-store"
    assert soup_of(day).get_text(" ", strip=True) == "Monday 23 November Monday 23 November"
    assert not [word for word in ("report", "chat", "drenas", "script") if word in day.text.lower()]


async def test_the_way_back_shows_nothing_of_what_was_said(house: House, browser: httpx.AsyncClient) -> None:
    await in_a_report(browser)
    await press_exit(browser)
    page = await browser.get("/chat/drenas")
    assert page.headers["cache-control"] == "no-store"
    assert bubbles_of(page, "mine") == []
    assert set(bubbles_of(page)) <= {GOODBYE}
    assert not soup_of(page).select(".choice")


async def test_whoever_looks_afterwards_learns_nothing_and_the_safe_word_asks_again(
    house: House, browser: httpx.AsyncClient
) -> None:
    asked = (await in_a_report(browser))[-1]
    await press_exit(browser)
    assert bubbles_of(await say(browser, "who is this"))[-1] == QUIET
    back = bubbles_of(await say(browser, "flower"))
    assert any("Welcome back" in bubble for bubble in back)
    question = asked.partition("FLOWER.")[2].strip()
    assert question and question in back[-1]


@pytest.mark.parametrize("form", [{"text": "DALJE"}, {"text": " exit "}, {"text": "", "pressed": "!exit"}])
async def test_the_word_and_the_small_button_do_the_same(
    house: House, browser: httpx.AsyncClient, form: dict[str, str]
) -> None:
    await in_a_report(browser)
    nonce = {"nonce": nonce_of(await browser.get("/chat/drenas"))}
    page = await browser.post("/chat/drenas", data=form | nonce)
    assert page.headers["location"] == "/day/drenas"
    assert await is_quiet(house, browser)
    assert bubbles_of(await browser.get("/chat/drenas"), "mine") == []


async def test_a_script_is_told_where_to_go(house: House, browser: httpx.AsyncClient) -> None:
    await in_a_report(browser)
    nonce = nonce_of(await browser.get("/chat/drenas"))
    answer = await browser.post("/chat/drenas", data={"nonce": nonce, "text": "izlaz"}, headers=JSON)
    assert answer.json() == {"known": False, "away": "/day/drenas"}


async def test_the_exit_word_inside_a_sentence_is_a_sentence(house: House, browser: httpx.AsyncClient) -> None:
    await in_a_report(browser)
    page = await say(browser, "exit he is beating me right now")
    assert any("Is someone in danger?" in bubble for bubble in bubbles_of(page))


async def test_who_has_said_nothing_leaves_without_a_trace(house: House, browser: httpx.AsyncClient) -> None:
    page = await browser.post("/chat/drenas/exit", data=FORM)
    assert page.headers["location"] == "/day/drenas" and "set-cookie" not in page.headers
    page = await browser.post("/chat/drenas", data=FORM | {"text": "exit"})
    assert page.headers["location"] == "/day/drenas" and "set-cookie" not in page.headers


async def test_the_page_goes_away_even_if_nothing_can_be_written(house: House, browser: httpx.AsyncClient) -> None:
    await in_a_report(browser)
    house.closed = True
    assert (await press_exit(browser)).headers["location"] == "/day/drenas"


async def test_pressed_twice_and_then_again_after_coming_back(house: House, browser: httpx.AsyncClient) -> None:
    await in_a_report(browser)
    for _ in range(2):
        await press_exit(browser)
    await say(browser, "flower")
    assert not await is_quiet(house, browser)
    await press_exit(browser)
    assert await is_quiet(house, browser)


@pytest.mark.parametrize("rubbish", [{}, {"nonce": ""}, {"nonce": "<script>"}])
async def test_a_form_with_rubbish_in_it_leaves_all_the_same(
    house: House, browser: httpx.AsyncClient, rubbish: dict[str, str]
) -> None:
    await in_a_report(browser)
    page = await browser.post("/chat/drenas/exit", data={"x": "y"} | rubbish)
    assert page.headers["location"] == "/day/drenas"
    assert await is_quiet(house, browser)


async def test_a_form_of_another_site_makes_nobody_leave(house: House, browser: httpx.AsyncClient) -> None:
    page = await browser.post("/chat/drenas/exit", data=FORM, headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 403


@pytest.mark.parametrize("path", ["/chat", "/chat/drenas"])
async def test_every_page_of_the_chat_has_the_way_out(house: House, browser: httpx.AsyncClient, path: str) -> None:
    page = soup_of(await browser.get(path))
    (way,) = page.select(".leave")
    assert way.get_text(strip=True) == "Leave quickly"


@pytest.mark.parametrize("path", ["/day", "/day/drenas", "/day/nowhere"])
async def test_the_neutral_page_is_always_there(house: House, browser: httpx.AsyncClient, path: str) -> None:
    page = await browser.get(path)
    assert page.status_code == 200 and "set-cookie" not in page.headers


async def test_a_town_can_choose_another_page(house: House, browser: httpx.AsyncClient) -> None:
    rules = house.parts.towns["drenas"].rules
    object.__setattr__(rules, "exit_page", "https://weather.example/")
    try:
        assert 'data-away="https://weather.example/"' in (await browser.get("/chat/drenas")).text
        day = soup_of(await browser.get("/day/drenas"))
        (refresh,) = day.select("meta[http-equiv=refresh]")
        assert refresh["content"] == "0; url=https://weather.example/"
    finally:
        object.__setattr__(rules, "exit_page", "")


async def in_a_report(browser: httpx.AsyncClient) -> list[str]:
    page = await browser.get("/chat/drenas")
    for words in ("start", "English", "2"):
        page = await say(browser, words)
    return bubbles_of(page)


async def press_exit(browser: httpx.AsyncClient) -> httpx.Response:
    form = soup_of(await browser.get("/chat/drenas")).select_one("form#leave")
    assert form is not None
    (nonce,) = form.select("input[name=nonce]")
    return await browser.post(str(form["action"]), data={"nonce": str(nonce["value"])})


async def is_quiet(house: House, browser: httpx.AsyncClient) -> bool:
    who = Who("drenas", "web", house.parts.vault.tag(Address("drenas", "web", browser.cookies["chat"])))
    async with house.parts.database.read() as work:
        return (await work.conversations.by_who([who]))[who].quiet
