"""A fake Telegram being served, whose every exchange is held against the published description when a test ends."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from PIL import Image
from telegram import Bot

from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from tests.demo.specs import check_answer, check_call, spec_file

TOKEN = "1000000001:a-token-for-tests"
OTHER_TOKEN = "1000000002:another-token-for-tests"


@dataclass
class Telegram:
    server: TelegramServer
    url: str


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    server = TelegramServer(TOKEN, OTHER_TOKEN, retry_seconds=0.01)
    async with serve(server.app) as url:
        yield Telegram(server, url)
    if spec_file("telegram/bot-api.json") is not None:
        assert problems_of(server) == []


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with a_bot(telegram, TOKEN) as one:
        yield one


@asynccontextmanager
async def a_bot(telegram: Telegram, token: str) -> AsyncIterator[Bot]:
    """python-telegram-bot's real client, talking to the fake."""
    async with Bot(token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot") as bot:
        yield bot


def problems_of(server: TelegramServer) -> list[str]:
    """Where what was asked or answered differs from the published description; refused calls may be anything."""
    done = [call for call in server.calls if call.status == 200]
    return [
        problem
        for call in done
        for problem in check_call(call.method, call.params) + check_answer(call.method, call.result)
    ]


@pytest.fixture
def photo() -> bytes:
    painted = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(painted, "JPEG")
    return painted.getvalue()
