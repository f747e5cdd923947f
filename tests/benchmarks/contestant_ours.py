"""reportbot at the start line: in process, and `reportbot serve` behind its webhook, on SQLite and on PostgreSQL."""

import asyncio
import os
import re
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from reportbot import paths
from reportbot.app import Parts, open_parts
from reportbot.channels.telegram import inbound
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.commands.serving import keep_what_is_loaded
from reportbot.config import Settings
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.cases.dossier import Dossier
from reportbot.transports.nowhere import Nowhere
from reportbot.vault.keys import Keys
from reportbot.wiring import secret_of
from tests.benchmarks.contestant_peer import InProcessRequest
from tests.benchmarks.fake_api import BotApi
from tests.benchmarks.load import STOCK, Contestant, OnReply, Reply
from tests.benchmarks.over_http import OverHttp
from tests.benchmarks.people import Answer, Json, Report, press
from tests.cases import cases_of
from tests.databases import PostgresqlDatabases, postgresql_server

TOWN = "drenas"
ANSWERS = "999999"  # a second: the standard work measures how quickly, not how patiently, everybody is answered
TOKEN = "7000000001:benchmark"
_SENDS = ("report_hazard.summary:send", "report_hazard.summary_alike:send")
"""The summary, also where others have told of the same: each report is sent by itself."""
_BUTTONS = ("", "welcome.language:{}", "welcome.menu:{}")
_WORDS_FOR = {
    "manhole": "Pusetë pa kapak",
    "sidewalk_traffic": "Trotuari është i prishur",
    "waste": "Mbeturina në rrugë",
    "water_sewage": "Rrjedh kanalizimi",
}
"""What is wrong is said in words; the service finds the category in them. Nobody chooses one of a list."""


def contestants(mode: str, folder: Path, counting: bool) -> list[Contestant]:
    """`reportbot` counts its statements always, for nothing; `counting` makes no difference."""
    kind = OursOverHttp if mode == "http" else OursInProcess
    return [kind(folder, False), kind(folder, True)]


class Script:
    """How a person talks to this bot, and where its reports are."""

    name: str
    _url: str
    _keys: Keys

    def answers(self, step: int, report: Report, reply: Reply) -> Answer | None:
        if step in (3, 4, 5):
            text = (_WORDS_FOR[report.category], report.place, report.description)[step - 3]
            return {"text": text} if self._asks(step, reply) else None
        if step == 6:
            return next((pressed for send in _SENDS if (pressed := press(reply, send))), None)
        return press(reply, _BUTTONS[step].format((None, report.language, report.what)[step]))

    def receipt(self, reply: Reply) -> str | None:
        code = re.search(r"\b(\d{4}) (\d{4}) (\d{4}) (\d{4})\b", str(reply["text"]))
        return "".join(code.groups()) if code else None

    def _asks(self, step: int, reply: Reply) -> bool:
        """What is wrong is asked without any list, the place with one of places; more words go below the summary."""
        rows = reply.get("reply_markup", {}).get("inline_keyboard", ())
        buttons = [button["callback_data"] for row in rows for button in row]
        if step == 5:
            return any(send in buttons for send in _SENDS)
        places = any(data.startswith("report_hazard.place:") for data in buttons)
        return places if step == 4 else not places and "!cancel" in buttons

    async def cases(self) -> list[dict[str, str]]:
        """What the database holds, decrypted."""
        parts = await open_parts(Settings(database_url=self._url), keys=self._keys)
        try:
            return await _stored(parts)
        finally:
            await parts.close()


