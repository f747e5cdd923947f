"""The desk writes to a person, through the pretend Telegram and the pretend phones, and from one to the other."""

from datetime import timedelta
from pathlib import Path

from reportbot.core.sms import fold_to_gsm
from reportbot.demo.addresses import PHONE
from reportbot.demo.run import World
from tests.app.world import a_running_demo, code_in

UNTIL_MORNING = timedelta(hours=12)  # whenever this runs: nobody is written to at night
TOKEN = "1000:demo-drenas"
WORDS = "Kamioni vjen të premten në mëngjes.\nJu lutem lëreni derën hapur."


async def reply(world: World) -> None:
    await world.parts.replying.reply("drenas", "2026-0001", WORDS, "@mira")
    await world.advance(UNTIL_MORNING)


async def test_on_telegram_they_hear_that_there_is_news_and_read_it_when_they_ask(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        person = world.telegram.person(42, token=TOKEN)
        person.says("ka nje pus pa kapak te shkolla")
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Ku është?")
        person.says("Komoran")
        await person.hears("Ta dërgojmë?")
        person.presses("report_hazard.summary:send")
        await person.hears(lambda heard: code_in(heard.text) is not None)
        await person.hears("A është e sigurt të të shkruajmë këtu")
        person.presses("afterwards.safe:yes")
        await person.hears("Të shkruajmë këtu kur ka lajme")
        await reply(world)
        await person.hears("Ka lajme. Dërgo STATUS.")
        assert all("Kamioni" not in heard.text for heard in person.heard), "no word of it before they ask"
        person.says("status")
        heard = await person.hears("Kamioni vjen")
        assert heard.text.startswith(f"Zyra e raportimeve të shkruan: “{WORDS}”")


async def test_by_sms_it_comes_in_letters_that_every_phone_has_and_opens_with_the_code_anywhere(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        phone = world.twilio["drenas"].phone(PHONE)
        for said in ("start", "1", "1", "mbeturina afer ures", "Komoran", "1"):
            before = len(phone.heard)
            assert (await phone.says(said)).status == 204
            await phone.hears(before + 1)
        code = code_in(await phone.hears(lambda heard: code_in(heard) is not None))
        before = len(phone.heard)
        await phone.says("2")
        await phone.hears(before + 1)
        await reply(world)
        assert not [heard for heard in phone.heard if "Ka lajme" in heard], "they said that writing is not safe"
        await phone.says("status")
        await phone.hears(lambda heard: fold_to_gsm(WORDS) in heard)
        assert all(fold_to_gsm(heard) == heard for heard in phone.heard)

        elsewhere = world.telegram.person(43, token=TOKEN)
        elsewhere.says(code or "")
        await elsewhere.hears("Kamioni vjen të premten në mëngjes.")
