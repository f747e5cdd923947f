"""A webhook over real HTTP: the fake Telegram posts, and a route reads with our code."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_webhook import answer_webhook, read_webhook
from reportbot.core.errors import BadSignature
from reportbot.core.messages import Address, Choice, OutboundMessage
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer

TOKEN = "1000000001:a-token-of-the-test"
SECRET = "a-secret-of-the-test"
MENU = OutboundMessage(Address("drenas", "telegram", "42"), "Çka ka ndodhur?", (Choice("hazard", "Rrezik"),))


class Hook:
    """A route as web/hooks will have it."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.refused = asyncio.Event()
        self.app = Starlette(routes=[Route("/hook", self.answer, methods=["POST"])])

    async def answer(self, request: Request) -> Response:
        try:
            update = read_webhook(request.headers, await request.body(), self.secret)
        except BadSignature:
            self.refused.set()
            return Response(status_code=403)
        self.updates.put_nowait(update)
        return JSONResponse(answer_webhook(update) or {})


async def test_texts_and_presses_come_in_at_the_hook() -> None:
    server, hook = TelegramServer(TOKEN), Hook(SECRET)
    person = server.person(42)
    async with serve(server.app) as telegram, serve(hook.app) as us:
        channel = TelegramChannel({"drenas": TOKEN}, telegram)
        try:
            await channel.set_webhook("drenas", f"{us}/hook", SECRET)
            person.says("po")
            assert (await asyncio.wait_for(hook.updates.get(), 5))["message"]["text"] == "po"
            await channel.send(MENU)
            person.presses("hazard")
            update = await asyncio.wait_for(hook.updates.get(), 5)
            assert update["callback_query"]["data"] == "hazard"
        finally:
            await channel.close()
            await server.close()


async def test_a_hook_with_another_secret_takes_nothing() -> None:
    server, hook = TelegramServer(TOKEN), Hook("another-secret")
    async with serve(server.app) as telegram, serve(hook.app) as us:
        channel = TelegramChannel({"drenas": TOKEN}, telegram)
        try:
            await channel.set_webhook("drenas", f"{us}/hook", SECRET)
            server.person(42).says("po")
            await asyncio.wait_for(hook.refused.wait(), 5)
            with pytest.raises(asyncio.QueueEmpty):
                hook.updates.get_nowait()
        finally:
            await channel.close()
            await server.close()
