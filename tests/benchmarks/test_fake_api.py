"""The fake Bot API reads what real clients send, tells the driver, and refuses rubbish."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.benchmarks.fake_api import FakeApi
from tests.benchmarks.http1 import take
from tests.benchmarks.load import Reply
from tests.benchmarks.people import BOT

Api = tuple[aiohttp.ClientSession, list[tuple[int, Reply]]]

MARKUP = {"inline_keyboard": [[{"text": "Shqip", "callback_data": "sq"}]]}
AS_TEXT = '{"inline_keyboard": [[{"text": "Shqip", "callback_data": "sq"}]]}'


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    heard: list[tuple[int, Reply]] = []
    fake = FakeApi(lambda chat, reply: heard.append((chat, reply)))
    await fake.start()
    async with aiohttp.ClientSession(f"{fake.url}/bot7:secret/") as client:
        yield client, heard
    await fake.stop()


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"chat_id": 5, "text": "Gjuha?", "reply_markup": MARKUP}},
        {"json": {"chat_id": "5", "text": "Gjuha?", "reply_markup": AS_TEXT}},
        {"data": {"chat_id": "5", "text": "Gjuha?", "reply_markup": AS_TEXT}},
    ],
)
async def test_a_message_reaches_the_driver_however_it_is_encoded(api: Api, sent: dict[str, Any]) -> None:
    client, heard = api
    answer = await (await client.post("sendMessage", **sent)).json()
    ((chat, reply),) = heard
    assert (chat, reply["text"], reply["reply_markup"]) == (5, "Gjuha?", MARKUP)
    assert answer["ok"] and answer["result"]["message_id"] == reply["message_id"]


@pytest.mark.parametrize(
    ("method", "result"), [("answerCallbackQuery", True), ("getUpdates", []), ("setWebhook", True)]
)
async def test_other_calls_are_answered_and_not_passed_on(api: Api, method: str, result: object) -> None:
    client, heard = api
    assert (await (await client.post(method, json={})).json())["result"] == result
    assert heard == []


async def test_the_bot_learns_its_own_name(api: Api) -> None:
    client, _ = api
    assert (await (await client.get("getMe")).json())["result"]["username"] == BOT["username"]


@pytest.mark.parametrize("body", [b"\x00\xff", b"[1]", b"{", b'{"chat_id": "five", "text": ""}'])
async def test_rubbish_is_refused(api: Api, body: bytes) -> None:
    client, heard = api
    assert (await client.post("sendMessage", data=body, headers={"Content-Type": "application/json"})).status == 400
    assert heard == []


@pytest.mark.parametrize("cut", range(1, 46, 4))
def test_a_message_in_pieces_is_taken_when_it_is_whole(cut: int) -> None:
    whole = b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbodyGET"
    waiting = bytearray(whole[:cut])
    early = take(waiting)
    waiting += whole[cut:]
    assert (early or take(waiting)) == (b"POST / HTTP/1.1\r\nContent-Length: 4", b"body")
    assert waiting == b"GET"


def test_a_chunked_message_is_refused() -> None:
    with pytest.raises(ValueError, match="Content-Length"):
        take(bytearray(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
