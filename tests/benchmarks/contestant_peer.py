"""python-telegram-bot at the start line: in process, and behind its webhook in a process of its own."""

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from telegram.request import BaseRequest, RequestData

from tests.benchmarks.fake_api import BotApi
from tests.benchmarks.load import Contestant, OnReply, Reply
from tests.benchmarks.over_http import OverHttp
from tests.benchmarks.peer_ptb import FIELDS, application, open_database, process
from tests.benchmarks.people import Answer, Json, Report, press
from tests.benchmarks.statements import StatementCounter

NAME = "python-telegram-bot"
CONCURRENT = f"{NAME}, concurrent_updates"


def contestants(mode: str, folder: Path, counting: bool) -> list[Contestant]:
    """`mode` is inprocess or http; the database goes into `folder`; `counting` costs time, so it has its own run."""
    peer = PeerOverHttp if mode == "http" else PeerInProcess
    return [peer(folder, concurrent, counting) for concurrent in (False, True)]


class Script:
    """How a person talks to this bot, and where its reports are."""

    name: str

    def answers(self, step: int, report: Report, reply: Reply) -> Answer | None:
        said = (None, report.language, report.what, report.category, report.place, report.description, "yes")[step]
        assert said is not None
        return {"text": said} if step in (4, 5) else press(reply, said)

    def receipt(self, reply: Reply) -> str | None:
        text = str(reply["text"])
        return text[-16:] if text.startswith("Received") else None

    @staticmethod
    def stored(path: Path) -> list[dict[str, str]]:
        database = sqlite3.connect(path)
        rows = database.execute(f"SELECT code, {', '.join(FIELDS)} FROM reports").fetchall()
        database.close()
        return [dict(zip(("code", *FIELDS), row, strict=True)) for row in rows]


class PeerInProcess(Script):
    def __init__(self, folder: Path, concurrent: bool = False, counting: bool = False) -> None:
        self.name = CONCURRENT if concurrent else NAME
        self._concurrent = concurrent
        self.pid = os.getpid()
        self._path = folder / "peer.sqlite"
        self._counts = StatementCounter() if counting else None

    async def start(self, on_reply: OnReply) -> None:
        self._api = BotApi(on_reply)
        self._database = open_database(self._path)
        self._peer = application(self._database, self._concurrent, InProcessRequest(self._api))
        await self._peer.initialize()
        self._api.calls = 0
        if self._counts:
            self._database.set_trace_callback(self._counts)

    async def feed(self, update: Json) -> None:
        await process(self._peer, update)

    async def stop(self) -> None:
        self._database.set_trace_callback(None)
        await self._peer.shutdown()
        self._database.close()

    def counts(self) -> dict[str, int]:
        return {"calls": self._api.calls, **(self._counts.counts() if self._counts else {})}

    async def cases(self) -> list[dict[str, str]]:
        return self.stored(self._path)


class PeerOverHttp(OverHttp, Script):
    def __init__(self, folder: Path, concurrent: bool = False, counting: bool = False) -> None:
        super().__init__(folder)
        self.name = CONCURRENT if concurrent else NAME
        self._concurrent = concurrent
        self._counting = counting

    def command(self) -> list[str]:
        options = ["--port", str(self.port), "--secret", self.secret, "--api-url", self.api_url]
        options += [
            "--folder",
            str(self.folder),
            *["--concurrent"] * self._concurrent,
            *["--counting"] * self._counting,
        ]
        return [sys.executable, "-m", "tests.benchmarks.peer_server", *options]

    def counts(self) -> dict[str, int]:
        counted = self.folder / "peer.counts.json"
        return {**super().counts(), **(json.loads(counted.read_text()) if self._counting else {})}

    async def cases(self) -> list[dict[str, str]]:
        return self.stored(self.folder / "peer.sqlite")


class InProcessRequest(BaseRequest):
    """PTB's documented extension point for requests: asks a `BotApi` in the same process."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...
    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more_timeouts: Any
    ) -> tuple[int, bytes]:
        result = self._api.call(url.rpartition("/")[2], request_data.parameters if request_data else {})
        return 200, json.dumps({"ok": True, "result": result}).encode()
