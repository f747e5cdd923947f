"""The pages of the demo over real HTTP: what a newcomer sees, presses, and what arrives where."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from bs4 import BeautifulSoup

from reportbot.demo.addresses import TELEGRAM_PERSON, mail_address, reader_of
from reportbot.demo.pages import demo_routes, night_of
from reportbot.demo.run import World, world_at
from reportbot.demo.serving import serve
from tests.markup import markup
from tests.ports import free_port

ENGLISH = {"accept-language": "en"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The demo's own composition, its web server included."""
    port = free_port()
    async with (
        world_at(port, tmp_path) as (opened, edges),
        serve(edges.pages(demo_routes(opened), links_suffice=True), port),
    ):
        yield opened


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[httpx.AsyncClient]:
    url = world.parts.settings.public_url
    async with httpx.AsyncClient(base_url=url, headers=ENGLISH, follow_redirects=True, timeout=20) as browser:
        yield browser


async def test_the_first_page_shows_chat_inbox_clock_and_guide(visitor: httpx.AsyncClient) -> None:
    page = _page(await visitor.get("/demo"))
    frames = {str(frame["name"]): str(frame["src"]) for frame in page.select("iframe")}
    assert frames["chat"].startswith("/chat/")
    assert frames["inbox"].startswith("/demo/inbox?")
    assert len(page.select(".guide li")) == 6
    assert all(step.select_one("[lang=sq]") for step in page.select(".guide li"))
    assert [button["value"] for button in page.select("form.clock button")] == ["hour", "day", "week"]
    assert "Nothing leaves this machine" in page.get_text()


@pytest.mark.parametrize(
    ("hour", "is_said"), [(20, False), (21, True), (23, True), (3, True), (6, True), (7, False), (12, False)]
)
async def test_at_night_the_clock_says_why_no_news_arrives(world: World, hour: int, is_said: bool) -> None:
    town = world.towns["drenas"]
    said = night_of(town, datetime(2026, 11, 23, hour, 0, tzinfo=ZoneInfo(town.rules.zone)))
    assert (said is not None) == is_said
    if said:
        assert "waits until 07:00. Push the clock." in world.translator.say(said, "en")


@pytest.mark.parametrize("path", ["/demo", "/demo/inbox", "/demo/outbox", "/demo/telegram", "/demo/sms"])
async def test_every_page_opens_for_every_town(visitor: httpx.AsyncClient, path: str) -> None:
    for query in ("", "?town=kamez", "?town=atlantis", "?town=vushtrri&language=sr", "?language=x"):
        assert (await visitor.get(path + query)).status_code == 200


async def test_the_clock_goes_on_by_what_was_pressed(world: World, visitor: httpx.AsyncClient) -> None:
    before = world.now()
    moved = await visitor.post("/demo/clock?town=drenas", data={"step": "day"})
    assert moved.status_code == 200
    assert 24 * 3600 <= (world.now() - before).total_seconds() < 24 * 3600 + 60


@pytest.mark.parametrize("form", [{}, {"step": "year"}, {"step": ""}, {f"x{number}": "y" for number in range(50)}])
async def test_the_clock_knows_three_steps(world: World, visitor: httpx.AsyncClient, form: dict[str, str]) -> None:
    before = world.now()
    assert (await visitor.post("/demo/clock", data=form)).status_code == 400
    assert (world.now() - before).total_seconds() < 60


async def test_a_press_leads_to_the_button_that_signs_in(visitor: httpx.AsyncClient) -> None:
    page = await visitor.post("/demo/login?town=vushtrri")
    assert page.url.path.startswith("/console/login/")
    queue = await visitor.post(page.url, headers={"sec-fetch-site": "same-origin"})
    assert queue.url.path == "/console/vushtrri"


