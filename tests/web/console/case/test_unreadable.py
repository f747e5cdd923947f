"""Whatever sealed field is damaged: every page opens, says so, and everything else goes on."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Address, InboundMessage
from reportbot.service.records import BrokenMessage, Photo
from reportbot.web import words
from tests.builders import without_table
from tests.cases import cases_of
from tests.service.reaches import ALL
from tests.tampering import flip, keys, read, write
from tests.web.console.house import HAZARD, SAME_SITE, House, browser_for, carried, page_of, words_of

SEALED = [
    ("reports", "sealed_answers", "id"),
    ("case_events", "note", "id"),
    ("photos", "sealed_image", "id"),
    ("photos", "sealed_key", "id"),
    ("cases", "sealed_key", "id"),
    ("conversations", "session", "id"),
    ("conversations", "sealed_address", "id"),
    ("broken_messages", "sealed_message", "id"),
    ("broken_messages", "sealed_key", "id"),
    ("chat_lines", "payload", "id"),
]
SAYS_SO = {"reports", "case_events", "cases"}


async def a_full_house(house: House) -> tuple[str, str, int]:
    """A case with a photo, a note, a question, an open conversation, a kept message; its number, an office's link, the
    photo."""
    number = await house.report()
    parts = house.parts
    async with parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and case.conversation is not None
        (lead,) = [each for each in await work.cases.referrals(case.id) if each.role == "lead"]
        photo, broken = parts.ids.new(), parts.ids.new()
        key, sealed_key = parts.vault.new_data_key(f"photos.key:{photo}")
        image = key.seal(b"\xff\xd8 a picture", f"photos.image:{photo}")
        await work.conversations.add_photos(
            [Photo(photo, "drenas", case.conversation, case.id, b"", image, sealed_key, house.clock.now())]
        )
        key, sealed_key = parts.vault.new_data_key(f"broken_messages.key:{broken}")
        kept = key.seal(b'{"text": "hello"}', f"broken_messages.message:{broken}")
        await work.messages.keep_broken(
            [BrokenMessage(broken, "drenas", "web", None, kept, sealed_key, "FlowWentTooFar", house.clock.now())]
        )
    await parts.responses.answer_as(lead.institution, lead.id, Answer.RECEIVED, "Vijme neser.")
    token = parts.vault.sign_link(lead.id, lead.institution, house.clock.now() + timedelta(days=9))
    await parts.asking.ask_by_link(token, "Cila dere?")
    await parts.intake.receive([said(house, "/start"), said(house, "1")])
    return number, f"/r/{token}", photo


def said(house: House, text: str) -> InboundMessage:
    return InboundMessage(
        Address("drenas", "web", "browser-1"), house.clock.now(), (f"k{house.parts.ids.new()}",), text
    )


@pytest.mark.parametrize(("table", "column", "name"), SEALED)
async def test_every_page_opens_and_a_whole_conversation_goes_on(
    house: House, desk: httpx.AsyncClient, sqlite_url: str, table: str, column: str, name: str
) -> None:
    number, link, photo = await a_full_house(house)
    await house.parts.delivery.drain()
    assert await asyncio.to_thread(flip, sqlite_url, table, column, name=name)
    here, case = "/console/drenas", f"/console/drenas/cases/{number}"
    kept = (await house.parts.kept.waiting("drenas", ALL))[0].id
    pages = {
        path: await desk.get(path)
        for path in (here, f"{here}?show=all", case, f"{here}/search", f"{here}/dead-letters", f"{here}/kept-messages")
    }
    pages["kept"] = await desk.get(f"{here}/kept-messages/{kept}")
    pages["office"] = await desk.get(f"{link}?language=en")
    token = carried(pages[case])
    search = {**token, "words": "pus"}
    pages["search"] = await desk.post(f"{here}/search", data=search, headers=SAME_SITE)
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    for path in (f"{case}/photos/{photo}", f"{link}/photos/{photo}"):
        assert (await desk.get(path)).status_code == (410 if table == "photos" else 200)
    for page in (case, "office"):
        assert ("cannot be read" in words_of(pages[page])) is (table in SAYS_SO), page
    assert ("cannot be read" in words_of(pages["kept"])) is (table == "broken_messages")

    note = {"answer": "received", "note": "Edhe nje fjale."}
    answered = await desk.post(f"{link}/answers?language=en", data=note, headers=SAME_SITE)
    assert answered.status_code == (200 if table == "cases" else 303)
    if table == "cases":
        assert "The note could not be kept" in words_of(answered) and "Edhe nje fjale." in answered.text
    token = carried(await desk.get(case))
    passed = await desk.post(f"{case}/referrals", data={**token, "institution": "police"}, headers=SAME_SITE)
    token = carried(await desk.get(case))
    asked = await desk.post(f"{case}/questions", data={**token, "question": "Kur?"}, headers=SAME_SITE)
    assert (passed.status_code, asked.status_code) == (303, 409 if table == "cases" else 303)

    house.clock.pass_(timedelta(minutes=1))
    for text in HAZARD:
        await house.parts.intake.receive([said(house, text)])
        await house.parts.delivery.drain()
    await house.later(timedelta(minutes=1))
    assert await house.newest("drenas") != number
    if table != "chat_lines":  # the chat's page opens its bubbles; it is not the browser of this test
        assert house.parts.damage.found >= 1
    if table in SAYS_SO | {"photos"}:
        assert len([mail for mail in house.mail.notices if "unreadable" in mail.message_id]) == 1


async def test_a_damaged_bubble_says_so_in_the_chat(house: House, sqlite_url: str) -> None:
    page = await house.visitor.get("/chat/drenas")
    nonce = page_of(page).select_one("#nonce")
    assert nonce is not None
    data = {"text": "start", "nonce": str(nonce["value"])}
    await house.visitor.post("/chat/drenas", data=data, headers=SAME_SITE)
    await house.parts.delivery.drain()
    assert await asyncio.to_thread(flip, sqlite_url, "chat_lines", "payload")
    assert "nuk lexohet" in words_of(await house.visitor.get("/chat/drenas"))
    assert house.parts.damage.found >= 1


async def test_what_cannot_be_noted_is_not_shown_and_the_page_says_why(
    house: House, desk: httpx.AsyncClient, sqlite_url: str
) -> None:
    number, link, photo = await a_full_house(house)
    case = f"/console/drenas/cases/{number}"
    token = carried(await desk.get(case))
    search = {**token, "words": "pus"}
    async with without_table(sqlite_url, "audit_entries"):
        pages = [await desk.get(f"{path}?language=en") for path in (case, f"{case}/photos/{photo}", link)]
        pages.append(await desk.post("/console/drenas/search?language=en", data=search, headers=SAME_SITE))
    assert [page.status_code for page in pages] == [503] * 4
    for page in pages:
        assert words.ERROR_NOT_NOTED.msgid in words_of(page)
        assert "shkolla" not in page.text and b"\xff\xd8" not in page.content
    assert "shkolla" in (await desk.get(case)).text


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("photos", "sealed_image"),
        ("photos", "sealed_key"),
        ("broken_messages", "sealed_message"),
        ("broken_messages", "sealed_key"),
        ("chat_lines", "payload"),
    ],
)
async def test_a_photo_a_kept_message_and_a_bubble_open_in_no_other_row(
    house: House, desk: httpx.AsyncClient, sqlite_url: str, table: str, column: str
) -> None:
    for _ in range(2):
        await a_full_house(house)
        house.clock.pass_(timedelta(minutes=1))
    await _two_chats(house)
    rows = await asyncio.to_thread(keys, sqlite_url, table, column)
    first, second = rows[0], rows[-1]
    one, other = (read(sqlite_url, table, column, row) for row in (first, second))
    assert one != other
    await asyncio.to_thread(write, sqlite_url, table, column, first, other)
    await asyncio.to_thread(write, sqlite_url, table, column, second, one)
    if table == "photos":
        async with house.parts.database.read() as work:
            numbers = sorted(case.number for case in await cases_of(work))
        for number, photo in zip(numbers, (first, second), strict=True):
            assert (await desk.get(f"/console/drenas/cases/{number}/photos/{photo}")).status_code == 410
    elif table == "broken_messages":
        for row in (first, second):
            page = await desk.get(f"/console/drenas/kept-messages/{row}")
            assert "cannot be read" in words_of(page) and "hello" not in page.text
    else:
        assert "nuk lexohet" in words_of(await house.visitor.get("/chat/drenas"))
    assert house.parts.damage.found >= 1


async def _two_chats(house: House) -> None:
    """The visitor's is the last."""
    for browser in (browser_for(house.app, house.url), house.visitor):
        nonce = page_of(await browser.get("/chat/drenas")).select_one("#nonce")
        assert nonce is not None
        await browser.post("/chat/drenas", data={"text": "start", "nonce": str(nonce["value"])}, headers=SAME_SITE)
        await house.parts.delivery.drain()
