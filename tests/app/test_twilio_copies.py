"""An SMS through everything: hook, case, answer; a while later Twilio knows no word of it. And what the hook missed."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportbot.app import Parts, open_parts
from reportbot.channels.sms_twilio_sweep import TwilioSweep
from reportbot.config import Settings, TownSecrets
from reportbot.demo.serving import serve
from reportbot.demo.twilio_phones import Phone
from reportbot.demo.twilio_server import TwilioServer
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.builders import Clock
from tests.cases import cases_of
from tests.ports import free_port

PHONE = "+12025550123"
BEGINS = "me rreh babai"  # "my father beats me": is somebody in danger?
ALARM = "po, tash"  # "yes, now": a case at once
PATIENCE = 60.0  # seconds; only ends a test that hangs


@dataclass
class Service:
    parts: Parts
    clock: Clock
    twilio: TwilioServer
    sweep: TwilioSweep

    @property
    def phone(self) -> Phone:
        return self.twilio.phone(PHONE)

    async def later(self, by: timedelta = timedelta(minutes=2)) -> None:
        """Twice: what is sent meanwhile is erased too."""
        for _ in range(2):
            await self.parts.delivery.drain()
            self.clock.forward(by)
            await self.parts.delivery.run_due(self.clock.now())

    def left_at_twilio(self) -> list[str]:
        return [sms.body for sms in self.twilio.messages.values() if sms.body]

    def files(self) -> bytes:
        """Every byte of the database, as it lies on the disk."""
        file = self.parts.settings.database_url.removeprefix("sqlite:///")
        return b"".join(Path(f"{file}{ending}").read_bytes() for ending in ("", "-wal"))

    async def cases(self) -> int:
        async with self.parts.database.read() as work:
            return len(await cases_of(work))


@pytest.fixture(params=["redact", "delete"])
async def service(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """reportbot with a pretend Twilio; its clock is the test's, and the sweep comes when the test says so."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        hook = f"{url}/hooks/twilio/drenas"
        twilio = TwilioServer(hook, hook, account_sid="AC" + "0" * 32, auth_token="f" * 32, number="+12025550100")
        stack.push_async_callback(twilio.close)
        settings = Settings(
            model="off",
            public_url=url,
            database_url=f"sqlite:///{tmp_path / 'reportbot.db'}",
            twilio_api_url=await stack.enter_async_context(serve(twilio.app)),
            twilio_copies=request.param,
            towns={"drenas": TownSecrets("", twilio.account_sid, twilio.auth_token, twilio.number)},
        )
        clock = Clock(datetime.now(UTC))
        parts = await open_parts(settings, clock=clock, keys=Keys.for_tests())
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(serve(edges.pages(), port))
        assert edges.twilio
        service = Service(parts, clock, twilio, TwilioSweep(edges.twilio, "drenas", clock, parts.intake.receive))
        await service.phone.says(BEGINS)
        await service.phone.hears("rrezik?", PATIENCE)
        await service.later()
        service.phone.heard.clear()
        yield service


async def test_a_while_later_twilio_knows_no_word_of_it(service: Service) -> None:
    assert (await service.phone.says(ALARM)).status == 204
    await service.phone.hears(1, PATIENCE)
    assert ALARM in service.left_at_twilio(), "nothing is erased before it is settled there"
    await service.later()
    assert service.left_at_twilio() == []
    assert len(service.phone.heard) > 0 and await service.cases() == 1
    kept = {sms.sender for sms in service.twilio.messages.values()}
    assert kept == (set() if service.parts.settings.twilio_copies == "delete" else {PHONE, service.twilio.number})


async def test_what_the_hook_has_missed_is_recovered_and_answered(service: Service) -> None:
    await service.phone.says(ALARM, lost=True)
    assert await service.cases() == 0
    assert await service.sweep.sweep() == 1
    await service.phone.hears(1, PATIENCE)
    await service.later()
    assert (await service.cases(), service.left_at_twilio()) == (1, [])


async def test_two_cases_never_come_from_one_message(service: Service) -> None:
    await service.phone.says(ALARM, times=2)
    await service.sweep.sweep()
    again = TwilioSweep(service.sweep._channel, "drenas", service.clock, service.parts.intake.receive)
    assert await again.sweep() == 1, "a process that has just started hands it over again"
    await service.later()
    assert await again.sweep() == 0
    assert await service.cases() == 1


async def test_the_hook_may_come_after_the_sweep(service: Service) -> None:
    await service.phone.says(ALARM, lost=True)
    *_, sid = service.twilio.messages
    await service.sweep.sweep()
    assert (await service.phone.says(ALARM, sid=sid)).status == 204
    await service.later()
    assert await service.cases() == 1


async def test_at_the_start_the_list_is_looked_through(service: Service) -> None:
    await service.phone.says(ALARM, lost=True)
    edges = Edges(service.parts)
    async with edges.listening():
        await service.phone.hears(1, PATIENCE)
    await edges.close()
    assert await service.cases() == 1


async def test_an_answer_that_left_just_before_we_died_is_erased_by_the_sweep(service: Service) -> None:
    await service.phone.says(ALARM)
    await service.phone.hears(1, PATIENCE)
    await service.later()
    if service.parts.settings.twilio_copies == "delete":
        assert service.twilio.messages == {}
        return
    (answer, *_) = [sms for sms in service.twilio.messages.values() if sms.direction == "outbound-api"]
    answer.body = "what no row of the outbox knows"
    service.clock.forward(timedelta(hours=2))
    await service.sweep.sweep()
    assert answer.body == ""


async def test_the_numbers_of_messages_are_nowhere_in_the_clear(service: Service) -> None:
    await service.phone.says(ALARM)
    await service.phone.hears(1, PATIENCE)
    await service.parts.delivery.drain()
    numbers = [sms.sid.encode() for sms in service.twilio.messages.values() if sms.body == ALARM]
    assert numbers and not any(number in service.files() for number in numbers)
    assert PHONE.encode() not in service.files()
