"""What an office writes to the person with its answer: looked at before it leaves, as the words of the desk are."""

from io import BytesIO

import httpx
import pytest
from PIL import Image

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from tests.web.house import House, soup_of

WITH_PHONE = "Call the foreman, 044 123 456."


async def a_link(house: House, browser: httpx.AsyncClient) -> tuple[Case, str]:
    case = await house.a_case(browser)
    return case, f"{house.link((await house.referrals(case))['lead'])}/answers?language=en"


async def status_of(house: House, case: Case) -> Status:
    async with house.parts.database.read() as work:
        return (await work.cases.one(case.id)).status


def fields_of(page: httpx.Response) -> dict[str, str]:
    """What the form that came back would send, with its box ticked."""
    form = soup_of(page).select_one("form")
    assert form is not None
    sent = {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}
    words = form.select_one("textarea")
    assert words is not None
    return sent | {str(words["name"]): words.get_text().strip()}


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("See https://evil.example/form", "No links are sent"),
        ("e v i l . c o m", "No links are sent"),
        ("What is your name?", "This asks for a name."),
        ("y0ur n4me", "This asks for a name."),
        ("Na jepni numrin e telefonit.", "This asks for a telephone or an account."),
    ],
)
async def test_a_note_with_a_link_or_a_question_for_who_they_are_comes_back(
    house: House, browser: httpx.AsyncClient, note: str, why: str
) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(link, data={"answer": "received", "note": note})
    assert page.status_code == 400
    assert why in page.text
    sent = fields_of(page)
    assert (sent["answer"], sent["note"], "confirmed" in sent) == ("received", note, False)
    assert await status_of(house, case) is Status.REFERRED


async def test_a_note_that_tells_who_somebody_is_leaves_once_its_writer_has_looked(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(link, data={"answer": "received", "note": WITH_PHONE})
    assert page.status_code == 409
    assert [each.get_text() for each in soup_of(page).select("mark")] == ["044 123 456"]
    assert await status_of(house, case) is Status.REFERRED
    changed = fields_of(page) | {"note": "Call 049 123 456."}
    assert (await browser.post(link, data=changed)).status_code == 409  # another number than the one that was seen
    saved = await browser.post(link, data=fields_of(page), follow_redirects=True)
    assert WITH_PHONE in saved.text
    assert await status_of(house, case) is Status.ACKNOWLEDGED


async def test_all_that_was_chosen_comes_back_with_the_words_and_a_photo_is_asked_for_again(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "png")
    page = await browser.post(
        link,
        data={"answer": "done", "outcome": "repaired", "note": "www.evil.example"},
        files={"photo": ("a.png", picture.getvalue(), "image/png")},
    )
    sent = fields_of(page)
    assert (page.status_code, sent["answer"], sent["outcome"]) == (400, "done", "repaired")
    form = soup_of(page).select_one("form")
    assert form is not None
    assert form["enctype"] == "multipart/form-data"
    assert form.select_one("input[type=file]") is not None
    sent.pop("photo")
    await browser.post(link, data=sent | {"note": ""})  # it may do without the words
    assert await status_of(house, case) is Status.RESOLVED


@pytest.mark.parametrize("note", ["We come tomorrow at 10:30.", "Shihni http://testserver/public", ""])
async def test_an_everyday_note_is_taken_at_once(house: House, browser: httpx.AsyncClient, note: str) -> None:
    case, link = await a_link(house, browser)
    own = note.replace("http://testserver", house.web.public_url.rstrip("/"))
    assert (await browser.post(link, data={"answer": "received", "note": own})).status_code == 303
    assert await status_of(house, case) is Status.ACKNOWLEDGED
