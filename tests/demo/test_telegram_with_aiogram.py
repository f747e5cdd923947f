"""A second client, aiogram, reads the same server: every answer must fit its models, by polling and by webhook."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.demo.serving import serve
from tests.demo.conftest import TOKEN, Telegram

# aiogram builds a thousand models, for three seconds: whoever only collects these tests need not wait for it.
if TYPE_CHECKING:
    from aiogram import Bot


def a_bot(telegram: Telegram, token: str = TOKEN) -> "Bot":
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    return Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(telegram.url)))


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator["Bot"]:
    one = a_bot(telegram)
    async with one.context():
        yield one


async def test_a_conversation_with_buttons_fits_aiograms_models(telegram: Telegram, bot: "Bot") -> None:
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    yes = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Po", callback_data="yes")]])
    me, person = await bot.get_me(), telegram.server.person(42)
    assert me.is_bot and me.can_join_groups
    person.starts()
    sent = await bot.send_message(42, "A ka rrezik?", reply_markup=yes)
    person.presses("yes")
    start, press = await bot.get_updates(allowed_updates=["message", "callback_query"])
    assert start.message and start.message.from_user and start.message.from_user.language_code == "sq"
    assert press.callback_query and press.callback_query.message
    assert press.callback_query.message.message_id == sent.message_id
    assert await bot.answer_callback_query(press.callback_query.id, text="Po", show_alert=True)
    edited = await bot.edit_message_text("Po", chat_id=42, message_id=sent.message_id)
    assert not isinstance(edited, bool) and edited.edit_date and edited.reply_markup is None
    assert person.notices == ["Po"]


async def test_every_kind_of_message_fits_aiograms_models(telegram: Telegram, bot: "Bot", photo: bytes) -> None:
    person = telegram.server.person(42)
    person.sends_photo(photo, caption="ja ku")
    person.sends_document(b"x", "a.txt")
    person.sends_voice()
    person.sends_location(42.62, 20.89)
    person.sends_contact("+38344000000")
    person.forwards("nga tjetri", "Tjetri")
    person.edits("ndryshuar")
    person.blocks_the_bot()
    updates = await bot.get_updates()
    assert [update.event_type for update in updates] == ["message"] * 6 + ["edited_message", "my_chat_member"]
    kinds = [update.message.content_type for update in updates if update.message]
    assert kinds == ["photo", "document", "voice", "location", "contact", "text"]


async def test_files_go_both_ways(telegram: Telegram, bot: "Bot", photo: bytes) -> None:
    from aiogram.types import BufferedInputFile

    person = telegram.server.person(42)
    sent = await bot.send_document(42, BufferedInputFile(b"a,b\n", "java.csv"), caption="Java")
    assert sent.document and sent.document.file_name == "java.csv"
    assert (await bot.send_photo(42, BufferedInputFile(photo, "foto.jpg"))).photo
    assert [heard.file for heard in person.heard] == [b"a,b\n", photo]
    fetched = await bot.download(sent.document)
    assert fetched and fetched.read() == b"a,b\n"


async def test_quiet_calls_are_taken(telegram: Telegram, bot: "Bot") -> None:
    from aiogram.types import (
        BotCommand,
        KeyboardButton,
        MenuButtonCommands,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
        ReplyParameters,
    )

    person = telegram.server.person(42)
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Dërgo vendin", request_location=True)]])
    first = await bot.send_message(42, "Ku?", reply_markup=keys, protect_content=True)
    assert first.has_protected_content and person.keyboard[0].asks == "location"
    answer = await bot.send_message(
        42, "Mirë", reply_markup=ReplyKeyboardRemove(), reply_parameters=ReplyParameters(message_id=first.message_id)
    )
    assert answer.reply_to_message and answer.reply_to_message.message_id == first.message_id
    assert await bot.set_my_commands([BotCommand(command="ndihma", description="Ndihmë")], language_code="sq")
    assert (await bot.get_my_commands(language_code="sq"))[0].command == "ndihma"
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.delete_messages(42, [first.message_id])
    assert await bot.delete_message(42, answer.message_id)
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_update_fits_aiograms_models(telegram: Telegram, bot: "Bot") -> None:
    from aiogram.types import Update

    came: list[Update] = []

    async def take(request: Request) -> Response:
        assert request.headers["x-telegram-bot-api-secret-token"] == "secret"
        came.append(Update.model_validate(await request.json()))
        return Response()

    async with serve(Starlette(routes=[Route("/hook", take, methods=["POST"])])) as url:
        assert await bot.set_webhook(f"{url}/hook", secret_token="secret", drop_pending_updates=True)
        update_id = telegram.server.person(42).says("tung")
        await telegram.server.waits_for_delivery(update_id)
        assert await bot.delete_webhook()
    assert came[0].message and came[0].message.text == "tung"


async def test_refusals_have_aiograms_names(telegram: Telegram, bot: "Bot") -> None:
    from aiogram.exceptions import (
        TelegramBadRequest,
        TelegramConflictError,
        TelegramForbiddenError,
        TelegramRetryAfter,
        TelegramUnauthorizedError,
    )

    server, person = telegram.server, telegram.server.person(42)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(7, "x")
    server.fail_next("sendMessage", 429, retry_after=3)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(42, "x")
    assert refusal.value.retry_after == 3
    person.blocks_the_bot()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(42, "x")
    await bot.set_webhook(f"{telegram.url}/nobody-listens-here")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    async with a_bot(telegram, "1000000001:wrong").context() as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
