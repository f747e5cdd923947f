"""A very cheap Telegram Bot API that tells the driver, in its own process, who got which message.

It only answers: what the calls must look like is the business of the fake Telegram server of the other tests.
"""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from tests.benchmarks.http1 import Server
from tests.benchmarks.load import OnReply
from tests.benchmarks.people import BOT, Json

_METHOD = re.compile(rb"^(?:POST|GET) /bot[^/ ]+/(\w+)")
_FORM = b"application/x-www-form-urlencoded"


class BotApi:
    """What each method answers. In process, a bot's sending end calls `call` itself; over HTTP, `FakeApi` does."""

    def __init__(self, on_reply: OnReply) -> None:
        self.calls = 0
        self._on_reply = on_reply
        self._message_ids = itertools.count(1_000_000)

    def call(self, method: str, fields: Mapping[str, Any]) -> Any:
        """The `result` of one call. `sendMessage` is passed on to `on_reply`; the others only get an answer."""
        self.calls += 1
        if method == "sendMessage":
            return self._send_message(fields)
        if method == "getMe":
            return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False}
        if method == "getUpdates":
            return []
        return True

    def _send_message(self, fields: Mapping[str, Any]) -> Json:
        chat_id, markup = int(fields["chat_id"]), fields.get("reply_markup")
        message: Json = {"message_id": next(self._message_ids), "text": fields["text"]}
        if markup:
            message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
        self._on_reply(chat_id, message)
        return {**message, "from": BOT, "chat": {"id": chat_id, "type": "private"}, "date": int(time.time())}


class FakeApi:
    """`BotApi` over HTTP, on a free port of this machine: give its `url` to the bot under test."""

    def __init__(self, on_reply: OnReply) -> None:
        self.api = BotApi(on_reply)
        self.url = ""

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Server(self._answer), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._server.close()

    def _answer(self, head: bytes, body: bytes) -> bytes:
        method = _METHOD.match(head)
        if method is None:
            raise ValueError("not a call of the Bot API")
        return json.dumps({"ok": True, "result": self.api.call(method[1].decode(), _fields(head, body))}).encode()


def _fields(head: bytes, body: bytes) -> Mapping[str, Any]:
    """Raises ValueError for what is neither a form nor a JSON object."""
    if not body:
        return {}
    if _FORM in head.lower():
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ValueError("the parameters are not an object")
    return fields
