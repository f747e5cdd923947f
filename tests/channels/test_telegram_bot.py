"""Our bot against the fake Telegram over real HTTP: what is sent, what each refusal means, and no token anywhere."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_failures import ConflictingPoll
from reportbot.channels.telegram_requests import LARGEST_ANSWER
from reportbot.core.errors import TooLarge
from reportbot.core.messages import Address, Attachment, Choice, OutboundMessage
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.service.ports import DeliveryFailed
from tests.demo.specs import check_call, needs_bot_api

TOKEN = "1000000001:a-token-of-the-test"
ME = Address("drenas", "telegram", "42")
MENU = OutboundMessage(ME, "Çka ka ndodhur?", (Choice("hazard", "Rrezik"),), (Choice("back", "Kthehu"),))


@asynccontextmanager
async def a_bot(server: TelegramServer) -> AsyncIterator[TelegramChannel]:
    async with serve(server.app) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            yield channel
        finally:
            await channel.close()


@asynccontextmanager
async def a_bot_before(*answers: Response) -> AsyncIterator[TelegramChannel]:
    """A bot whose "Telegram" gives these answers, one after the other, whatever it is asked."""
    coming = iter(answers)

    async def everything(request: Request) -> Response:
        return next(coming)

    async with serve(Starlette(routes=[Route("/{path:path}", everything, methods=["GET", "POST"])])) as url:
        channel = TelegramChannel({"drenas": TOKEN}, url)
        try:
            yield channel
        finally:
            await channel.close()


async def test_what_is_sent_after_closing_opens_nothing_that_nobody_would_close() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    async with a_bot(server) as bot:
        await bot.close()
        with pytest.raises(DeliveryFailed) as refused:
            await bot.send(MENU)
    assert refused.value.retry
    assert person.heard == []


async def test_a_picture_leaves_as_a_photo_with_its_words_below() -> None:
    server, out = TelegramServer(TOKEN), BytesIO()
    person = server.person(42)
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    async with a_bot(server) as bot:
        sent = await bot.send(replace(MENU, image=out.getvalue()))
    (heard,) = person.heard
    assert (str(heard.message_id), heard.text, heard.labels) == (sent, "Çka ka ndodhur?", ["1 · Rrezik", "Kthehu"])
    (message,) = [each for each in person.chat.messages.values() if "photo" in each]
    assert (message["photo"][-1]["width"], message["photo"][-1]["height"]) == (40, 30)


async def test_what_is_no_picture_to_telegram_is_a_refusal_and_not_tried_again() -> None:
    server = TelegramServer(TOKEN)
    server.person(42)
    async with a_bot(server) as bot:
        with pytest.raises(DeliveryFailed, match="image_process_failed") as refused:
            await bot.send(replace(MENU, image=b"no picture"))
        with pytest.raises(DeliveryFailed, match="letters") as too_long:
            await bot.send(OutboundMessage(ME, "a" * 1025, image=b"x"))
    assert (refused.value.retry, too_long.value.retry) == (False, False)


async def test_a_person_sees_the_text_and_its_buttons() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    async with a_bot(server) as bot:
        sent = await bot.send(MENU)
    assert [(str(heard.message_id), heard.text, heard.labels) for heard in person.heard] == [
        (sent, "Çka ka ndodhur?", ["1 · Rrezik", "Kthehu"])
    ]


@pytest.mark.parametrize(("status", "retry_after", "description", "retry", "after", "gone"), [
    (403, None, "", False, None, True),
    (400, None, "Bad Request: chat not found", False, None, True),
    (400, None, "Bad Request: message text is empty", False, None, False),
    (400, None, "Bad Request: BUTTON_DATA_INVALID", False, None, False),
    (401, None, "", True, timedelta(minutes=5), False),
    (404, None, "", True, timedelta(minutes=5), False),
    (409, None, "", True, None, False),
    (429, 7, "", True, timedelta(seconds=7), False),
    (429, None, "", True, timedelta(seconds=1), False),
    (429, 86_400, "", True, timedelta(hours=1), False),
    (500, None, "", True, None, False),
    (502, None, "", True, None, False),
])  # fmt: skip
async def test_each_refusal_says_whether_trying_again_can_help(
    status: int, retry_after: int | None, description: str, retry: bool, after: timedelta | None, gone: bool
) -> None:
    server = TelegramServer(TOKEN)
    server.person(42)
    server.fail_next("sendMessage", status, retry_after, description=description)
    async with a_bot(server) as bot:
        with pytest.raises(DeliveryFailed) as failed:
            await bot.send(MENU)
        await bot.send(MENU)
    assert (failed.value.retry, failed.value.after, failed.value.gone) == (retry, after, gone)


@pytest.mark.parametrize("status", [200, 302, 400, 418, 429, 503])
async def test_an_answer_that_is_not_telegrams_never_breaks_more_than_one_send(status: int) -> None:
    bodies = [b"", b"<html>", b"[]", b"{}", b'{"ok": true}', b"\xff", b'{"parameters": 5}', b"[" * 100_000]
    async with a_bot_before(*(Response(body, status) for body in bodies)) as bot:
        for _ in bodies:
            with pytest.raises(DeliveryFailed):
                await bot.send(MENU)


async def test_the_words_of_a_refusal_are_not_repeated_when_they_could_be_anybodys() -> None:
    server = TelegramServer(TOKEN)
    server.person(42)
    server.fail_next("sendMessage", 400, description=f"Bad Request: 'Çka' of user 42 at /bot{TOKEN}")
    async with a_bot(server) as bot:
        with pytest.raises(DeliveryFailed) as failed:
            await bot.send(MENU)
    assert failed.value.reason == "Telegram: refused (bad request)"


async def test_when_telegram_is_not_there_it_is_tried_again_and_the_token_stays_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = TelegramChannel({"drenas": TOKEN}, "http://127.0.0.1:1")
    with pytest.raises(DeliveryFailed) as failed:
        await channel.send(MENU)
    await channel.close()
    assert failed.value.retry
    assert not failed.value.gone
    error: BaseException | None = failed.value
    while error is not None:
        assert "a-token" not in f"{error!r} {error} {vars(error)}"
        error = error.__cause__
    assert "a-token" not in caplog.text
    assert "ndodhur" not in caplog.text


async def test_nothing_of_a_conversation_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = TelegramServer(TOKEN)
    server.person(42)
    async with a_bot(server) as bot:
        await bot.send(MENU)
        await bot.updates("drenas", None, 0)
    spoken = [record for record in caplog.records if record.name.split(".")[0] in {"telegram", "reportbot", "aiohttp"}]
    assert spoken == []


async def test_a_town_without_a_bot_is_no_crash() -> None:
    channel = TelegramChannel({})
    with pytest.raises(DeliveryFailed, match="no bot for this municipality"):
        await channel.send(MENU)


async def test_a_text_for_something_else_than_a_chat_is_given_up() -> None:
    channel = TelegramChannel({"drenas": TOKEN})
    with pytest.raises(DeliveryFailed) as failed:
        await channel.send(OutboundMessage(Address("drenas", "telegram", "+38344000000"), "?"))
    assert not failed.value.retry


async def test_a_photo_is_fetched_by_its_handle() -> None:
    server = TelegramServer(TOKEN)
    picture = a_picture()
    server.person(42).sends_photo(picture)
    async with a_bot(server) as bot:
        (update,) = await bot.updates("drenas", None, 0)
        handle = update["message"]["photo"][-1]["file_id"]
        assert await bot.fetch("drenas", Attachment("photo", handle)) == picture


async def test_a_photo_that_is_no_more_is_given_up() -> None:
    server = TelegramServer(TOKEN)
    async with a_bot(server) as bot:
        with pytest.raises(DeliveryFailed) as failed:
            await bot.fetch("drenas", Attachment("photo", "unknown"))
    assert not failed.value.retry


async def test_a_file_of_this_machine_is_never_opened(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "key"
    secret.write_bytes(b"secret")
    answer = f'{{"ok": true, "result": {{"file_id": "f", "file_unique_id": "f", "file_path": "{secret}"}}}}'
    async with a_bot_before(Response(answer)) as bot:
        with pytest.raises(DeliveryFailed, match="not offered"):
            await bot.fetch("drenas", Attachment("photo", "f"))


async def test_a_photo_that_telegram_calls_too_big_is_too_large() -> None:
    server = TelegramServer(TOKEN)
    server.fail_next("getFile", 400, description="Bad Request: file is too big")
    async with a_bot(server) as bot:
        with pytest.raises(TooLarge):
            await bot.fetch("drenas", Attachment("photo", "f"))


async def test_no_answer_may_be_larger_than_a_bot_can_fetch() -> None:
    async with a_bot_before(Response(b" " * (LARGEST_ANSWER + 1))) as bot:
        with pytest.raises(DeliveryFailed):
            await bot.send(MENU)


async def test_pressed_buttons_stop_spinning_and_those_too_old_are_let_go() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    async with a_bot(server) as bot:
        await bot.send(MENU)
        person.presses("hazard")
        (update,) = await bot.updates("drenas", None, 0)
        await bot.acknowledge("drenas", [update["callback_query"]["id"], "1"])
        await bot.acknowledge("nowhere", ["1"])
    assert [call.status for call in server.calls_of("answerCallbackQuery")] == [200, 400]


async def test_a_second_listener_is_told_apart_from_a_failure() -> None:
    server = TelegramServer(TOKEN)
    server.fail_next("getUpdates", 409)
    async with a_bot(server) as bot:
        with pytest.raises(ConflictingPoll):
            await bot.updates("drenas", None, 0)


async def test_a_webhook_is_never_set_without_a_secret() -> None:
    with pytest.raises(DeliveryFailed):
        await TelegramChannel({"drenas": TOKEN}).set_webhook("drenas", "https://example.org/hooks/telegram/drenas", "")


async def test_forty_sends_at_once_all_arrive() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    async with a_bot(server) as bot:
        numbers = await asyncio.gather(*(bot.send(MENU) for _ in range(40)))
    assert len(set(numbers)) == len(person.heard) == 40


@needs_bot_api
async def test_every_call_of_ours_is_such_as_telegram_takes() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    person.sends_photo(a_picture())
    async with a_bot(server) as bot:
        await bot.remove_webhook("drenas")
        await bot.send(MENU)
        person.presses("hazard")
        photo, press = await bot.updates("drenas", None, 1)
        await bot.updates("drenas", press["update_id"] + 1, 0)
        await bot.acknowledge("drenas", [press["callback_query"]["id"]])
        await bot.fetch("drenas", Attachment("photo", photo["message"]["photo"][-1]["file_id"]))
        await bot.set_webhook("drenas", "https://example.org/hooks/telegram/drenas", "a-secret")
        await bot.remove_webhook("drenas")
    called = {call.method for call in server.calls}
    assert called == {
        "sendMessage", "getUpdates", "answerCallbackQuery", "getFile", "setWebhook", "deleteWebhook",
    }  # fmt: skip
    assert [problem for call in server.calls for problem in check_call(call.method, call.params)] == []


def a_picture() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (1280, 853), "green").save(picture, "JPEG")
    return picture.getvalue()


async def test_messages_of_both_sides_are_taken_back() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    async with a_bot(server) as bot:
        numbers = []
        for text in ("fillo", "DALJE"):
            person.says(text)
            numbers += [str(max(person.chat.messages)), await bot.send(MENU)]
        assert await bot.take_back(ME, numbers)
        assert person.chat.messages == {}
        assert await bot.take_back(ME, numbers), "to do it again is harmless"
        goodbye = await bot.send(OutboundMessage(ME, "Mirupafshim", farewell=True))
    assert [str(number) for number in person.chat.messages] == [goodbye]
    (*_, said) = server.calls_of("sendMessage")
    assert said.params["disable_notification"] and said.params["reply_markup"] == {"remove_keyboard": True}


async def test_more_than_a_hundred_take_several_calls() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    for _ in range(250):
        person.says("po")
    async with a_bot(server) as bot:
        assert await bot.take_back(ME, [str(number) for number in person.chat.messages])
    assert person.chat.messages == {}
    assert [len(call.params["message_ids"]) for call in server.calls_of("deleteMessages")] == [100, 100, 50]


async def test_one_that_is_too_old_stays_and_all_others_go() -> None:
    server = TelegramServer(TOKEN)
    person = server.person(42)
    person.says("two days ago")
    person.chat.grows_older(hours=49)
    for _ in range(9):
        person.says("today")
    async with a_bot(server) as bot:
        assert not await bot.take_back(ME, [str(number) for number in person.chat.messages])
    assert [message["text"] for message in person.chat.messages.values()] == ["two days ago"]


async def test_nobodys_messages_but_of_this_chat_are_touched() -> None:
    server = TelegramServer(TOKEN)
    anna, other = server.person(42), server.person(43)
    anna.says("po")
    other.says("jo")
    async with a_bot(server) as bot:
        assert await bot.take_back(ME, ["1", "2", "3", "x", "-1", "9" * 30, ""])
    assert anna.chat.messages == {} and len(other.chat.messages) == 1


@pytest.mark.parametrize(("status", "retry", "gone"), [(403, False, True), (429, True, False), (500, True, False)])
async def test_a_refusal_of_the_whole_is_told(status: int, retry: bool, gone: bool) -> None:
    server = TelegramServer(TOKEN)
    server.person(42).says("po")
    server.fail_next("deleteMessages", status, 3 if status == 429 else None)
    async with a_bot(server) as bot:
        with pytest.raises(DeliveryFailed) as failure:
            await bot.take_back(ME, ["1"])
    assert (failure.value.retry, failure.value.gone) == (retry, gone)


async def test_an_address_that_is_none_deletes_nothing() -> None:
    async with a_bot(TelegramServer(TOKEN)) as bot:
        with pytest.raises(DeliveryFailed):
            await bot.take_back(Address("drenas", "telegram", "@drita"), ["1"])
