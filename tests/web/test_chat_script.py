"""What the page's script asks for, and what it gets."""

import asyncio

import httpx
import pytest

from reportbot.core.messages import Address, OutboundMessage
from tests.web.house import House, nonce_of, say, soup_of

JSON = {"accept": "application/json"}


async def test_a_message_sent_by_script_brings_its_bubbles_and_a_new_nonce(browser: httpx.AsyncClient) -> None:
    first = nonce_of(await browser.get("/chat/drenas"))
    answer = await browser.post("/chat/drenas", data={"nonce": first, "text": "start"}, headers=JSON)
    news = answer.json()
    assert (news["known"], news["problem"], news["nonce"] != first) == (True, "", True)
    assert "start" in news["lines"][0]["html"]
    assert "bubble ours" in news["lines"][1]["html"]
    assert "English" in news["answers"]
    assert news["last"] == news["lines"][-1]["id"]


async def test_only_what_is_new_is_sent(browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    everything = (await browser.get("/chat/drenas/messages?after=0")).json()
    news = (await browser.get(f"/chat/drenas/messages?after={everything['last']}")).json()
    assert len(everything["lines"]) >= 2
    assert news["lines"] == []
    assert news["last"] == everything["last"]


async def test_ids_are_text_for_they_are_larger_than_javascript_counts(browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    last = (await browser.get("/chat/drenas/messages?after=0")).json()["last"]
    assert isinstance(last, str)
    assert int(last) > 2**53


async def test_a_waiting_page_is_woken_when_we_write(house: House, browser: httpx.AsyncClient) -> None:
    await say(browser, "start")
    last = (await browser.get("/chat/drenas/messages?after=0")).json()["last"]
    waiting = asyncio.create_task(browser.get(f"/chat/drenas/messages?wait=1&after={last}"))
    await asyncio.sleep(0)
    person = Address("drenas", "web", browser.cookies["chat"])
    await house.chat.send(OutboundMessage(person, "There is news."))
    (line,) = (await waiting).json()["lines"]
    assert "There is news." in line["html"]


async def test_a_stranger_is_told_that_nothing_is_known(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/chat/drenas/messages?after=0")).json() == {"known": False}


@pytest.mark.parametrize("after", ["", "x", "-1", "٣", "9" * 30, "1e3"])
async def test_a_place_in_the_chat_that_is_no_number_is_the_beginning(browser: httpx.AsyncClient, after: str) -> None:
    await say(browser, "start")
    answer = await browser.get("/chat/drenas/messages", params={"after": after})
    assert len(answer.json()["lines"]) >= 2


async def test_a_refusal_by_script_keeps_the_nonce(house: House, browser: httpx.AsyncClient) -> None:
    first = nonce_of(await browser.get("/chat/drenas"))
    answer = await browser.post("/chat/drenas", data={"nonce": first, "text": "x" * 4001}, headers=JSON)
    assert (answer.status_code, answer.json()["nonce"]) == (413, first)
    assert "4000" in answer.json()["problem"]


async def test_the_first_load_is_small(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/chat/drenas")
    parts = [tag.get("src") or tag.get("href") for tag in soup_of(page).select("script[src], link[href]")]
    size = len(page.content) + sum([len((await browser.get(str(part))).content) for part in parts])
    assert size <= 60_000
    assert all(str(part).startswith("/static/") for part in parts)
