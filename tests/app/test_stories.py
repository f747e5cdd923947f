"""From a phone to an office and back, through every part, over real HTTP and SMTP."""

import re
from datetime import timedelta
from pathlib import Path

from reportbot.core.sms import fold_to_gsm
from reportbot.demo.addresses import DUTY_CHAT, PHONE, mail_address
from tests.app.world import a_running_demo, answer, code_in, link_in, opens
from tests.cases import cases_of

PUBLIC_SERVICES = mail_address("drenas", "public_services")
TOKEN = "1000:demo-drenas"
ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)


async def test_a_manhole_reported_on_telegram_is_answered_on_telegram(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        person = world.telegram.person(42, first_name="Arta", username="arta_private", token=TOKEN)
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

        mail = await world.mailbox.receives(PUBLIC_SERVICES)
        assert "2026-0001" in mail.subject
        assert "pus pa kapak" not in str(mail.message), "the story stays behind the link"
        assert "arta" not in str(mail.message).lower()
        page = await answer(client, mail, "received", "E rregullojmë nesër.")
        assert page.status_code == 200
        await person.hears("Drejtoria e Shërbimeve Publike e ka raportimin tënd")
        assert any("E rregullojmë nesër." in heard.text for heard in person.heard)


async def test_a_report_by_sms_in_serbian_gets_its_code_and_its_answer_by_sms(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        phone = world.twilio["drenas"].phone(PHONE)
        for said in ("start", "2", "1", "smece pored skole", "Komorane", "1", "1"):
            before = len(phone.heard)
            assert (await phone.says(said)).status == 204
            await phone.hears(before + 1)
        await phone.hears(lambda heard: code_in(heard) is not None)
        assert all(fold_to_gsm(heard) == heard for heard in phone.heard), "every letter is one of GSM-7"
        mail = await world.mailbox.receives(PUBLIC_SERVICES)
        before = len(phone.heard)
        await answer(client, mail, "done")
        await phone.hears(before + 1)


async def test_where_nobody_answers_the_reminder_goes_out_when_it_is_due(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        phone = world.twilio["drenas"].phone(PHONE)
        for said in ("start", "1", "1", "mbeturina afer urës", "Komoran", "1"):
            before = len(phone.heard)
            await phone.says(said)
            await phone.hears(before + 1)
        first = await world.mailbox.receives(PUBLIC_SERVICES)
        assert "Rikujtesë" not in first.subject
        for _ in range(5):
            await world.advance(ONE_DAY)
        reminders = [mail for mail in world.mailbox.messages if "Rikujtesë" in mail.subject]
        assert reminders, "somebody was reminded"
        assert all("2026-0001" in mail.subject for mail in reminders)
        assert {PUBLIC_SERVICES} == {recipient for mail in reminders for recipient in mail.recipients}
        ids = [mail.message["Message-ID"] for mail in world.mailbox.messages]
        assert len(ids) == len(set(ids)), "no mail goes out twice"


async def test_danger_now_gives_the_number_at_once_and_alerts_the_duty_chat(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _client):
        duty = world.telegram.person(DUTY_CHAT, token=TOKEN)
        person = world.telegram.person(43, token=TOKEN)
        person.starts()
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Çfarë do të bësh?")
        person.presses("welcome.menu:person")
        await person.hears("Për çfarë bëhet fjalë?")
        person.presses("report_person.category:now")
        await person.hears("112")
        await duty.hears("2026-0001")
        assert "rreh" not in "".join(heard.text for heard in duty.heard)
        duty.presses(duty.heard[-1].labels[0])
        await world.telegram.waits_for_call("answerCallbackQuery")


async def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _):
        phone = world.twilio["drenas"].phone(PHONE)
        for said in ("start", "1", "1", "mbeturina afer urës"):
            before = len(phone.heard)
            await phone.says(said)
            await phone.hears(before + 1)
    async with a_running_demo(tmp_path) as (world, _):
        phone = world.twilio["drenas"].phone(PHONE)
        await phone.says("Komoran")
        await phone.hears(1)
        assert "Komoran. Shkon te:" in phone.heard[0]


async def test_a_child_writes_one_sentence_and_vanishes_and_the_office_reads_it(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        child = world.telegram.person(44, token=TOKEN)
        child.says("babai më rreh çdo natë")
        await child.hears("A është dikush në rrezik?")
        heard = len(child.heard)
        assert world.mailbox.messages == []
        await world.advance(ONE_HOUR)
        mail = await world.mailbox.receives(mail_address("drenas", "police"))
        assert "rreh" not in str(mail.message)
        assert "rreh" not in (await client.get(link_in(mail))).text
        page = await opens(world, client, mail)
        assert "babai më rreh çdo natë" in page.text
        assert "Personi nuk e përfundoi raportimin." in page.text
        assert len(child.heard) == heard, "nobody knows who holds the phone now"

        child.presses("!danger:yes")
        await child.hears("Ku je?")
        child.says("Komoran")
        await child.hears("Ta dërgojmë?")
        child.presses("report_child.summary:send")
        await child.hears(lambda said: code_in(said.text) is not None)
        page = await client.get(link_in(mail))
        assert "Personi nuk e përfundoi" not in page.text and "Komoran" in page.text
        assert {number for each in world.mailbox.messages for number in re.findall(r"2026-\d{4}", each.subject)} == {
            "2026-0001"
        }


async def test_two_taps_on_send_on_telegram_are_answered_once_and_open_one_case(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, _):
        person = world.telegram.person(45, token=TOKEN)
        person.says("ka nje pus pa kapak te shkolla")
        await person.hears("Zgjidh gjuhën")
        person.presses("welcome.language:sq")
        await person.hears("Ku është?")
        person.says("Komoran")
        await person.hears("Ta dërgojmë?")
        person.presses("report_hazard.summary:send")
        person.presses("report_hazard.summary:send")
        await person.hears("A është e sigurt të të shkruajmë këtu")
        await world.telegram.waits_for_call("answerCallbackQuery", count=3)
        person.says("ndihmë")
        await person.hears("Mund të shkruash")
        assert sum(code_in(heard.text) is not None for heard in person.heard) == 1
        assert sum("A është e sigurt" in heard.text for heard in person.heard) == 2, "asked once, and after the help"
        async with world.parts.database.read() as work:
            assert len(await cases_of(work, open_only=True)) == 1


async def test_three_people_report_one_hole_and_each_hears_back(tmp_path: Path) -> None:
    async with a_running_demo(tmp_path) as (world, client):
        people = [world.telegram.person(number, token=TOKEN) for number in (51, 52)]
        for at, person in enumerate(people):
            person.says("ka nje pus pa kapak te shkolla")
            await person.hears("Zgjidh gjuhën")
            person.presses("welcome.language:sq")
            await person.hears("Ku është?")
            person.says("Komoran")
            await person.hears("Ta shtojmë tëndin te i tyre?" if at else "Ta dërgojmë?")
            person.presses("report_hazard.summary_alike:join" if at else "report_hazard.summary:send")
            await person.hears(lambda heard: code_in(heard.text) is not None)
            await person.hears("A është e sigurt të të shkruajmë këtu")
            person.presses("afterwards.safe:yes")
        phone = world.twilio["drenas"].phone(PHONE)
        for said in ("start", "1", "1", "pus pa kapak te shkolla", "Komoran", "2"):
            before = len(phone.heard)
            await phone.says(said)
            await phone.hears(before + 1)
        assert "2. Ta shtojme" in await phone.hears("E treguan te tjere")
        await phone.hears(lambda heard: code_in(heard) is not None)

        mails = [mail for mail in world.mailbox.messages if PUBLIC_SERVICES in mail.recipients]
        assert all("2026-0001" in mail.subject for mail in mails), "the office has one report"
        page = await answer(client, await world.mailbox.receives(PUBLIC_SERVICES), "done")
        assert page.text.count("pus pa kapak te shkolla") == 3
        for person in people:
            await person.hears("me këtë vazhdon një zyrë tjetër")
        await phone.hears(lambda heard: "vazhdon nje zyre tjeter" in heard)
