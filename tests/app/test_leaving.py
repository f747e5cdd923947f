"""Somebody leaves quickly, over real HTTP: on Telegram the chat is empty, on the web there is nothing to go back to."""

from pathlib import Path

import httpx

from reportbot.demo.addresses import TELEGRAM_PERSON
from tests.app.world import a_running_demo, soon
from tests.markup import markup

TOKEN = "1000:demo-drenas"
GOODBYE = "Mirupafshim dhe kalofsh mirë."
QUIET = "Kjo bisedë është e mbyllur"


async def test_on_telegram_both_sides_messages_go_and_the_way_back_is_the_safe_word(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        person = world.telegram.person(TELEGRAM_PERSON, token=TOKEN)
        for said, heard in (("fillo", "Zgjidh gjuhën"), ("shqip", "Çfarë do të bësh?"), ("2", "Nuk është faji yt")):
            person.says(said)
            await person.hears(heard)
        asked = person.heard[-1]
        assert len(person.chat.messages) > 5
        person.presses("!exit")
        await person.hears(GOODBYE)
        assert [message["text"] for message in person.chat.messages.values()] == [GOODBYE]
        assert await bubbles(client) == [GOODBYE]
        person.says("kush je ti")
        await person.hears(QUIET)
        person.says("lule")
        back = await person.hears("Mirë se u ktheve")
        again = await person.hears(lambda heard: heard.message_id >= back.message_id and bool(heard.buttons))
        assert again.labels == asked.labels


async def test_what_telegram_will_not_delete_is_told(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _):
        person = world.telegram.person(TELEGRAM_PERSON, token=TOKEN)
        person.says("fillo")
        await person.hears("Zgjidh gjuhën")
        person.chat.grows_older(hours=49)
        person.says("dalje")
        await person.hears("Mesazhe më të vjetra mund të jenë ende këtu")
        assert len(person.chat.messages) > 1


async def bubbles(client: httpx.AsyncClient) -> list[str]:
    """What the demo's page shows of the phone."""
    for _ in range(20):
        page = markup((await client.get("/demo/telegram/chat?town=drenas")).text)
        found = [bubble.get_text(strip=True) for bubble in page.select(".bubble")]
        if found:
            return found
        await soon(0.1)
    return []
