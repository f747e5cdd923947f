"""Gives updates to a bot's webhook as the real server does: in order per chat, again and again until it says 2xx."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]

LONGEST_WAIT_SECONDS = 60.0
ANSWER_WITHIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand over an update; status 0 means that no answer came."""

    update_id: int
    status: int


@dataclass
class Webhook:
    """One webhook, from setWebhook to deleteWebhook. `attempted` is told of every try, `obey` gets the call of the Bot
    API that an answer may hold (https://core.telegram.org/bots/api#making-requests-when-getting-updates).

    The pause before a retry starts at `retry_seconds` and doubles, up to a minute.
    """

    url: str
    attempted: Callable[[Attempt], None]
    secret: str = field(default="", repr=False)
    connections: int = 40
    retry_seconds: float = 0.05
    last_error: Json = field(default_factory=dict)
    obey: Callable[[Json], Awaitable[object]] | None = None

    def __post_init__(self) -> None:
        self._queues: dict[int, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(self.connections)
        self._session: aiohttp.ClientSession | None = None

    def deliver(self, update: Json) -> None:
        """Queue an update behind the others of its chat."""
        chat = _chat_id(update)
        if chat in self._queues:
            self._queues[chat].append(update)
            return
        self._queues[chat] = deque([update])
        task = asyncio.get_running_loop().create_task(self._empty_queue(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _empty_queue(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue:
            await self._insist(queue[0])
            queue.popleft()
        del self._queues[chat]

    async def _insist(self, update: Json) -> None:
        pause = self.retry_seconds
        while not 200 <= await self._post(update) < 300:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_WAIT_SECONDS)

    async def _post(self, update: Json) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        status = 0
        async with self._free:
            try:
                async with self._open().post(self.url, json=update, headers=headers) as answer:
                    status = answer.status
                    if answer.ok and self.obey and answer.content_type == "application/json":
                        await self.obey(await answer.json())
                    if not answer.ok:
                        self._note(f"Wrong response from the webhook: {status} {answer.reason}")
            except TimeoutError:
                self._note("Read timeout expired")
            except aiohttp.ClientError:
                self._note("Connection refused")
        self.attempted(Attempt(int(update["update_id"]), status))
        return status

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS))
        return self._session

    def _note(self, error: str) -> None:
        self.last_error = {"last_error_date": int(time.time()), "last_error_message": error}


def _chat_id(update: Json) -> int:
    content = next(value for key, value in update.items() if key != "update_id")
    chat = content.get("chat") or content.get("message", {}).get("chat") or content["from"]
    return int(chat["id"])
