"""The fake Telegram server gives updates to a webhook: with its secret, in order per chat, until it says 2xx."""

import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

from reportbot.demo.serving import serve
from tests.demo.conftest import Telegram


class Hook:
    """A bot's webhook that keeps what came, and answers the given statuses first, then 200."""

    def __init__(self, *first: int) -> None:
        self.statuses = list(first)
        self.came: list[tuple[str, Update]] = []
        self.app = Starlette(routes=[Route("/hook", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            secret = request.headers.get("x-telegram-bot-api-secret-token", "")
            self.came.append((secret, Update.de_json(await request.json())))
        return Response(status_code=status)


async def test_a_webhook_gets_the_updates_with_its_secret_in_order(telegram: Telegram, bot: Bot) -> None:
    hook, person = Hook(), telegram.server.person(42)
    before = person.says("before the webhook was set")
    async with serve(hook.app) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="a_Secret-1", allowed_updates=["message"])
        ids = [before, *(person.says(text) for text in ("one", "two", "three"))]
        await telegram.server.waits_for_delivery(ids[-1])
        assert [(secret, update.update_id) for secret, update in hook.came] == [("a_Secret-1", one) for one in ids]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.allowed_updates) == (f"{url}/hook", 0, ("message",))
        telegram.server.redeliver(ids[0])
        await telegram.server.waits_for_delivery(ids[0], times=2)
        assert hook.came[-1][1].update_id == ids[0]
        await bot.delete_webhook()
        assert (await bot.get_webhook_info()).url == ""
        later = person.says("after")
        assert [update.update_id for update in await bot.get_updates()] == [later]


async def test_a_webhook_that_fails_is_tried_again(telegram: Telegram, bot: Bot) -> None:
    hook, person = Hook(500, 503, 403), telegram.server.person(42)
    async with serve(hook.app) as url:
        await bot.set_webhook(f"{url}/hook")
        update_id = person.says("keep trying")
        await telegram.server.waits_for_delivery(update_id)
        info = await bot.get_webhook_info()
    assert [attempt.status for attempt in telegram.server.attempts] == [500, 503, 403, 200]
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"


async def test_a_webhook_that_is_down_keeps_its_updates_waiting(telegram: Telegram, bot: Bot) -> None:
    hook, person = Hook(), telegram.server.person(42)
    async with serve(hook.app) as url:
        port = int(url.rpartition(":")[2])
    await bot.set_webhook(f"{url}/hook")
    update_id = person.says("nobody home")
    await telegram.server.waits_for_attempt(0)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    async with serve(hook.app, port):
        await telegram.server.waits_for_delivery(update_id)
        await bot.delete_webhook()
    assert [update.update_id for _, update in hook.came] == [update_id]


async def test_a_chat_that_is_stuck_holds_up_its_own_messages_only(telegram: Telegram, bot: Bot) -> None:
    free, came = asyncio.Event(), list[str]()

    async def take(request: Request) -> Response:
        message = Update.de_json(await request.json()).message
        assert message and message.text
        if message.text == "slow":
            await free.wait()
        came.append(message.text)
        return Response()

    async with serve(Starlette(routes=[Route("/hook", take, methods=["POST"])])) as url:
        await bot.set_webhook(f"{url}/hook")
        telegram.server.person(1).says("slow")
        last = telegram.server.person(1).says("behind the slow one")
        await telegram.server.waits_for_delivery(telegram.server.person(2).says("of somebody else"))
        free.set()
        await telegram.server.waits_for_delivery(last)
    assert came == ["of somebody else", "slow", "behind the slow one"]
