"""A bot in a process of its own: webhook in, fake Bot API out. A subclass says how the bot is started."""

import asyncio
import json
import os
import secrets
import signal
from asyncio.subprocess import Process
from pathlib import Path

from tests.benchmarks.fake_api import FakeApi
from tests.benchmarks.http1 import Client
from tests.benchmarks.load import OnReply
from tests.benchmarks.people import Json
from tests.ports import free_port

READY_WITHIN = 30.0  # seconds
ENDED_WITHIN = 10.0  # seconds, then it is killed
ROOT = Path(__file__).parents[2]


class OverHttp:
    """The part of a `Contestant` that is the same for every bot behind a webhook."""

    hook = "/telegram"
    ready = "/healthz"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pid = 0
        self.port = free_port()
        self.secret = secrets.token_hex(16)
        self.api_url = ""
        self.headers = f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n"
        self._calls = 0

    def command(self) -> list[str]:
        """The command that starts the bot; `port`, `secret`, `api_url` and `folder` are known by now."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """The bot's whole environment: that of this process, but without a proxy before the fake Bot API."""
        return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    async def start(self, on_reply: OnReply) -> None:
        self._api = FakeApi(on_reply)
        await self._api.start()
        self.api_url = self._api.url
        self._process = await asyncio.create_subprocess_exec(*self.command(), env=self.environment(), cwd=ROOT)
        self.pid = self._process.pid
        self._client = Client(f"http://127.0.0.1:{self.port}")
        try:
            await asyncio.wait_for(self._until_ready(self._process), READY_WITHIN)
        except BaseException:
            await self.stop()
            raise
        self._calls = self._api.api.calls

    async def feed(self, update: Json) -> None:
        status = await self._client.request("POST", self.hook, json.dumps(update).encode(), self.headers)
        if status != 200:
            raise RuntimeError(f"the bot answered {status} to an update")

    async def stop(self) -> None:
        self._client.close()
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), ENDED_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._api.stop()

    def counts(self) -> dict[str, int]:
        return {"calls": self._api.api.calls - self._calls}

    async def _until_ready(self, process: Process) -> None:
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"the bot ended with {process.returncode} before it was ready")
            try:
                if await self._client.request("GET", self.ready) == 200:
                    return
            except OSError:
                await asyncio.sleep(0.005)