class OursInProcess(Script):
    def __init__(self, folder: Path, postgresql: bool) -> None:
        self.name = f"reportbot, {'PostgreSQL' if postgresql else 'SQLite'}"
        self.pid = os.getpid()
        self._postgresql = postgresql
        self._url = f"sqlite:///{folder / 'reportbot.db'}"
        self._keys = Keys.for_tests()
        self._stack = AsyncExitStack()

    async def start(self, on_reply: OnReply) -> None:
        if self._postgresql:
            self._url = await asyncio.to_thread(_fresh_postgresql, self._stack)
        self._api = BotApi(on_reply)
        self._parts = await open_parts(
            Settings(database_url=self._url, codes_ready=_stock(), answers_per_second=ANSWERS),
            keys=self._keys,
            change=_to_nowhere,
        )
        self._stack.push_async_callback(self._parts.close)
        keep_what_is_loaded()
        channel = TelegramChannel({TOWN: TOKEN}, make_request=lambda: InProcessRequest(self._api))
        self._parts.channels["telegram"] = channel
        self._parts.transports["nowhere"] = Nowhere()
        await self._stack.enter_async_context(self._parts.running())
        self._api.calls = 0
        self._before = (self._parts.database.statements, self._parts.database.commits)

    async def stocked(self) -> None:
        while self._parts.codes.ready < int(_stock()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def feed(self, update: Json) -> None:
        message = inbound(TOWN, update, self._parts.clock.now())
        assert message is not None
        await self._parts.intake.receive([message])

    async def stop(self) -> None:
        await self._parts.delivery.drain()
        database = self._parts.database
        self._counted = (database.statements - self._before[0], database.commits - self._before[1])
        self._found = await _stored(self._parts)
        await self._stack.aclose()

    def counts(self) -> dict[str, int]:
        return {"calls": self._api.calls, "statements": self._counted[0], "commits": self._counted[1]}

    async def cases(self) -> list[dict[str, str]]:
        return self._found


class OursOverHttp(OverHttp, Script):
    hook = f"/hooks/telegram/{TOWN}"
    ready = "/readyz"

    def __init__(self, folder: Path, postgresql: bool) -> None:
        super().__init__(folder)
        self.name = f"reportbot, {'PostgreSQL' if postgresql else 'SQLite'}"
        self._postgresql = postgresql
        self._url = f"sqlite:///{folder / 'reportbot.db'}"
        self._stack = AsyncExitStack()
        self._shared = self.secret
        self.headers = f"X-Telegram-Bot-Api-Secret-Token: {secret_of(self._shared, TOWN)}\r\n"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "reportbot.cli", "serve"]

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "REPORTBOT_LISTEN": f"127.0.0.1:{self.port}",
            "REPORTBOT_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "REPORTBOT_DATABASE_URL": self._url,
            "REPORTBOT_KEYS": str(self.folder / "keys"),
            "REPORTBOT_MUNICIPALITIES": str(self.folder / "towns"),
            "REPORTBOT_TELEGRAM_API_URL": self.api_url,
            "REPORTBOT_TELEGRAM_WEBHOOK_SECRET": self._shared,
            "REPORTBOT_DRENAS_TELEGRAM_TOKEN": TOKEN,
            "REPORTBOT_CODES_READY": _stock(),
            "REPORTBOT_ANSWERS_PER_SECOND": ANSWERS,
            "REPORTBOT_LOG_LEVEL": "ERROR",
        }

    async def start(self, on_reply: OnReply) -> None:
        await asyncio.to_thread(self._prepare)
        await super().start(on_reply)
        self._before = await asyncio.to_thread(self._scrape)

    async def stocked(self) -> None:
        while (await asyncio.to_thread(self._scrape))["reportbot_codes_ready"] < int(_stock()):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        self._client.close()  # uvicorn has closed what was idle meanwhile

    async def stop(self) -> None:
        after = await asyncio.to_thread(self._scrape)
        self._counted = {name: int(after[name] - self._before[name]) for name in after}
        await super().stop()
        self._found = await Script.cases(self)
        await self._stack.aclose()

    def counts(self) -> dict[str, int]:
        counted = {name: self._counted[f"reportbot_{name}_total"] for name in ("statements", "commits")}
        return {**super().counts(), **counted}

    async def cases(self) -> list[dict[str, str]]:
        return self._found

    def _prepare(self) -> None:
        self._keys = Keys.create(self.folder / "keys")
        towns = self.folder / "towns"
        towns.mkdir()
        text = (paths.municipalities() / f"{TOWN}.toml").read_text()
        (towns / f"{TOWN}.toml").write_text(text.replace('email = ""', "nowhere = true"))
        if self._postgresql:
            self._url = _fresh_postgresql(self._stack)

    def _scrape(self) -> dict[str, float]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.split() for line in lines)}


def _stock() -> str:
    return os.environ.get(STOCK, "64")


def _to_nowhere(municipality: Municipality) -> Municipality:
    return with_contacts(municipality, {key: [TransportTarget("nowhere")] for key in municipality.institutions})


def _fresh_postgresql(stack: AsyncExitStack) -> str:
    server = stack.enter_context(postgresql_server())
    return stack.enter_context(PostgresqlDatabases(server).fresh(migrated=True))


async def _stored(parts: Parts) -> list[dict[str, str]]:
    """Every case with what was said in it, in the benchmark's own words."""
    dossier = Dossier(parts.vault, parts.damage)
    found: list[dict[str, str]] = []
    places = parts.towns[TOWN].around.gazetteer.by_key
    async with parts.database.read() as work:
        for case in await cases_of(work, TOWN):
            (said,) = (await dossier.story(work, case)).reports
            answers: Mapping[str, Any] = said.answers or {}
            found.append(
                {
                    "language": case.language,
                    "what": "hazard",
                    "category": case.category,
                    "place": places[case.place].name.in_("sq"),
                    "description": str(answers["description"]).partition("\n")[2],  # after what is wrong
                }
            )
    return found
