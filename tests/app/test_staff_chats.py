"""The coordinator in Telegram, by webhook and by polling: a linked chat, alerts with buttons, the late list."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportbot.app import Parts, open_parts
from reportbot.config import Settings, TownSecrets
from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.demo.serving import serve
from reportbot.demo.telegram_chat import Heard
from reportbot.demo.telegram_people import Person
from reportbot.demo.telegram_server import TelegramServer
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.desk.calling import Call
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff_chats.post import ALERT
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.app.world import soon
from tests.builders import ALARM, Clock
from tests.demo.specs import check_call, spec_file
from tests.ports import free_port

TOKEN, SECRET = "1001:webhook", "a-secret-of-the-operator"
WORDS = "My neighbour beats his wife with a stick near the mosque of Komoran"

# Strangers are spoken to in the first language of the town.
WRONG = "Ky kod është i gabuar, i përdorur ose tepër i vjetër."
TOO_MANY = "Nga këtu erdhën tepër kode të gabuara."
NEVER_IN_A_GROUP = "Llogaria lidhet në bisedë private me botin, kurrë në grup."
NOT_LINKED = "Kjo bisedë nuk është e lidhur me asnjë llogari."
NO_LONGER = "Kjo bisedë nuk është më e lidhur me llogarinë"


def _nowhere(municipality: Municipality) -> Municipality:
    contacts = {key: (TransportTarget("nowhere"),) for key in municipality.institutions}
    return replace(with_contacts(municipality, contacts), gate=0.0)


@dataclass
class Service:
    parts: Parts
    telegram: TelegramServer
    clock: Clock
    url: str

    def person(self, id: int) -> Person:
        return self.telegram.person(id, token=TOKEN)

    async def hire(self, key: str, *roles: str, sensitive: Sequence[str] = tuple(sorted(SENSITIVE))) -> None:
        id, now = self.parts.ids.new(), self.clock.now()
        sealed = self.parts.vault.new_data_key(f"staff_members.key:{id}")[1]
        known = (roles or ("coordinator",), "", tuple(sensitive), "en", now, None, b"", None, 0, sealed, b"", b"")
        async with self.parts.database.begin() as work:
            await work.staff.add(StaffMember(id, "drenas", key, key.title(), *known))

    async def disable(self, key: str) -> None:
        async with self.parts.database.begin() as work:
            found = await work.staff.by_key("drenas", key)
            assert found
            await work.staff.update(replace(found, disabled_at=self.clock.now()))

    async def linked(self, key: str, id: int, *roles: str, **given: Sequence[str]) -> Person:
        """One who works at the desk presses Start in the chat of the bot."""
        await self.hire(key, *roles, **given)
        person = self.person(id)
        person.starts(f"desk_{await self.code(key)}")
        await person.hears("is now linked")
        await self.settled(person)
        return person

    async def code(self, key: str) -> str:
        return (await self.parts.staff_linking.new_code("drenas", key)).code

    async def chats(self) -> list[StaffChat]:
        async with self.parts.database.read() as work:
            return await work.staff_chats.every()

    async def emergency(self, category: str = "domestic_violence") -> Case:
        """Somebody calls the desk: there is danger now."""
        call = Call(WORDS, category, {"key": "komoran"}, True, "en", "citizen")
        taken = await self.parts.calling.report("drenas", call, str(self.parts.ids.new()), "@desk")
        await self.tick()
        return await self.case(taken.number)

    async def case(self, number: str) -> Case:
        async with self.parts.database.read() as work:
            found = await work.cases.by_number("drenas", number)
        assert found
        return found

    async def tried(self, number: str) -> Delivery:
        """The alert of this case, once it was tried."""
        case = (await self.case(number)).id
        async with asyncio.timeout(30):
            while True:
                async with self.parts.database.read() as work:
                    found = [each for each in await work.outbox.of_case(case) if each.kind == ALERT and each.attempts]
                if found and found[0].claimed_until is None:
                    return found[0]
                await soon(0.02)

    async def change(self, case: Case) -> None:
        async with self.parts.database.begin() as work:
            await work.cases.save([case])
        await self.tick()

    async def happened(self, case: Case) -> list[tuple[str, str]]:
        """What the desk did."""
        async with self.parts.database.read() as work:
            return [(each.actor, each.kind) for each in await work.cases.events(case.id) if each.actor[:1] == "@"]

    async def says(self, person: Person, text: str) -> Heard:
        """And hears one answer."""
        before = len(person.heard)
        person.says(text)
        heard = await person.hears(before + 1)
        await self.settled(person)
        return heard

    async def presses(self, person: Person, label: str) -> None:
        told = len(person.notices)
        person.presses(label)
        if label != "Late reports":
            await person.chat.changed.until(lambda: len(person.notices) > told or None, 10)
        await self.settled(person)

    async def tick(self) -> None:
        await self.parts.staff_rounds.run_due(self.clock.now())
        await self._all_left()

    async def settled(self, person: Person) -> None:
        """Every update was taken, and everything that it led to has left."""
        async with asyncio.timeout(30):
            while len(person.bot.updates):
                await soon(0.01)
        await self._all_left()

    async def _all_left(self) -> None:
        async with asyncio.timeout(30):
            while True:
                self.parts.delivery.wake.set()
                await soon(0.02)
                await self.parts.delivery.drain()
                async with self.parts.database.read() as work:
                    if await work.outbox.oldest_waiting() is None:
                        return


@pytest.fixture(params=["webhook", "polling"])
async def service(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        telegram = TelegramServer(TOKEN, retry_seconds=0.05)
        stack.push_async_callback(telegram.close)
        settings = Settings(
            codes_ready="0",
            model="off",
            public_url=url,
            database_url=f"sqlite:///{tmp_path / 'reportbot.db'}",
            telegram_api_url=await stack.enter_async_context(serve(telegram.app)),
            telegram_webhook_secret=SECRET if request.param == "webhook" else "",
            towns={"drenas": TownSecrets(TOKEN, "", "", "")},
        )
        clock = Clock(datetime.now(UTC))
        parts = await open_parts(settings, clock=clock, keys=Keys.for_tests(), change=_nowhere)
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(serve(edges.pages(), port))
        await stack.enter_async_context(edges.listening())
        yield Service(parts, telegram, clock, url)
        if spec_file("telegram/bot-api.json") is not None:
            problems = [problem for call in telegram.calls for problem in check_call(call.method, call.params)]
            assert problems == [], "every call keeps to the published description"


async def test_a_chat_is_linked_by_the_link_with_its_code_and_the_bot_names_the_account(service: Service) -> None:
    await service.hire("arta")
    person = service.person(11)
    person.starts(f"desk_{await service.code('arta')}")
    heard = await person.hears("This chat is now linked to the account arta at the reporting desk of Drenas")
    assert "/late, /help, /stop" in heard.text
    (chat,) = await service.chats()
    assert (chat.member, chat.municipality) == ("arta", "drenas")
    assert b"11" not in chat.sealed_chat + chat.tag


async def test_a_code_can_be_typed_in_small_letters_with_its_dash(service: Service) -> None:
    await service.hire("arta")
    code = (await service.code("arta")).lower()
    heard = await service.says(service.person(11), f"/link {code[:5]}-{code[5:]}")
    assert "is now linked" in heard.text


async def test_a_code_works_once(service: Service) -> None:
    await service.hire("arta")
    code = await service.code("arta")
    await service.says(service.person(11), f"/link {code}")
    heard = await service.says(service.person(12), f"/start desk_{code}")
    assert heard.text.startswith(WRONG)
    assert [chat.member for chat in await service.chats()] == ["arta"]


async def test_a_code_is_over_after_a_quarter_of_an_hour_and_when_a_new_one_was_made(service: Service) -> None:
    await service.hire("arta")
    first, second = await service.code("arta"), await service.code("arta")
    assert WRONG in (await service.says(service.person(11), f"/link {first}")).text
    service.clock.forward(timedelta(minutes=15))
    assert WRONG in (await service.says(service.person(11), f"/link {second}")).text
    assert await service.chats() == []


async def test_whoever_guesses_is_not_heard_for_a_while_even_with_the_right_code(service: Service) -> None:
    await service.hire("arta")
    person = service.person(11)
    for _ in range(4):
        assert WRONG in (await service.says(person, "/link AAAAA-AAAAA")).text
    assert TOO_MANY in (await service.says(person, "/link")).text
    person.says(f"/link {await service.code('arta')}")
    await service.settled(person)
    assert len(person.heard) == 5
    assert await service.chats() == []
    service.clock.forward(timedelta(minutes=16))
    assert "is now linked" in (await service.says(person, f"/link {await service.code('arta')}")).text


async def test_a_code_in_a_group_links_nothing_and_is_void(service: Service) -> None:
    await service.hire("arta")
    group, code = service.person(-77), await service.code("arta")
    heard = await service.says(group, f"/link {code}")
    assert heard.text.startswith(NEVER_IN_A_GROUP)
    assert WRONG in (await service.says(service.person(11), f"/link {code}")).text
    assert await service.chats() == []


async def test_only_those_who_work_on_cases_get_a_code(service: Service) -> None:
    await service.hire("ana", "administrator")
    with pytest.raises(Exception, match="works on cases"):
        await service.code("ana")
    with pytest.raises(Exception, match="works on cases"):
        await service.code("nobody")


async def test_a_new_chat_takes_the_place_of_the_one_before(service: Service) -> None:
    first = await service.linked("arta", 11)
    second = service.person(12)
    assert "is now linked" in (await service.says(second, f"/link {await service.code('arta')}")).text
    assert "no longer linked to the account arta" in (await first.hears("no longer")).text
    assert len(await service.chats()) == 1


async def test_a_chat_of_one_account_is_not_taken_over_by_another(service: Service) -> None:
    person = await service.linked("arta", 11)
    await service.hire("besa")
    assert "is linked to the account arta" in (await service.says(person, f"/link {await service.code('besa')}")).text
    assert [chat.member for chat in await service.chats()] == ["arta"]


@pytest.mark.parametrize("text", ["There is a hole in the road", "/start", "STATUS", "0000 0000 0000 0000"])
async def test_what_is_written_in_a_linked_chat_is_no_report_and_says_so(service: Service, text: str) -> None:
    person = await service.linked("arta", 11)
    heard = await service.says(person, text)
    assert heard.text.startswith("In danger now? Call:\n112")
    assert "Nothing you write here becomes a report" in heard.text
    assert f"{service.url}/console/drenas" in heard.text
    async with service.parts.database.read() as work:
        assert await work.leftovers.talks(0, 10) == []


async def test_where_it_tells_of_danger_the_numbers_for_it_come_first(service: Service) -> None:
    person = await service.linked("arta", 11)
    heard = await service.says(person, "he is beating me right now")
    numbers = heard.text.partition("\n\n")[0]
    assert "112" in numbers
    assert "192" in numbers


async def test_a_photo_or_a_pin_in_a_linked_chat_is_not_kept_either(service: Service) -> None:
    person = await service.linked("arta", 11)
    person.sends_location(42.6, 20.9)
    await person.hears(2)
    person.sends_voice()
    assert "Nothing you write here becomes a report" in (await person.hears(3)).text


async def test_help_names_the_words_and_a_button_leads_to_the_list(service: Service) -> None:
    person = await service.linked("arta", 11)
    heard = await service.says(person, "/help")
    assert "/late" in heard.text
    assert heard.labels == ["Late reports"]
    await service.presses(person, "Late reports")
    assert person.heard[-1].text == "No report is late."


async def test_danger_is_told_to_every_coordinator_with_a_number_and_nothing_else(service: Service) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12)
    case = await service.emergency()
    for person in (arta, besa):
        heard = await person.hears("EMERGENCY")
        assert heard.text == (
            f"EMERGENCY: report {case.number}\n"
            f"Somebody is needed now. Open it: {service.url}/console/drenas/cases/{case.number}"
        )
        assert heard.labels == ["Seen", "I take it"]
    await service.tick()
    assert len([heard for heard in arta.heard if "EMERGENCY" in heard.text]) == 1


async def test_an_alarm_in_somebodys_own_chat_with_the_same_bot_reaches_the_desk(service: Service) -> None:
    arta, person = await service.linked("arta", 11), service.person(42)
    for number, text in enumerate(ALARM, 1):
        person.says(text)
        await person.hears(number)
    await service.settled(person)
    await service.tick()
    heard = await arta.hears("EMERGENCY: report 2026-0001")
    assert not any(word in heard.text.lower() for text in ALARM for word in text.lower().split() if len(word) > 3)


async def test_what_becomes_an_emergency_later_is_told_too(service: Service) -> None:
    arta = await service.linked("arta", 11)
    taken = await service.parts.calling.report(
        "drenas", Call("a hole in the road", "manhole", {}, False, "en", "citizen"), "form", "@desk"
    )
    await service.tick()
    assert len(arta.heard) == 1
    case = await service.case(taken.number)
    await service.change(replace(case, urgency=type(case.urgency).EMERGENCY))
    await arta.hears(f"EMERGENCY: report {case.number}")


async def test_nobody_out_of_reach_hears_of_it(service: Service) -> None:
    unnamed = await service.linked("unnamed", 11, sensitive=())
    supervisor = await service.linked("supervisor", 12, "supervisor")
    disabled = await service.linked("disabled", 13)
    await service.disable("disabled")
    case = await service.emergency()
    assert [person for person in (unnamed, supervisor, disabled) if any("EMERG" in h.text for h in person.heard)] == []
    await disabled.hears(NO_LONGER)
    await service.change(replace(case, category="manhole", danger=""))
    assert not any("EMERG" in heard.text for heard in unnamed.heard), "told once, to those who could see it then"


async def test_an_alert_that_waits_is_dropped_where_its_reader_may_not_see_the_case_any_more(service: Service) -> None:
    arta = await service.linked("arta", 11, sensitive=("domestic_violence",))
    service.telegram.fail_next("sendMessage", 500)
    call = Call(WORDS, "domestic_violence", {"key": "komoran"}, True, "en", "citizen")
    number = (await service.parts.calling.report("drenas", call, "form", "@desk")).number
    await service.parts.staff_rounds.run_due(service.clock.now())
    alert = await service.tried(number)
    assert alert.state is DeliveryState.WAITING, "Telegram is down"
    case = await service.case(number)
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(case, category="sexual_abuse")])
    service.clock.forward(timedelta(minutes=5))
    await service.tick()
    assert not any("EMERG" in heard.text or number in heard.text for heard in arta.heard)
    assert (await service.tried(number)).state is DeliveryState.CANCELLED
    async with service.parts.database.read() as work:
        assert not await work.outbox.dead("drenas"), "nobody has to look after it"


async def test_a_case_that_keeps_the_desk_out_is_told_to_nobody_there(service: Service) -> None:
    arta = await service.linked("arta", 11)
    call = Call(WORDS, "domestic_violence", {}, True, "en", "citizen")
    taken = await service.parts.calling.report("drenas", call, "form", "@desk")
    coordinator = service.parts.towns["drenas"].rules.coordinator
    async with service.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", taken.number)
        assert case
        await work.cases.save([replace(case, avoided=(coordinator,))])
    await service.tick()
    assert not any("EMERG" in heard.text for heard in arta.heard)


async def test_one_takes_it_and_the_other_sees_who(service: Service) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12)
    case = await service.emergency()
    await service.presses(arta, "I take it")
    assert arta.notices[-1] == "You have it."
    mine, theirs = arta.heard[-1], besa.heard[-1]
    assert "You have taken it. The offices are reminded until one of them answers." in mine.text
    assert theirs.text.endswith("Taken by: arta")
    assert mine.labels == theirs.labels == []
    assert await service.happened(case) == [("@arta", "taken")]
    async with service.parts.database.read() as work:
        assert (await work.queue.turns([case.id]))[case.id].taken_by == "arta"
        assert await work.dues.of_case(case.id), "the ladder goes on"


async def test_whoever_presses_second_is_told_who_has_it(service: Service) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12)
    case = await service.emergency()
    arta.presses("I take it")
    await service.presses(besa, "I take it")
    await arta.chat.changed.until(lambda: arta.notices or None, 10)
    await service.settled(arta)
    first = (await service.happened(case))[0][0].removeprefix("@")
    late = besa if first == "arta" else arta
    assert late.notices[-1] == f"{first} has it already."
    assert len(await service.happened(case)) == 1


async def test_seen_is_noted_once_and_leaves_the_other_button(service: Service) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12)
    case = await service.emergency()
    await service.presses(arta, "Seen")
    assert arta.notices[-1] == "Noted."
    assert "You have seen it:" in arta.heard[-1].text
    assert arta.heard[-1].labels == ["I take it"]
    assert besa.heard[-1].labels == ["Seen", "I take it"]
    assert await service.happened(case) == [("@arta", "alert_seen")]
    async with service.parts.database.read() as work:
        assert await work.dues.of_case(case.id), "the ladder goes on"


async def test_what_is_taken_or_closed_elsewhere_shows_in_the_chats(service: Service) -> None:
    arta = await service.linked("arta", 11)
    case = await service.emergency()
    async with service.parts.database.begin() as work:
        await work.cases.find(case.id)
        await work.queue.take(case.id, "besa")
    await service.tick()
    assert arta.heard[-1].text.endswith("Taken by: besa")
    await service.change(replace(case, status=Status.REJECTED))
    assert arta.heard[-1].text.endswith("This report is over.")


async def test_who_can_see_it_no_longer_is_shown_no_number(service: Service) -> None:
    arta = await service.linked("arta", 11, sensitive=("domestic_violence",))
    case = await service.emergency()
    await arta.hears(case.number)
    await service.change(replace(case, category="sexual_abuse"))
    assert arta.heard[-1].text == "This report is no longer shown to your account."
    assert arta.heard[-1].labels == []


@pytest.mark.parametrize("label", ["Seen", "I take it"])
async def test_a_button_that_is_still_there_does_nothing_once_the_case_is_out_of_reach(
    service: Service, label: str
) -> None:
    arta = await service.linked("arta", 11, sensitive=("domestic_violence",))
    case = await service.emergency()
    async with service.parts.database.begin() as work:  # the message follows with the next tick
        await work.cases.save([replace(case, category="sexual_abuse")])
    await service.presses(arta, label)
    assert arta.notices[-1] == "This button leads nowhere any more. Please open the console."
    assert await service.happened(case) == []


@pytest.mark.parametrize("forge", ["signature", "case", "act", "rubbish", "long"])
async def test_a_forged_button_does_nothing(service: Service, forge: str) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12)
    case = await service.emergency()
    good = besa.heard[-1].buttons[1].data
    head, act, number, signature = good.split(":")
    data = {
        "signature": good,  # another's button in one's own chat
        "case": f"{head}:{act}:{case.id + 1:x}:{signature}",
        "act": f"{head}:seen:{number}:{signature}",
        "rubbish": "desk:::",
        "long": f"desk:take:{'f' * 40}:x",
    }[forge]
    arta.chat.show(
        arta.chat.messages[arta.heard[-1].message_id], {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    )
    await service.presses(arta, "x")
    assert arta.notices[-1] == "This button leads nowhere any more. Please open the console."
    assert await service.happened(case) == []


async def test_a_press_in_a_group_or_by_a_stranger_is_refused_in_words(service: Service) -> None:
    arta = await service.linked("arta", 11)
    case = await service.emergency()
    data = arta.heard[-1].buttons[1].data
    for other in (service.person(13), service.person(-78)):
        message = other.chat.add({"id": 1001, "is_bot": True, "first_name": "bot"}, {"text": "forwarded"})
        other.chat.show(message, {"inline_keyboard": [[{"text": "take", "callback_data": data}]]})
        await service.presses(other, "take")
        assert other.notices[-1].startswith(NOT_LINKED)
    assert await service.happened(case) == []


async def test_a_disabled_account_presses_in_vain_and_its_chat_is_unlinked(service: Service) -> None:
    arta = await service.linked("arta", 11)
    case = await service.emergency()
    await service.disable("arta")
    await service.presses(arta, "I take it")
    assert arta.notices[-1].startswith(NOT_LINKED)
    assert await service.happened(case) == []
    await service.tick()
    await arta.hears(NO_LONGER)
    assert await service.chats() == []


async def test_stop_ends_the_link_and_the_chat_reports_again_like_any_other(service: Service) -> None:
    arta = await service.linked("arta", 11)
    assert "no longer linked to the account arta" in (await service.says(arta, "/stop")).text
    assert await service.chats() == []
    await service.emergency()
    assert not any("EMERG" in heard.text for heard in arta.heard)
    heard = await service.says(arta, "start")
    assert "linked" not in heard.text


async def test_the_console_ends_the_link(service: Service) -> None:
    arta = await service.linked("arta", 11)
    await service.parts.staff_linking.end("drenas", "arta")
    await arta.hears("no longer linked to the account arta")
    assert await service.chats() == []


async def test_who_blocks_the_bot_is_linked_no_longer_and_it_is_no_dead_letter(service: Service) -> None:
    arta = await service.linked("arta", 11)
    arta.blocks_the_bot()
    await service.emergency()
    assert await service.chats() == []
    async with service.parts.database.read() as work:
        assert [row for row in await work.outbox.dead("drenas") if row.by == "staff_chat"] == []


async def test_a_lost_answer_of_telegram_sends_an_alert_twice_at_most_and_both_follow(service: Service) -> None:
    arta = await service.linked("arta", 11)
    service.telegram.fail_next("sendMessage", 500)
    call = Call(WORDS, "domestic_violence", {}, True, "en", "citizen")
    await service.parts.calling.report("drenas", call, "form", "@desk")
    await service.parts.staff_rounds.run_due(service.clock.now())
    await soon(0.3)
    service.clock.forward(timedelta(minutes=5))
    await service.tick()
    await arta.hears("EMERGENCY")


async def test_the_late_list_names_ten_and_says_how_many_more(service: Service) -> None:
    arta = await service.linked("arta", 11)
    numbers = []
    for place in range(12):
        call = Call("a hole in the road", "manhole", {"key": "komoran"}, False, "en", "citizen")
        numbers.append((await service.parts.calling.report("drenas", call, f"form {place}", "@desk")).number)
    service.clock.forward(timedelta(days=20))
    heard = await service.says(arta, "/late")
    assert heard.text.startswith("Late reports: 12\n\n")
    assert heard.text.count("late since") == 10
    assert heard.text.endswith(f"And 2 more: {service.url}/console/drenas")
    assert "hole" not in heard.text
    assert f"{service.url}/console/drenas/cases/{numbers[0]}" in heard.text


async def test_the_late_list_holds_only_what_is_in_reach_and_no_office_of_a_matter_about_a_person(
    service: Service,
) -> None:
    arta, besa = await service.linked("arta", 11), await service.linked("besa", 12, sensitive=())
    call = Call("a neighbour", "domestic_violence", {}, False, "en", "citizen")
    taken = await service.parts.calling.report("drenas", call, "form", "@desk")
    service.clock.forward(timedelta(days=20))
    heard = await service.says(arta, "/late")
    assert taken.number in heard.text
    assert "With:" not in heard.text
    assert (await service.says(besa, "/late")).text == "No report is late."
