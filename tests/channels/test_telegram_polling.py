"""The polling loop against the fake Telegram: nothing is confirmed before it is saved, and nothing stops the rest."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from reportbot.channels import telegram_polling
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_polling import OffsetsInMemory, TelegramPolling
from reportbot.core.errors import BadInput
from reportbot.core.messages import Address, Choice, InboundMessage, OutboundMessage
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.demo.waiting import Bell
from tests.demo.specs import check_call, needs_bot_api

TOKEN = "1000000001:a-token-of-the-test"
MENU = OutboundMessage(Address("drenas", "telegram", "42"), "Çka ka ndodhur?", (Choice("hazard", "Rrezik"),))


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)


class Desk:
    """Takes what the loop hands over, as the rest of the program would."""

    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.batches: list[int] = []
        self.others: list[Mapping[str, Any]] = []
        self.unreadable: list[tuple[int, str]] = []
        self.changed = Bell()
        self.breaks = 0

    async def receive(self, messages: list[InboundMessage]) -> None:
        self.batches.append(len(messages))
        if self.breaks:
            self.breaks -= 1
            raise OSError("the disk is full")
        self.messages += messages
        self.changed.ring()

    async def take_other(self, update: Mapping[str, Any]) -> None:
        self.others.append(update)
        self.changed.ring()
        if "refuse" in str(update):
            raise BadInput("not for this office")

    async def on_unreadable(self, update_id: int, error: str) -> None:
        self.unreadable.append((update_id, error))
        self.changed.ring()

    async def has(self, count: int) -> list[str]:
        return await self.changed.until(
            lambda: [m.text or m.pressed for m in self.messages] if len(self.messages) >= count else None, 5
        )


@asynccontextmanager
async def polling(
    server: TelegramServer, desk: Desk, offsets: OffsetsInMemory | None = None, wait: int = 1
) -> AsyncIterator[tuple[TelegramPolling, TelegramChannel]]:
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        loop = TelegramPolling(
            channel, "drenas", Noon(), desk.receive,
            take_other=desk.take_other, on_unreadable=desk.on_unreadable, offsets=offsets, wait=wait,
        )  # fmt: skip
        running = asyncio.create_task(loop.run())
        try:
            yield loop, channel
        finally:
            loop.stop()
            await running
            await channel.close()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_polling, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(telegram_polling, "CONFLICT_PAUSE", 0.01)


async def test_what_people_write_is_handed_over_in_order_and_in_one_batch() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    person = server.person(42)
    for text in ("një", "dy", "tre"):
        person.says(text)
    async with polling(server, desk):
        assert await desk.has(3) == ["një", "dy", "tre"]
    assert desk.batches == [3]
    assert {message.received_at for message in desk.messages} == {Noon().now()}


async def test_telegram_forgets_an_update_only_after_it_was_saved() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    desk.breaks = 2
    server.person(42).says("po")
    async with polling(server, desk):
        assert await desk.has(1) == ["po"]
        await server.waits_for_call("getUpdates", 4)
    assert desk.batches == [1, 1, 1]
    offsets = [call.params.get("offset") for call in server.calls_of("getUpdates")]
    assert offsets[:3] == [None, None, None]
    assert offsets[3] == int(desk.messages[0].keys[0].split(":")[-1]) + 1


async def test_once_telegram_has_forgotten_no_offset_is_kept() -> None:
    server, desk, offsets = TelegramServer(TOKEN), Desk(), OffsetsInMemory()
    server.person(42).says("po")
    async with polling(server, desk, offsets):
        await desk.has(1)
        await server.waits_for_call("getUpdates", 3)
    assert await offsets.get("drenas") == 0
    assert "offset" not in server.calls_of("getUpdates")[2].params


async def test_a_restart_goes_on_where_the_offset_stands() -> None:
    server, offsets = TelegramServer(TOKEN), OffsetsInMemory()
    first = server.person(42).says("para")
    server.person(42).says("pas")
    await offsets.set("drenas", first + 1)
    desk = Desk()
    async with polling(server, desk, offsets):
        assert await desk.has(1) == ["pas"]


async def test_an_update_that_comes_five_times_has_the_same_keys_each_time() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    update = server.person(42).says("po")
    async with polling(server, desk):
        for count in range(1, 5):
            await desk.has(count)
            server.redeliver(update)
        await desk.has(5)
    assert len({message.keys for message in desk.messages}) == 1


async def test_a_pressed_button_is_answered_after_it_was_saved() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    person = server.person(42)
    async with polling(server, desk) as (_, channel):
        await channel.send(MENU)
        person.presses("hazard")
        assert await desk.has(1) == ["hazard"]
        answered = await server.waits_for_call("answerCallbackQuery")
    assert answered.status == 200


async def test_an_unreadable_update_never_blocks_the_rest() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    person = server.person(42)
    person.says("para")
    broken = person.sends_location(1234.5, 0)
    person.says("pas")
    async with polling(server, desk):
        assert await desk.has(2) == ["para", "pas"]
        await server.waits_for_call("getUpdates", 2)
    assert desk.unreadable == [(broken, "BadInput")]
    assert server.calls_of("getUpdates")[1].params["offset"] > broken


async def test_what_is_no_reporters_message_goes_elsewhere_and_may_be_refused() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    duty = server.person(-100)
    duty.chat.started = True
    async with polling(server, desk) as (_, channel):
        keyboard = {"inline_keyboard": [[{"text": "Received", "callback_data": "office:refuse-12"}]]}
        await channel.call("drenas", "sendMessage", {"chat_id": -100, "text": "Case 12", "reply_markup": keyboard})
        pressed = duty.presses("Received")
        server.person(42).says("po")
        assert await desk.has(1) == ["po"]
        await desk.changed.until(lambda: desk.unreadable or None, 5)
    assert [update["update_id"] for update in desk.others] == [pressed]
    assert desk.unreadable == [(pressed, "BadInput")]


@pytest.mark.parametrize(("status", "said"), [
    (500, "Telegram: not reached"),
    (409, "another program uses this bot's token"),
    (401, "the bot token was rejected"),
    (429, "asked to wait"),
])  # fmt: skip
async def test_a_refused_question_is_asked_again_and_logged_without_a_token(
    status: int, said: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(TelegramPolling, "_rest", _no_rest)
    server, desk = TelegramServer(TOKEN), Desk()
    server.fail_next("getUpdates", status, times=2)
    server.person(42).says("po")
    async with polling(server, desk):
        assert await desk.has(1) == ["po"]
    told = [record.getMessage() + str(vars(record).get("reason", "")) for record in caplog.records]
    assert any(said in line for line in told)
    assert not any("a-token" in line for line in [caplog.text, *told])
    assert all(record.levelno >= logging.WARNING for record in caplog.records if record.name.startswith("reportbot"))


async def _no_rest(self: TelegramPolling, seconds: float) -> None:
    await asyncio.sleep(0)


async def test_a_webhook_left_from_before_is_taken_away() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    server.person(42).says("po")
    async with polling(server, desk):
        await desk.has(1)
    assert [call.method for call in server.calls][:2] == ["deleteWebhook", "getUpdates"]


async def test_it_stops_at_once_while_it_waits_for_news() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    async with asyncio.timeout(10), polling(server, desk, wait=50):
        while not server.calls_of("getUpdates"):  # noqa: ASYNC110 - the server tells of answers only
            await asyncio.sleep(0.01)


async def test_it_may_be_cancelled_and_what_was_in_hand_comes_again() -> None:
    server, offsets = TelegramServer(TOKEN), OffsetsInMemory()
    server.person(42).says("po")
    in_hand = asyncio.Event()

    async def never_done(messages: list[InboundMessage]) -> None:
        in_hand.set()
        await asyncio.Event().wait()

    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        running = asyncio.create_task(TelegramPolling(channel, "drenas", Noon(), never_done, offsets=offsets).run())
        await asyncio.wait_for(in_hand.wait(), 5)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await channel.close()
    desk = Desk()
    async with polling(server, desk, offsets):
        assert await desk.has(1) == ["po"]


@needs_bot_api
async def test_every_question_of_the_loop_is_such_as_telegram_takes() -> None:
    server, desk = TelegramServer(TOKEN), Desk()
    server.person(42).says("po")
    async with polling(server, desk):
        await desk.has(1)
        await server.waits_for_call("getUpdates", 2)
    assert [problem for call in server.calls for problem in check_call(call.method, call.params)] == []
    assert server.calls_of("getUpdates")[0].params["allowed_updates"] == ["message", "callback_query"]
