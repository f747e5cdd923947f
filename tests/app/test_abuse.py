"""A flood, a pause and a danger in the middle of both, through every part, over real HTTP."""

from datetime import timedelta
from pathlib import Path

from reportbot.demo.addresses import DUTY_CHAT
from tests.app.world import a_running_demo, code_in
from tests.cases import cases_of

TOKEN = "1000:demo-drenas"
SLOW = "I morëm mesazhet e tua."
PAUSED = "nuk merr raportime të reja nga ti"


async def test_a_flood_is_answered_in_one_piece_and_danger_in_it_at_once(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        duty = world.telegram.person(DUTY_CHAT, token=TOKEN)
        flooder, other = world.telegram.person(51, token=TOKEN), world.telegram.person(52, token=TOKEN)
        flooder.says("start")
        await flooder.hears("Zgjidh gjuhën")
        flooder.presses("welcome.language:sq")
        for number in range(80):
            flooder.says(f"numër {number}")
        await flooder.hears(SLOW)
        other.says("start")
        await other.hears("Zgjidh gjuhën")
        flooder.says("burri po më rreh tani")
        await flooder.hears("A është dikush në rrezik")
        flooder.says("po")
        await flooder.hears("kujdestar")
        await duty.hears("2026-0001")
        heard = len(flooder.heard)
        assert heard < 60, "eighty messages are no eighty answers"
        assert not any(SLOW in each.text for each in other.heard)


async def test_a_paused_sender_is_told_so_and_an_alarm_gets_through(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        duty = world.telegram.person(DUTY_CHAT, token=TOKEN)
        person = world.telegram.person(53, token=TOKEN)
        person.says("ka nje pus pa kapak te shkolla")
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Ku është?")
        person.says("Komoran")
        await person.hears("Ta dërgojmë?")
        person.presses("report_hazard.summary:send")
        await person.hears(lambda heard: code_in(heard.text) is not None)
        await world.parts.pausing.pause("drenas", "2026-0001", 24, "flood", "", "coordinator")

        person.says("mbeturina afër urës")
        await person.hears(PAUSED)
        person.says("burri po më rreh tani")
        await person.hears("A është dikush në rrezik")
        person.says("po")
        await duty.hears("Alarm")

        person.says("harro")
        await person.hears("Të të harrojmë tani?")
        person.says("po")
        await person.hears("Gjithçka këtu u fshi")
        async with world.parts.database.read() as work:
            cases = await cases_of(work)
        assert all(case.conversation is None for case in cases), "forgotten, and the pause with it"
        await world.advance(timedelta(days=1))