async def test_a_report_by_telegram_shows_as_mail_and_in_the_outbox(visitor: httpx.AsyncClient) -> None:
    chat = await visitor.post("/demo/telegram/presses?town=drenas", data={"start": "yes"})
    assert chat.url.path == "/demo/telegram/chat"
    for text in ("Shqip", "1", "1", "Komoran", "Pus pa kapak <b>", "1", "1"):
        await visitor.post("/demo/telegram/texts?town=drenas", data={"text": text})
    bubbles = _page(await visitor.get("/demo/telegram/chat?town=drenas"))
    assert "Pus pa kapak <b>" in [bubble.get_text(" ", strip=True) for bubble in bubbles.select(".bubble.mine")]

    mails = await _until(visitor, "/demo/inbox?town=drenas", lambda page: len(page.select(".mails a")) > 0)
    mail = _page(await visitor.get(str(mails.select(".mails a")[-1]["href"])))
    assert "Komoran" not in mail.get_text()
    link = mail.select_one("a.main")
    assert link is not None
    office = await visitor.get(str(link["href"]))
    assert office.status_code == 200
    assert "Pus pa kapak <b>" in _page(office).get_text()

    assert not _page(await visitor.get("/demo/inbox?town=kamez")).select(".mails a")
    outbox = _page(await visitor.get("/demo/outbox")).get_text()
    assert str(TELEGRAM_PERSON) in outbox


async def test_a_button_on_the_pretend_telephone_is_pressed(visitor: httpx.AsyncClient) -> None:
    await visitor.post("/demo/telegram/presses?town=kamez", data={"start": "yes"})
    chat = await _until(visitor, "/demo/telegram/chat?town=kamez", lambda page: len(page.select("form.stack")) > 0)
    form = chat.select("form.stack")[-1]
    button = form.select("button")[0]
    on = form.select_one("input[name=on]")
    assert on is not None
    before = {str(each["value"]) for each in chat.select("form.stack button")}
    press = {"press": str(button["value"]), "on": str(on["value"])}
    await visitor.post("/demo/telegram/presses?town=kamez", data=press)

    def asks_something_else(page: BeautifulSoup) -> bool:
        return bool({str(each["value"]) for each in page.select("form.stack button")} - before)

    await _until(visitor, "/demo/telegram/chat?town=kamez", asks_something_else)


@pytest.mark.parametrize("form", [{}, {"press": "x", "on": "1"}, {"press": "x", "on": "²"}, {"on": "9" * 400}])
async def test_a_button_that_is_not_there_does_nothing(visitor: httpx.AsyncClient, form: dict[str, str]) -> None:
    assert (await visitor.post("/demo/telegram/presses?town=drenas", data=form)).status_code == 200


async def test_the_pretend_sms_phone_hears_the_bot(visitor: httpx.AsyncClient) -> None:
    await visitor.post("/demo/sms/texts?town=drenas", data={"text": "Tung"})
    page = await _until(visitor, "/demo/sms/chat?town=drenas", lambda page: len(page.select(".bubble:not(.mine)")) > 0)
    assert page.select(".bubble")[0].get_text(strip=True) == "Tung"
    assert _page(await visitor.get("/demo/outbox")).get_text().count("+12025550123") > 0


@pytest.mark.parametrize("path", ["/demo/telegram/texts", "/demo/sms/texts"])
async def test_an_empty_message_is_not_sent(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.post(path, data={"text": "  \n "})).status_code == 200
    assert not _page(await visitor.get(path.replace("texts", "chat"))).select(".bubble")


async def test_a_mail_that_is_not_there(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/demo/inbox/7")).status_code == 404


@pytest.mark.parametrize(
    ("address", "reader"),
    [
        (mail_address("drenas", "public_services"), ("drenas", "public_services")),
        ("somebody@example.org", None),
        ("@drenas.example", None),
        ("rubbish", None),
        ("", None),
    ],
)
def test_a_demo_address_names_its_reader(address: str, reader: tuple[str, str] | None) -> None:
    assert reader_of(address) == reader


def _page(answer: httpx.Response) -> BeautifulSoup:
    return markup(answer.text)


async def _until(visitor: httpx.AsyncClient, path: str, seen: Callable[[BeautifulSoup], bool]) -> BeautifulSoup:
    """Look again until it is there: messages travel through real servers."""
    for _ in range(100):
        page = _page(await visitor.get(path))
        if seen(page):
            return page
        await asyncio.sleep(0.1)
    raise AssertionError(f"it never showed on {path}")
