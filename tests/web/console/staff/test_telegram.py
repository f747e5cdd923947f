"""One's own Telegram chat on the console: a code that is shown once, the message of the day, the end of the link."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from reportbot.core.messages import Address, InboundMessage
from reportbot.service.desk.calling import Call
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.tables.staff_chats import StaffChat
from tests.web.console.house import SAME_SITE, House, form_token, open_house, page_of, words_of

HERE = "/console/drenas/account/telegram"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(f"sqlite:///{tmp_path / 'reportbot.db'}") as house:
        yield house


async def signed_in(house: House) -> httpx.AsyncClient:
    """And reading English."""
    browser = await house.sign_in()
    await browser.get(f"{HERE}?language=en")
    return browser


async def post(browser: httpx.AsyncClient, path: str = "", **fields: str) -> httpx.Response:
    token = form_token(await browser.get(HERE))
    return await browser.post(f"{HERE}{path}", data={"form_token": token, **fields}, headers=SAME_SITE)


async def link(house: House, browser: httpx.AsyncClient, chat: str = "77") -> StaffChat:
    """What pressing Start in that chat leads to."""
    found = re.search(r"/link ([A-Z2-9-]{11})", (await post(browser, "/codes")).text)
    assert found
    keys = (f"telegram:message:{found[1]}",)
    said = InboundMessage(Address("drenas", "telegram", chat), house.clock.now(), keys, f"/link {found[1]}")
    await house.parts.staff_talk.receive([said])
    async with house.parts.database.read() as work:
        (linked,) = await work.staff_chats.every()
    return linked


async def test_a_code_is_shown_with_a_link_to_the_bot_and_kept_as_a_hash(house: House) -> None:
    browser = await signed_in(house)
    assert "No chat is linked to your account." in words_of(await browser.get(HERE))
    answer = await post(browser, "/codes")
    found = re.search(r"/link ([A-Z2-9]{5})-([A-Z2-9]{5})", answer.text)
    assert answer.status_code == 200
    assert found
    code = found[1] + found[2]
    assert page_of(answer).select_one(f'a[href="https://t.me/drenas_bot?start=desk_{code}"]')
    assert answer.headers["cache-control"] == "no-store"
    assert code not in (await browser.get(HERE)).text
    database = b"".join(path.read_bytes() for path in Path(house.parts.settings.database_url[10:]).parent.glob("*.db*"))
    assert code.encode() not in database


async def test_once_linked_the_page_says_so_and_the_link_can_be_ended(house: House) -> None:
    browser = await signed_in(house)
    linked = await link(house, browser)
    assert linked.member == "coordinator"
    assert "A chat is linked since" in words_of(await browser.get(HERE))
    answer = await post(browser, "/end")
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert "The link has ended." in words_of(page)
    assert "No chat is linked to your account." in words_of(page)


async def test_hour_and_language_of_the_message_of_the_day_are_chosen(house: House) -> None:
    browser = await signed_in(house)
    await link(house, browser)
    assert (await post(browser, "/digest", hour="17", language="sr")).status_code == 303
    page = page_of(await browser.get(HERE))
    assert [each["value"] for each in page.select("option[selected]")] == ["17", "sr"]
    assert (await post(browser, "/digest", hour="", language="")).status_code == 303
    assert page_of(await browser.get(HERE)).select("option[selected]") == []


@pytest.mark.parametrize(
    ("hour", "language"), [("24", ""), ("-1", ""), ("x", ""), ("8", "ru"), ("٨", ""), ("8" * 400, ""), ("8", "en" * 99)]
)
async def test_rubbish_is_refused_in_words(house: House, hour: str, language: str) -> None:
    browser = await signed_in(house)
    linked = await link(house, browser)
    answer = await post(browser, "/digest", hour=hour, language=language)
    assert answer.status_code == 400
    assert "This is no hour of a day" in words_of(answer)
    async with house.parts.database.read() as work:
        assert await work.staff_chats.every() == [linked]


async def test_without_a_chat_there_is_nothing_to_choose(house: House) -> None:
    browser = await signed_in(house)
    assert (await post(browser, "/digest", hour="8")).status_code == 404
    assert (await post(browser, "/end")).status_code == 303


@pytest.mark.parametrize("path", ["/codes", "/digest", "/end"])
async def test_a_form_without_its_token_changes_nothing(house: House, path: str) -> None:
    browser = await signed_in(house)
    linked = await link(house, browser)
    assert (await browser.post(f"{HERE}{path}", data={"hour": "3"}, headers=SAME_SITE)).status_code == 403
    async with house.parts.database.read() as work:
        assert await work.staff_chats.every() == [linked]


async def test_who_administers_gets_no_code(house: House) -> None:
    browser = await signed_in(house)
    answer = await browser.post(house.login_path(role="administrator"), headers=SAME_SITE)
    assert answer.status_code == 303
    assert (await post(browser, "/codes")).status_code == 404


async def test_the_case_tells_that_the_chats_were_alerted_and_who_has_seen_it(house: House) -> None:
    browser = await signed_in(house)
    await link(house, browser)
    call = Call("he has a knife", "domestic_violence", {}, True, "en", "citizen")
    number = (await house.parts.calling.report("drenas", call, "form", "@desk")).number
    await house.parts.staff_rounds.run_due(house.clock.now())
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        (chat,) = await work.staff_chats.every()
        assert case
        (row,) = [row for row in await work.outbox.of_case(case.id) if row.kind == "staff_alert"]
    said = OfficeNotice.from_json(house.parts.vault.open(row.payload, f"deliveries.payload:{row.id}"))
    (_, seen), (_, take) = said.buttons
    for data in (seen, take):
        assert await house.parts.staff_presses.press("drenas", "77", data, is_private=True)
    page = words_of(await browser.get(f"/console/drenas/cases/{number}"))
    assert "alert to a chat of the desk" in page
    assert "has seen the alert" in page
    assert "Somebody at the desk has taken it" in page or "taken" in page.lower()
    assert row.target == str(chat.id)
    assert "staff_" not in page
