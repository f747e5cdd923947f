"""A fake Telegram: the Bot API over HTTP on one side, people as plain objects on the other. For tests and the demo.

Nothing is kept after the process ends. Tests hold it against the published description and two real clients.
"""

import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reportbot.demo.telegram_bots import BotAccount
from reportbot.demo.telegram_chat import Chat
from reportbot.demo.telegram_methods import METHODS
from reportbot.demo.telegram_params import ApiError, Params, read_params
from reportbot.demo.telegram_people import Person
from reportbot.demo.telegram_updates import Updates
from reportbot.demo.telegram_webhook import Attempt
from reportbot.demo.waiting import Bell

Json = dict[str, Any]

DEMO_TOKEN = "1000000001:demo-no-secret"  # noqa: S105


@dataclass
class Call:
    """One call of a bot: the method, its parameters with their types (files as `Upload`), and what it got."""

    token: str = field(repr=False)
    method: str
    params: Params
    status: int = 0
    body: bytes = b""

    @property
    def result(self) -> Any:
        """What the method gave; None when it was refused."""
        return json.loads(self.body).get("result") if self.status == 200 else None


class TelegramServer:
    """One server with a bot per token. Serve `app`; where it is mounted in another app, await `close()` at the end."""

    def __init__(self, *tokens: str, retry_seconds: float = 0.05) -> None:
        self.called = Bell()
        self.bots = {
            token: BotAccount(token, Updates(100_000_000 * place), self.called, retry_seconds)
            for place, token in enumerate(tokens or (DEMO_TOKEN,), start=1)
        }
        self.people: dict[tuple[str, int], Person] = {}
        self.calls: list[Call] = []
        self._failures: dict[str, deque[ApiError]] = {}
        self._lost: dict[str, int] = {}
        both = ["GET", "POST"]
        routes = [
            Route("/bot{token}/{method}", self._answer_call, methods=both),
            Route("/file/bot{token}/{path:path}", self._answer_file),
        ]
        self.app = Starlette(routes=routes, lifespan=self._lifespan)

    def person(
        self,
        chat_id: int,
        *,
        first_name: str = "Drita",
        last_name: str = "Shembulli",
        username: str | None = None,
        language_code: str = "sq",
        token: str = "",
        started: bool = True,
        title: str = "Duty group",
    ) -> Person:
        """The person behind a chat id with the bot of `token` (the first one if none); always the same object.

        A negative id is a group with this `title`. With `started=False` the bot may not write first (403).
        """
        bot = self.bots[token] if token else next(iter(self.bots.values()))
        if (bot.token, chat_id) not in self.people:
            number = chat_id if chat_id > 0 else 900_000_000 + -chat_id % 90_000_000
            name = f"drita_{number}" if username is None else username
            user: Json = {"id": number, "is_bot": False, "first_name": first_name, "last_name": last_name}
            user |= {"username": name, "language_code": language_code}
            chat = bot.chats[chat_id] = Chat({key: value for key, value in user.items() if value != ""}, chat_id, title)
            chat.started = started
            self.people[bot.token, chat_id] = Person(bot, chat)
        return self.people[bot.token, chat_id]

    def fail_next(
        self, method: str, status: int, retry_after: int | None = None, *, times: int = 1, description: str = ""
    ) -> None:
        """Refuse the next calls of `method` with this HTTP status; nothing is done. `retry_after` in seconds."""
        text = description or DESCRIPTIONS.get(status, "Internal Server Error")
        error = ApiError(status, text + (f": retry after {retry_after}" if retry_after else ""), retry_after)
        self._failures.setdefault(method, deque()).extend([error] * times)

    def lose_next_answer(self, method: str, times: int = 1) -> None:
        """Do what the next calls of `method` ask, but answer 502, as when a proxy on the way breaks."""
        self._lost[method] = self._lost.get(method, 0) + times

    def redeliver(self, update_id: int) -> None:
        """Give an update to its bot once more, although it was confirmed. Raises KeyError for an unknown one."""
        for bot in self.bots.values():
            if bot.updates.knows(update_id):
                return bot.updates.repeat(update_id)
        raise KeyError(update_id)

    def calls_of(self, *methods: str) -> list[Call]:
        """The calls of these methods, in order."""
        return [call for call in self.calls if call.method in methods]

    async def waits_for_call(self, method: str, count: int = 1, seconds: float = 20.0) -> Call:
        """Wait until `method` was called that often and answered; give that call. Raises TimeoutError."""
        return await self.called.until(lambda: self._nth_call(method, count), seconds)

    @property
    def attempts(self) -> list[Attempt]:
        """Every try to hand an update to a webhook, bot by bot, in order."""
        return [attempt for bot in self.bots.values() for attempt in bot.attempts]

    async def waits_for_delivery(self, update_id: int, times: int = 1, seconds: float = 20.0) -> None:
        """Wait until a webhook has taken this update (that often). Raises TimeoutError."""

        def taken() -> bool:
            return sum(a.update_id == update_id and 200 <= a.status < 300 for a in self.attempts) >= times

        await self.called.until(lambda: taken() or None, seconds)

    async def waits_for_attempt(self, status: int, seconds: float = 20.0) -> None:
        """Wait until a webhook has answered an update with this status; 0 is no answer. Raises TimeoutError."""
        await self.called.until(lambda: any(a.status == status for a in self.attempts) or None, seconds)

    async def close(self) -> None:
        """Stop giving updates to webhooks."""
        for bot in self.bots.values():
            webhook = bot.updates.set_webhook(None)
            if webhook is not None:
                await webhook.stop()

    async def _answer_call(self, request: Request) -> Response:
        token, method = request.path_params["token"], _exact_name(request.path_params["method"])
        call = Call(token, method, {})
        try:
            bot = self._bot(token)
            call.params = await read_params(request)
            self.calls.append(call)
            self.called.ring()
            self._fail_if_told(method)
            if method not in METHODS:
                raise ApiError(404, "Not Found")
            result = await self._do(bot, call)
            call.status, call.body = 200, _json({"ok": True, "result": result})
            self._lose_if_told(method)
        except ApiError as error:
            call.status, call.body = error.status, _json(_refusal(error))
        self.called.ring()
        return Response(call.body, call.status, media_type="application/json")

    async def _do(self, bot: BotAccount, call: Call) -> Any:
        try:
            return await METHODS[call.method](bot, call.params)
        except (TypeError, AttributeError) as error:
            raise ApiError(400, "Bad Request: a parameter has a wrong type") from error

    async def _answer_file(self, request: Request) -> Response:
        try:
            file = self._bot(request.path_params["token"]).files.at(request.path_params["path"])
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return Response(_json(_refusal(error)), error.status, media_type="application/json")
        return Response(file.data, media_type="application/octet-stream")

    def _bot(self, token: str) -> BotAccount:
        if token not in self.bots:
            raise ApiError(401, "Unauthorized")
        return self.bots[token]

    def _fail_if_told(self, method: str) -> None:
        if self._failures.get(method):
            raise self._failures[method].popleft()

    def _lose_if_told(self, method: str) -> None:
        if self._lost.get(method):
            self._lost[method] -= 1
            raise ApiError(502, "Bad Gateway")

    def _nth_call(self, method: str, count: int) -> Call | None:
        answered = [call for call in self.calls_of(method) if call.status]
        return answered[count - 1] if len(answered) >= count else None

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        await self.close()


DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
_BY_LOWER_CASE = {name.lower(): name for name in METHODS}


def _exact_name(method: str) -> str:
    """Method names are case-insensitive."""
    return _BY_LOWER_CASE.get(method.lower(), method)


def _refusal(error: ApiError) -> Json:
    more: Json = {"parameters": {"retry_after": error.retry_after}} if error.retry_after else {}
    return {"ok": False, "error_code": error.status, "description": error.description, **more}


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
