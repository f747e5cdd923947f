"""An office answers by a button in its duty chat, by webhook and by polling: recorded once, and shown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from reportbot.app import Parts, open_parts
from reportbot.config import Settings, TownSecrets
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral
from reportbot.demo.serving import serve
from reportbot.demo.telegram_chat import Heard
from reportbot.demo.telegram_people import Person
from reportbot.demo.telegram_server import TelegramServer
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.app.world import soon
from tests.builders import WASTE, Clock
from tests.cases import cases_of
from tests.demo.specs import check_call, spec_file
from tests.ports import free_port

TOKEN, SECRET = "1001:webhook", "a-secret-of-the-operator"
LEAD, OTHER = "public_services", "police"
DUTY, OTHER_DUTY = -100, -200


def _with_chats(municipality: Municipality) -> Municipality:
    """The lead in one chat, the police in another; nobody else is reached."""
    chats = {LEAD: DUTY, OTHER: OTHER_DUTY}
    contacts = {
        key: (TransportTarget("telegram", str(chats[key])) if key in chats else TransportTarget("nowhere"),)
        for key in municipality.institutions
    }
    return replace(with_contacts(municipality, contacts), gate=0.0)


@dataclass
class Service:
    parts: Parts
    telegram: TelegramServer

    @property
    def duty(self) -> Person:
        return self.telegram.person(DUTY, token=TOKEN)

    async def reported(self) -> Heard:
        """Somebody reports old bottles; what the duty chat hears."""
        duty = self.duty  # The chat is there before anything is sent to it.
        person = self.telegram.person(42, token=TOKEN)
        for number, text in enumerate(WASTE, 1):
            person.says(text)
            await person.hears(number)
        return await duty.hears(1)

    async def presses(self, label: str, *then: str) -> Heard:
        """One button after the other, each when it is there; the message as it stands when the last had its effect."""
        for each in (label, *then):
            await self.duty.hears(lambda heard, each=each: each in heard.labels)  # type: ignore[misc]
            self.duty.presses(each)
            await self.settled()
        (heard,) = self.duty.heard
        return heard

    async def presses_of(self, message: Heard, label: str) -> Heard:
        """A button below this message, where others have come since."""
        await self.duty.hears(lambda heard: label in heard.labels)
        self.duty.presses(label, on=message.message_id)
        await self.settled()
        return next(each for each in self.duty.heard if each.message_id == message.message_id)

    async def case(self) -> tuple[Case, Referral]:
        async with self.parts.database.read() as work:
            (case,) = await cases_of(work)
            referrals = await work.cases.referrals(case.id)
        return case, next(each for each in referrals if each.institution == LEAD)

    async def answers(self) -> list[str]:
        case, _ = await self.case()
        async with self.parts.database.read() as work:
            return [each.kind for each in await work.cases.events(case.id) if each.actor == LEAD]

    async def told(self, words: str, person: Person | None = None) -> None:
        """Whoever pressed sees this for a moment."""
        chat = (person or self.duty).chat
        await chat.changed.until(lambda: chat.notices[-1:] == [words] or None, 5)

    async def settled(self) -> None:
        """Every update was taken, and everything that it led to has left."""
        async with asyncio.timeout(30):
            while len(self.duty.bot.updates) or await self._waits():
                await soon(0.01)

    async def _waits(self) -> bool:
        await self.parts.delivery.drain()
        async with self.parts.database.read() as work:
            return await work.outbox.oldest_waiting() is not None


@pytest.fixture(params=["webhook", "polling"])
async def service(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    async with _telegram() as telegram:
        async with _service(telegram, sqlite_url, SECRET if request.param == "webhook" else "") as service:
            yield service
        if spec_file("telegram/bot-api.json") is not None:
            problems = [problem for call in telegram.calls for problem in check_call(call.method, call.params)]
            assert problems == [], "every call keeps to the published description"


@asynccontextmanager
async def _telegram() -> AsyncIterator[TelegramServer]:
    telegram = TelegramServer(TOKEN, retry_seconds=0.05)
    yield telegram
    await telegram.close()


@asynccontextmanager
async def _service(telegram: TelegramServer, database_url: str, secret: str) -> AsyncIterator[Service]:
    """From its start to its end; what outlives it is in the database and at Telegram."""
    port = free_port()
    async with AsyncExitStack() as stack:
        settings = Settings(
            codes_ready="0",
            model="off",
            public_url=f"http://127.0.0.1:{port}",
            database_url=database_url,
            telegram_api_url=await stack.enter_async_context(serve(telegram.app)),
            telegram_webhook_secret=secret,
            towns={"drenas": TownSecrets(TOKEN, "", "", "")},
        )
        parts = await open_parts(
            settings, clock=Clock(datetime.now(UTC).replace(hour=10)), keys=Keys.for_tests(), change=_with_chats
        )
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(serve(edges.pages(), port))
        await stack.enter_async_context(edges.listening())
        yield Service(parts, telegram)


async def test_received_is_recorded_and_shown_with_the_office_and_its_button_goes(service: Service) -> None:
    first = await service.reported()
    assert first.labels == ["E kemi marrë", "Po punojmë për këtë", "Nuk na takon", "U krye"]
    heard = await service.presses("E kemi marrë")
    assert heard.text.startswith(first.text)
    assert "E kemi marrë (" in heard.text
    assert "Arta" not in heard.text
    assert heard.labels == ["Po punojmë për këtë", "Nuk na takon", "U krye"]
    await service.told("E shënuam. Faleminderit.")
    _, referral = await service.case()
    assert str(referral.answer) == "received"


async def test_in_progress_asks_until_when(service: Service) -> None:
    await service.reported()
    heard = await service.presses("Po punojmë për këtë")
    assert heard.labels == ["Deri nesër", "3 ditë", "7 ditë", "14 ditë", "Kthehu"]
    assert await service.answers() == []
    heard = await service.presses("Kthehu")
    assert "E kemi marrë" in heard.labels
    heard = await service.presses("Po punojmë për këtë", "3 ditë")
    assert "deri: " in heard.text
    _, referral = await service.case()
    assert str(referral.answer) == "in_progress"


async def test_done_asks_what_came_of_it_and_then_the_buttons_go_away(service: Service) -> None:
    await service.reported()
    heard = await service.presses("U krye")
    assert "Nuk mund ta bëjmë" in heard.labels or len(heard.labels) == 6
    assert await service.answers() == []
    heard = await service.presses(heard.labels[0])
    assert heard.labels == []
    assert "U krye. " in heard.text
    case, referral = await service.case()
    assert str(referral.answer) == "done"
    assert str(case.status) == "resolved"


async def test_not_ours_leads_to_the_page_where_one_says_whose_it_is(service: Service) -> None:
    await service.reported()
    await service.presses("Nuk na takon")
    await service.told("Ju lutemi hapni lidhjen: aty thoni kush duhet ta ketë.")
    assert await service.answers() == []


async def test_a_second_press_is_no_second_answer(service: Service) -> None:
    first = await service.reported()
    data = first.buttons[0].data
    await service.presses("E kemi marrë")
    service.duty.chat.show(
        service.duty.chat.messages[first.message_id], {"inline_keyboard": [[{"text": "again", "callback_data": data}]]}
    )
    heard = await service.presses("again")
    assert heard.text.count("E kemi marrë (") == 1
    assert "again" not in heard.labels
    assert await service.answers() == ["received"]


async def test_a_press_when_all_is_over_is_answered_in_words_and_the_buttons_go(service: Service) -> None:
    first = await service.reported()
    stale = [[{"text": "stale", "callback_data": first.buttons[0].data}]]
    heard = await service.presses("U krye")
    await service.presses(heard.labels[0])
    service.duty.chat.show(service.duty.chat.messages[first.message_id], {"inline_keyboard": stale})
    heard = await service.presses("stale")
    await service.told("Kjo ka përfunduar tashmë te ju.")
    assert heard.labels == []
    assert await service.answers() == ["done"]


@pytest.mark.parametrize("label", ["E kemi marrë", "U krye", "Po punojmë për këtë"])
async def test_a_press_after_the_case_moved_on_changes_nothing_and_says_so(service: Service, label: str) -> None:
    await service.reported()
    case, _ = await service.case()
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), lead="police")])
    heard = await service.presses(label)
    await service.told("Për këtë vendos një zyrë tjetër.")
    assert heard.labels == []
    assert await service.answers() == []


@pytest.mark.parametrize(
    "data", ["received:1", "received:x", "accept:7", "received", "received:" + "9" * 30, ":", "done:7:help_began"]
)
async def test_a_button_that_leads_nowhere_is_answered_in_words(service: Service, data: str) -> None:
    first = await service.reported()
    number = first.buttons[0].data.partition(":")[2].partition(":")[2]
    odd = [[{"text": "odd", "callback_data": f"office:{data.replace('7', number)}"}]]
    service.duty.chat.show(service.duty.chat.messages[first.message_id], {"inline_keyboard": odd})
    await service.presses("odd")
    await service.told("Ky buton nuk vlen më. Ju lutemi hapni lidhjen.")
    assert await service.answers() == []


async def test_an_office_that_the_person_avoids_since_then_is_not_told_what_became_of_it(service: Service) -> None:
    await service.reported()
    case, _ = await service.case()
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), avoided=(LEAD,))])
    await service.presses("U krye")
    await service.told("Ky buton nuk vlen më. Ju lutemi hapni lidhjen.")
    assert await service.answers() == []


async def test_only_the_offices_own_chat_answers_for_it(service: Service) -> None:
    first = await service.reported()
    other = service.telegram.person(OTHER_DUTY, token=TOKEN)
    bot = {"id": 1001, "is_bot": True, "first_name": "bot"}
    message = other.chat.add(bot, {"text": "forwarded"})
    other.chat.show(message, {"inline_keyboard": [[{"text": "E kemi marrë", "callback_data": first.buttons[0].data}]]})
    other.presses("E kemi marrë")
    await service.told("Ky buton nuk vlen më. Ju lutemi hapni lidhjen.", other)
    assert await service.answers() == []


def a_photo(color: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), color).save(out, "JPEG", comment=b"made by Arta")
    return out.getvalue()


async def _shown(service: Service, *, passed_on: bool) -> tuple[int, int]:
    """Photos of the office as the desk sees them, and as the person has got them."""
    case, _ = await service.case()
    shown = await service.parts.casework.case("drenas", case.number, "coordinator")
    got = service.telegram.person(42, token=TOKEN).chat.messages.values()
    if passed_on:
        for photo, _ in shown.story.shown:
            jpeg = await service.parts.casework.photo("drenas", case.number, photo, "coordinator")
            assert jpeg.startswith(b"\xff\xd8") and b"Arta" not in jpeg
    return len(shown.story.shown), len([each for each in got if "photo" in each and each["from"]["is_bot"]])


async def test_a_photo_of_the_work_comes_as_a_reply_once_it_is_done(service: Service) -> None:
    first = await service.reported()
    notice = service.duty.chat.messages[first.message_id]
    heard = await service.presses_of(first, "U krye")
    heard = await service.presses_of(first, heard.labels[0])
    assert "me një foto të vendit" in heard.text
    for color in ("red", "red", "blue"):  # one of them twice
        service.duty.sends_photo(a_photo(color), reply_to_message=service.duty.chat.messages[first.message_id])
        await service.settled()
    assert service.duty.heard[-1].text.endswith("Fotoja u shënua. Faleminderit.")
    service.duty.sends_document(b"%PDF-1.7", "a.jpg", reply_to_message=notice)
    await service.settled()
    assert "nuk është foto" in service.duty.heard[-1].text
    assert await _shown(service, passed_on=True) == (2, 2)
    assert await service.answers() == ["done", "picture_added", "picture_added"]


async def test_a_photo_that_came_before_done_waits_for_it_a_day(service: Service) -> None:
    first = await service.reported()
    notice = service.duty.chat.messages[first.message_id]

    def waiting() -> int:
        return sum("pret një ditë" in heard.text for heard in service.duty.heard)

    async def sends(color: str) -> None:
        before = waiting()
        service.duty.sends_photo(a_photo(color), reply_to_message=notice)
        await service.settled()
        assert waiting() == before + 1

    await sends("green")
    lapsed = service.parts.lapsed_photos
    for _ in range(2):
        await lapsed.run_due(service.parts.clock.now())
    service.parts.clock.forward(timedelta(days=1, minutes=1))  # type: ignore[attr-defined]
    for _ in range(2):
        await asyncio.gather(*(lapsed.run_due(service.parts.clock.now()) for _ in range(2)))
    await service.settled()
    (told,) = [heard.text for heard in service.duty.heard if "nuk u ruajtën" in heard.text]
    assert "Ju lutemi dërgojini bashkë me “U krye”." in told, "once"
    await sends("red")
    await sends("red")
    heard = await service.presses_of(first, "U krye")
    assert await _shown(service, passed_on=True) == (0, 0)
    heard = await service.presses_of(first, heard.labels[0])
    assert heard.text.endswith("Fotoja u shënua. Faleminderit.")
    assert await _shown(service, passed_on=True) == (1, 1)
    assert await service.answers() == ["done"]


async def test_a_photo_that_says_done_below_is_both_and_of_a_person_it_is_never_passed_on(service: Service) -> None:
    first = await service.reported()
    case, _ = await service.case()
    async with service.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), category="child_violence")])
    notice = service.duty.chat.messages[first.message_id]
    service.duty.sends_photo(a_photo("red"), "U krye, u dha keshille", reply_to_message=notice)
    await service.settled()
    _, referral = await service.case()
    assert (str(referral.answer), referral.outcome) == ("done", "advice")
    assert await _shown(service, passed_on=False) == (1, 0)


async def test_a_photo_below_a_notice_of_another_office_is_not_theirs_to_send(service: Service) -> None:
    first = await service.reported()
    other = service.telegram.person(OTHER_DUTY, token=TOKEN)
    notice = service.duty.chat.messages[first.message_id]
    other.sends_photo(a_photo("red"), "U krye, u riparua", reply_to_message=notice)
    await service.settled()
    assert (await service.answers(), await _shown(service, passed_on=True)) == ([], (0, 0))


async def test_right_after_done_a_photo_counts_that_replies_to_nothing(service: Service) -> None:
    """In a chat with the bot alone; what comes later, or from elsewhere, may be a report of its own."""
    await service.reported()
    heard = await service.presses("U krye")
    handle = service.duty.bot.files.photo(a_photo("red"))[0][-1]["file_id"]
    sent = (handle, "", "")
    assert not await service.parts.duty_photos.take("drenas", str(DUTY), "7", *sent)
    await service.presses(heard.labels[0])
    assert not await service.parts.duty_photos.take("drenas", str(OTHER_DUTY), "8", *sent)
    assert await service.parts.duty_photos.take("drenas", str(DUTY), "9", *sent)
    await service.settled()
    assert await _shown(service, passed_on=True) == (1, 1)
    service.parts.clock.forward(timedelta(minutes=16))  # type: ignore[attr-defined]
    assert not await service.parts.duty_photos.take("drenas", str(DUTY), "10", *sent)


async def test_a_restart_forgets_neither_a_photo_that_waits_for_done_nor_that_done_waits_for_one(
    database_url: str,
) -> None:
    async with _telegram() as telegram:
        async with _service(telegram, database_url, SECRET) as service:
            first = await service.reported()
            service.duty.sends_photo(a_photo("red"), reply_to_message=service.duty.chat.messages[first.message_id])
            await service.settled()
        async with _service(telegram, database_url, SECRET) as service:
            heard = await service.presses_of(first, "U krye")
            heard = await service.presses_of(first, heard.labels[0])
            assert heard.text.endswith("Fotoja u shënua. Faleminderit.")
            assert await _shown(service, passed_on=True) == (1, 1)
        async with _service(telegram, database_url, SECRET) as service:
            handle = service.duty.bot.files.photo(a_photo("blue"))[0][-1]["file_id"]
            assert await service.parts.duty_photos.take("drenas", str(DUTY), "9", handle, "", "")
            await service.settled()
            assert await _shown(service, passed_on=True) == (2, 2)
