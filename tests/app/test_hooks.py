"""What platforms post to us, over real HTTP: checked, made durable, then acknowledged; rubbish loses nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from reportbot.app import Parts, open_parts
from reportbot.config import Settings, TownSecrets
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.demo.twilio_server import TwilioServer
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges, secret_of
from tests.demo.specs import check_call, spec_file
from tests.ports import free_port

TOKEN, SECRET = "1001:webhook", "a-secret-of-the-operator"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PHONE = "+12025550123"


@dataclass
class Service:
    parts: Parts
    telegram: TelegramServer
    twilio: TwilioServer
    client: httpx.AsyncClient

    def telegram_heard(self) -> int:
        return len(self.telegram.calls_of("sendMessage"))


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """reportbot with a webhook at a pretend Telegram and a pretend Twilio."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        telegram = TelegramServer(TOKEN, retry_seconds=0.05)
        stack.push_async_callback(telegram.close)
        hook = f"{url}/hooks/twilio/drenas"
        twilio = TwilioServer(hook, hook, account_sid="AC" + "0" * 32, auth_token="f" * 32, number="+12025550100")
        stack.push_async_callback(twilio.close)
        settings = Settings(
            codes_ready="0",
            model="off",
            public_url=url,
            database_url=f"sqlite:///{tmp_path / 'reportbot.db'}",
            telegram_api_url=await stack.enter_async_context(serve(telegram.app)),
            telegram_webhook_secret=SECRET,
            twilio_api_url=await stack.enter_async_context(serve(twilio.app)),
            towns={"drenas": TownSecrets(TOKEN, twilio.account_sid, twilio.auth_token, twilio.number)},
        )
        parts = await open_parts(settings, keys=Keys.for_tests())
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(serve(edges.pages(), port))
        await stack.enter_async_context(edges.listening())
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
        yield Service(parts, telegram, twilio, client)
        if spec_file("telegram/bot-api.json") is not None:
            problems = [problem for call in telegram.calls for problem in check_call(call.method, call.params)]
            assert problems == [], "every call keeps to the published description"


async def test_by_webhook_a_conversation_goes_as_by_polling(service: Service) -> None:
    person = service.telegram.person(42, first_name="Arta", token=TOKEN)
    person.starts()
    await person.hears("Zgjidh gjuhën")
    person.presses("welcome.language:sq")
    await person.hears("Çfarë do të bësh?")


async def test_the_same_update_five_times_has_one_effect(service: Service) -> None:
    update = {
        "update_id": 7,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "/start"},
    }
    headers = {SECRET_HEADER: secret_of(SECRET, "drenas")}
    for _ in range(5):
        answer = await service.client.post("/hooks/telegram/drenas", json=update, headers=headers)
        assert answer.status_code == 200
    await service.parts.delivery.drain()
    once = service.telegram_heard()
    await service.client.post("/hooks/telegram/drenas", json=update, headers=headers)
    await service.parts.delivery.drain()
    assert service.telegram_heard() == once


@pytest.mark.parametrize("secret", ["", "wrong", SECRET], ids=["none", "wrong", "of the operator, not of this bot"])
async def test_an_update_without_the_right_secret_is_refused(service: Service, secret: str) -> None:
    headers = {SECRET_HEADER: secret} if secret else {}
    answer = await service.client.post("/hooks/telegram/drenas", json={"update_id": 1}, headers=headers)
    assert answer.status_code == 403
    assert TOKEN not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"update_id": 1, "message"', 400),
        (b"", 400),
        (b"[1, 2]", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"update_id": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "message": {"chat": {"id": "x", "type": "private"}, "message_id": []}}', 200),
        (b'{"update_id": 1, "something_new": {}}', 200),
        (b'{"text": "' + b"a" * 2_000_000 + b'"}', 413),
    ],
    ids=["cut", "empty", "a list", "not text", "NaN", "deep", "wrong types", "unknown kind", "2 MB"],
)
async def test_rubbish_is_answered_and_hurts_nobody(service: Service, body: bytes, status: int) -> None:
    headers = {SECRET_HEADER: secret_of(SECRET, "drenas")}
    answer = await service.client.post("/hooks/telegram/drenas", content=body, headers=headers)
    assert answer.status_code == status
    person = service.telegram.person(42, token=TOKEN)
    person.starts()
    await person.hears("Zgjidh gjuhën")


async def test_a_hook_of_a_town_that_is_not_served_is_not_there(service: Service) -> None:
    for path in ("/hooks/telegram/kamez", "/hooks/twilio/atlantis", "/hooks/fax/drenas"):
        assert (await service.client.post(path, json={})).status_code == 404


@pytest.mark.parametrize(("signature", "status"), [("right", 204), ("wrong", 403), ("missing", 403)])
async def test_an_sms_counts_only_with_twilios_own_signature(service: Service, signature: str, status: int) -> None:
    phone = service.twilio.phone(PHONE)
    answer = await phone.says("start", signature=signature)  # type: ignore[arg-type]
    assert answer.status == status
    if status == 204:
        await phone.hears(1)
    else:
        await service.parts.delivery.drain()
        assert phone.heard == []


async def test_the_same_sms_five_times_is_one_message(service: Service) -> None:
    phone = service.twilio.phone(PHONE)
    assert (await phone.says("start", times=5)).status == 204
    await phone.hears(1)
    await service.parts.delivery.drain()
    said = len(phone.heard)
    await phone.says("1")
    await phone.hears(said + 1)
    assert "Zgjidh gjuhen" not in phone.heard[-1]


async def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_is_lost(service: Service) -> None:
    person = service.telegram.person(42, token=TOKEN)
    async with service.parts.database.begin() as work:
        await work.messages.unseen([b"x" * 16], service.parts.clock.now())
    await service.parts.database.close()
    headers = {SECRET_HEADER: secret_of(SECRET, "drenas")}
    update = {
        "update_id": 9,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "/start"},
    }
    answer = await service.client.post("/hooks/telegram/drenas", content=json.dumps(update), headers=headers)
    assert answer.status_code == 503, "Telegram will send it again"
    assert person.heard == []
