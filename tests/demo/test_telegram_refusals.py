"""The fake Telegram server refuses what the real one refuses; PTB names each refusal."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from tests.demo.conftest import TOKEN, Telegram

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

Asks = Callable[[Bot], Coroutine[Any, Any, Any]]


def a_button(**action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("a label", **action)]])


REFUSED: list[tuple[str, Asks, str]] = [
    ("a chat never met", lambda bot: bot.send_message(99, "x"), "Chat not found"),
    ("a chat by name", lambda bot: bot.send_message("@nobody", "x"), "Chat not found"),
    ("no text", lambda bot: bot.send_message(42, " \n "), "Message text is empty"),
    ("4,097 letters", lambda bot: bot.send_message(42, "ë" * 4097), "Message is too long"),
    ("markup", lambda bot: bot.send_message(42, "<b>x</b>", parse_mode="HTML"), "plain text only"),
    ("66 bytes", lambda bot: bot.send_message(42, "x", reply_markup=a_button(callback_data="ë" * 33)), "data_invalid"),
    ("no action", lambda bot: bot.send_message(42, "x", reply_markup=a_button()), "text buttons are unallowed"),
    (
        "a local link",
        lambda bot: bot.send_message(42, "x", reply_markup=a_button(url="http://localhost/")),
        "wrong http url",
    ),
    ("an empty key", lambda bot: bot.send_message(42, "x", reply_markup=ReplyKeyboardMarkup([[""]])), "non-empty"),
    ("a reply to nothing", lambda bot: bot.send_message(42, "x", reply_to_message_id=7), "replied not found"),
    ("an edit of nothing", lambda bot: bot.edit_message_text("x", 42, 7), "Message to edit not found"),
    ("an edit of theirs", lambda bot: bot.edit_message_text("x", 42, 1), "Message can't be edited"),
    ("the same again", lambda bot: bot.edit_message_text("hello", 42, 2), "Message is not modified"),
    ("a deletion of nothing", lambda bot: bot.delete_message(42, 7), "Message to delete not found"),
    ("an unknown press", lambda bot: bot.answer_callback_query("7"), "Query is too old"),
    ("an unknown file", lambda bot: bot.get_file("7"), "Wrong file_id"),
    ("an empty file", lambda bot: bot.send_document(42, b"", filename="a"), "File must be non-empty"),
    ("no picture", lambda bot: bot.send_photo(42, b"rubbish"), "Image_process_failed"),
    ("a long caption", lambda bot: bot.send_document(42, b"x", caption="x" * 1025), "caption is too long"),
    ("a bad command", lambda bot: bot.set_my_commands([("Ndihmë", "x")]), "Bot_command_invalid"),
    ("plain HTTP", lambda bot: bot.set_webhook("http://example.org/hook"), "https url must be provided"),
    ("a bad secret", lambda bot: bot.set_webhook("https://example.org/", secret_token="a b"), "unallowed characters"),
]


@pytest.mark.parametrize(("what", "ask", "why"), REFUSED, ids=[row[0] for row in REFUSED])
async def test_a_bad_request_is_refused_with_its_reason(
    telegram: Telegram, bot: Bot, what: str, ask: Asks, why: str
) -> None:
    telegram.server.person(42).says("message 1 is the person's")
    await bot.send_message(42, "hello")
    with pytest.raises(BadRequest, match=why):
        await ask(bot)
    assert [heard.text for heard in telegram.server.person(42).heard] == ["hello"]


async def test_a_person_who_blocked_the_bot_gets_nothing(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42)
    person.blocks_the_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(42, "x")
    person.unblocks_the_bot()
    await bot.send_message(42, "x")
    assert len(person.heard) == 1


async def test_the_bot_may_not_write_first(telegram: Telegram, bot: Bot) -> None:
    person = telegram.server.person(42, started=False)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(42, "x")
    person.starts()
    await bot.send_message(42, "x")


async def test_a_wrong_token_is_refused(telegram: Telegram) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1000000001:wrong", base_url=f"{telegram.url}/bot"):
            pass


async def test_polling_and_webhook_exclude_each_other(telegram: Telegram, bot: Bot) -> None:
    await bot.set_webhook(f"{telegram.url}/nobody-listens-here")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await until_polling(telegram)
    await bot.set_webhook(f"{telegram.url}/nobody-listens-here")
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await waiting
    await bot.delete_webhook()


async def test_a_second_poll_ends_the_first(telegram: Telegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until_polling(telegram)
    async with Bot(TOKEN, base_url=f"{telegram.url}/bot") as second:
        assert await second.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def until_polling(telegram: Telegram) -> None:
    """Until the server has a call of getUpdates that it has not answered."""
    server = telegram.server
    await server.called.until(lambda: any(call.status == 0 for call in server.calls_of("getUpdates")) or None, 5)


async def test_too_many_requests_say_when_to_come_back(telegram: Telegram, bot: Bot) -> None:
    telegram.server.fail_next("sendMessage", 429, retry_after=7)
    person = telegram.server.person(42)
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(42, "x")
    assert refusal.value._retry_after.total_seconds() == 7
    await bot.send_message(42, "x")
    assert len(person.heard) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, BadRequest), (403, Forbidden), (409, Conflict), (500, NetworkError), (502, NetworkError)],
)
async def test_the_next_calls_can_be_made_to_fail(
    telegram: Telegram, bot: Bot, status: int, error: type[TelegramError]
) -> None:
    telegram.server.fail_next("sendMessage", status, times=2)
    telegram.server.person(42)
    for _ in range(2):
        with pytest.raises(error):
            await bot.send_message(42, "x")
    await bot.send_message(42, "x")
    assert [call.status for call in telegram.server.calls_of("sendMessage")] == [status, status, 200]


async def test_an_answer_can_get_lost_after_the_message_went_out(telegram: Telegram, bot: Bot) -> None:
    telegram.server.lose_next_answer("sendMessage")
    person = telegram.server.person(42)
    with pytest.raises(NetworkError):
        await bot.send_message(42, "x")
    assert len(person.heard) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"bot{TOKEN}/sendMessage", b"{", 400),
        (f"bot{TOKEN}/sendMessage", b"[1]", 400),
        (f"bot{TOKEN}/sendMessage", b'{"text": "x"}', 400),
        (f"bot{TOKEN}/sendMessage", b'{"chat_id": {"a": []}, "text": "x"}', 400),
        (f"bot{TOKEN}/sendMessage", b'{"chat_id": 42, "text": "x", "reply_markup": [1]}', 400),
        (f"bot{TOKEN}/sendMessage", b'{"chat_id": 42, "text": "x", "reply_markup": {"inline_keyboard": [7]}}', 400),
        (f"bot{TOKEN}/deleteMessages", b'{"chat_id": 42, "message_ids": 1}', 400),
        (f"bot{TOKEN}/sendDice", b"{}", 404),
        ("botrubbish/getMe", b"{}", 401),
        (f"file/bot{TOKEN}/photos/none.jpg", None, 404),
    ],
)
async def test_rubbish_is_refused_in_telegrams_words(
    telegram: Telegram, path: str, body: bytes | None, status: int
) -> None:
    telegram.server.person(42)
    headers = {"content-type": "application/json"}
    async with aiohttp.ClientSession() as session:
        verb = "POST" if body is not None else "GET"
        async with session.request(verb, f"{telegram.url}/{path}", data=body, headers=headers) as answer:
            said = await answer.json()
    assert (answer.status, said["ok"], said["error_code"]) == (status, False, status)
