"""A photo of an office in the web chat: for the person whose chat it is, as long as it may be seen."""

import httpx

from tests.web.house import House, bubbles_of, soup_of
from tests.web.test_answering import PERSON, a_link, a_photo

FILES = {"photo": ("a.png", a_photo(), "image/png")}
DONE = {"answer": "done", "outcome": "repaired"}


async def picture_in(browser: httpx.AsyncClient) -> str:
    """Its address, "" where the chat shows none."""
    image = soup_of(await browser.get("/chat/drenas")).select_one(".bubble img")
    return str(image["src"]) if image else ""


async def test_the_chat_shows_the_photo_to_its_own_person_alone(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data=DONE, files=FILES)
    await house.parts.delivery.drain()
    await house.parts.delivery.run_due(house.clock.now())
    page = await browser.get("/chat/drenas")
    assert bubbles_of(page)[-1] == "Photo from: Directorate of Public Services"
    address = await picture_in(browser)
    seen = await browser.get(address)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert seen.content.startswith(b"\xff\xd8")
    assert seen.headers["cache-control"] == "no-store"
    assert "img-src 'self'" in page.headers["content-security-policy"]
    async with house.browser() as stranger:
        assert (await stranger.get(address)).status_code == 404
        await house.a_case(stranger)
        assert (await stranger.get(address)).status_code == 404
    for other in (address.replace("drenas", "vushtrri"), address + "0", "/chat/drenas/pictures/0"):
        assert (await browser.get(other)).status_code == 404


async def test_the_script_gets_the_same_bubble(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data=DONE, files=FILES)
    await house.parts.delivery.drain()
    await house.parts.delivery.run_due(house.clock.now())
    lines = (await browser.get("/chat/drenas/messages?after=0")).json()["lines"]
    assert await picture_in(browser) in lines[-1]["html"]


async def test_a_photo_that_is_held_back_or_left_behind_is_shown_no_more(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data=DONE, files=FILES)
    await house.parts.delivery.drain()
    await house.parts.delivery.run_due(house.clock.now())
    address = await picture_in(browser)
    async with house.parts.database.read() as work:
        (photo,) = await work.conversations.photos(case=case.id)
    await house.parts.casework.pictures.hold("drenas", case.number, photo.id, "@mira")
    assert (await browser.get(address)).status_code == 404
    await house.parts.casework.pictures.show("drenas", case.number, photo.id, "@mira")
    assert (await browser.get(address)).status_code == 200
    await browser.post("/chat/drenas/exit", data={"nonce": ""})
    assert (await browser.get(address)).status_code == 404


async def test_the_office_reads_below_the_field_who_will_see_its_photo(
    house: House, browser: httpx.AsyncClient
) -> None:
    _, link = await a_link(house, browser)
    hint = soup_of(await browser.get(f"{link}?language=en")).select_one("#photo-hint")
    assert hint is not None and "The person who reported it sees this photo too." in hint.get_text()
    async with house.browser() as other:
        case, sealed = await a_link(house, other, "lead", *PERSON)
        assert case.concerns_a_person
        hint = soup_of(await other.get(f"{sealed}?language=en")).select_one("#photo-hint")
    assert hint is None or "The person hears your words only." in hint.get_text()
