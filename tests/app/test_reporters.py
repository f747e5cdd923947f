"""What people do after their report: come back with the code, from another phone; type it back; ask to be forgotten."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
from sqlalchemy import make_url

from reportbot.demo.addresses import PHONE, mail_address
from reportbot.demo.run import World
from tests.app.world import a_running_demo, answer, code_in, soon
from tests.markup import markup

PUBLIC_SERVICES = mail_address("drenas", "public_services")
TOKEN = "1000:demo-drenas"


async def test_who_reports_on_telegram_and_comes_back_by_sms_hears_the_news_by_sms(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        person = world.telegram.person(42, token=TOKEN)
        person.says("ka nje pus pa kapak te shkolla")
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Ku është?")
        person.says("Komoran")
        await person.hears("Ta dërgojmë?")
        person.presses("report_hazard.summary:send")
        await person.hears(lambda heard: code_in(heard.text) is not None)
        code = next(found for heard in person.heard if (found := code_in(heard.text)))
        await person.hears("A është e sigurt të të shkruajmë këtu")
        person.presses("afterwards.safe:yes")
        await person.hears("shkruaj këtu katër shifrat e fundit")
        person.says(code[-4:])
        await person.hears("Mirë, e ke të shënuar.")

        phone = world.twilio["drenas"].phone(PHONE)
        for said, heard in ((code, "A eshte e sigurt"), ("1", "Te shkruajme ketu kur ka lajme")):
            before = len(phone.heard)
            await phone.says(said)
            await phone.hears(before + 1)
            await soon(0.2)
            assert any(heard in each for each in phone.heard[before:])
        told, before = len(person.heard), len(phone.heard)
        await answer(client, await world.mailbox.receives(PUBLIC_SERVICES), "received")
        await phone.hears(before + 1)
        assert len(person.heard) == told, "the chat before hears nothing more"


async def test_forget_me_on_telegram_leaves_no_row_and_whoever_writes_next_is_a_stranger(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _):
        person = world.telegram.person(42, token=TOKEN)
        person.says("zaboravi me")
        await person.hears("Da te sada zaboravimo?")
        assert _people(world) == 1
        person.presses("!forget:yes")
        await person.hears("Ovde je sve obrisano. Čuvaj se.")
        assert _people(world) == 0
        person.says("përshëndetje")
        await person.hears("Zgjidh gjuhën")
        assert _people(world) == 1


async def test_erasing_the_web_chat_forgets_whoever_wrote_there(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client), httpx.AsyncClient(base_url=client.base_url) as browser:
        page = await browser.get("/chat/drenas")
        for text in ("start", "English", "my code is 1234 5678 9012 3450 I think"):
            page = await browser.post("/chat/drenas", data={"nonce": _nonce(page), "text": text}, follow_redirects=True)
        assert "my code is •••• •••• •••• 3450 I think" in page.text
        assert "5678 9012" not in page.text and "9012 3450" not in page.text
        assert _people(world) == 1
        await browser.post("/chat/drenas/erasure", data={"nonce": _nonce(page)}, follow_redirects=True)
        assert _people(world) == 0


async def test_forget_me_in_the_web_chat_takes_what_stood_there(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client), httpx.AsyncClient(base_url=client.base_url) as browser:
        page = await browser.get("/chat/drenas")
        for text in ("start", "English", "a hole by the school", "forget me", "yes"):
            page = await browser.post("/chat/drenas", data={"nonce": _nonce(page), "text": text}, follow_redirects=True)
        assert "Everything here is deleted. Take care of yourself." in page.text
        assert "a hole by the school" not in page.text
        assert _people(world) == 0


def _nonce(page: httpx.Response) -> str:
    return str(markup(page.text).select_one("input[name=nonce]")["value"])  # type: ignore[index]


def _people(world: World) -> int:
    """How many conversations the database knows."""
    file = str(make_url(world.parts.settings.database_url).database)
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM conversations").fetchone()[0])
