"""`reportbot serve` in a process of its own, on real ports: started, killed, started again; and what is around it."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from reportbot import paths
from reportbot.app import open_parts
from reportbot.config import Settings, read
from reportbot.demo.mailbox import Mailbox
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.demo.twilio_server import TwilioServer
from reportbot.service.ports import Clock
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.faults.hanging import Hanging
from tests.ports import free_port

SOURCE = Path(__file__).parents[2] / "src"
TOWN, DUTY_CHAT = "drenas", -100
READY_WITHIN, ENDED_WITHIN = 60.0, 20.0  # seconds
LOG_LEVEL = "INFO"


@dataclass
class Around:
    """The pretend Telegram, Twilio and mail server of one town, and the folder with keys, town and log."""

    folder: Path
    database_url: str
    port: int
    mailbox: Mailbox
    telegram: TelegramServer
    twilio: TwilioServer
    telegram_gate: Hanging
    twilio_gate: Hanging
    environment: dict[str, str]
    keys: Keys
    process: Process | None = None
    starts: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        """Everything that all processes of this folder have written."""
        return (self.folder / "log").read_text(errors="replace")

    async def start(self, settings: Mapping[str, str] | None = None, *, ready: bool = True) -> None:
        """`settings` besides those it has, named without REPORTBOT_. Raises RuntimeError when it ends too soon."""
        environment = self.environment | {f"REPORTBOT_{name}": value for name, value in (settings or {}).items()}
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "reportbot.cli", "serve"]
            self.process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        self.starts += 1
        if ready:
            await self.is_ready()

    async def is_ready(self, path: str = "/readyz") -> None:
        assert self.process is not None
        async with asyncio.timeout(READY_WITHIN), httpx.AsyncClient() as client:
            while self.process.returncode is None:
                with suppress(httpx.HTTPError):
                    if (await client.get(self.url + path)).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise RuntimeError(f"it ended with {self.process.returncode}: {self.log[-600:]}")

    async def metrics(self) -> dict[str, float]:
        async with httpx.AsyncClient() as client:
            lines = (await client.get(f"{self.url}/metrics")).text.splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}

    async def kill(self) -> None:
        """As when the power goes: at once, wherever it is."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    def settings(self) -> Settings:
        return read({name: value for name, value in self.environment.items() if name.startswith("REPORTBOT_")})

    @asynccontextmanager
    async def in_process(self, clock: Clock) -> AsyncIterator[None]:
        """The same service on the same ports, with a clock of ours."""
        parts = await open_parts(self.settings(), clock=clock)
        try:
            edges = Edges(parts)
            async with parts.running(), edges.listening(), serve(edges.pages(), self.port):
                yield
                edges.let_go()
            await edges.close()
        finally:
            await parts.close()

    async def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        try:
            await asyncio.wait_for(self.process.wait(), ENDED_WITHIN)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def around(folder: Path, database_url: str, *, smtp_url: str = "") -> AsyncIterator[Around]:
    """Everything but the process itself, which ends with the block."""
    port = free_port()
    hook = f"http://127.0.0.1:{port}/hooks/twilio/{TOWN}"
    telegram, twilio = TelegramServer("1000:faults"), TwilioServer(hook, hook)
    telegram.person(DUTY_CHAT, title="Kujdestaria")
    telegram_gate, twilio_gate = Hanging(telegram.app), Hanging(twilio.app)
    async with (
        Mailbox() as mailbox,
        serve(telegram_gate) as telegram_url,
        serve(twilio_gate) as twilio_url,
    ):
        keys = Keys.create(folder / "keys")
        _write_town(folder / "towns")
        known = {
            "LISTEN": f"127.0.0.1:{port}",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": database_url,
            "KEYS": str(folder / "keys"),
            "MUNICIPALITIES": str(folder / "towns"),
            "SMTP_URL": smtp_url or mailbox.url,
            "MAIL_FROM": "reports@drenas.example",
            "TELEGRAM_API_URL": telegram_url,
            "TWILIO_API_URL": twilio_url,
            "DRENAS_TELEGRAM_TOKEN": "1000:faults",
            "DRENAS_TWILIO_ACCOUNT_SID": twilio.account_sid,
            "DRENAS_TWILIO_AUTH_TOKEN": twilio.auth_token,
            "DRENAS_TWILIO_NUMBER": twilio.number,
            "CODES_READY": "8",
            "ANSWERS_PER_SECOND": "999999",
            "MODEL": "off",
            "LOG_LEVEL": LOG_LEVEL,
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("REPORTBOT_")}
        environment = {name: value for name, value in environment.items() if not name.lower().endswith("_proxy")}
        environment |= {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "", "OMP_NUM_THREADS": "1"}
        environment |= {f"REPORTBOT_{name}": value for name, value in known.items()}
        this = Around(
            folder, database_url, port, mailbox, telegram, twilio, telegram_gate, twilio_gate, environment, keys
        )
        try:
            yield this
        finally:
            telegram_gate.let_go()
            twilio_gate.let_go()
            await this.kill()


def _write_town(folder: Path) -> None:
    """The shipped town, with a mailbox for every office."""
    folder.mkdir()
    text = (paths.municipalities() / f"{TOWN}.toml").read_text()
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    (folder / f"{TOWN}.toml").write_text("".join(map(_with_mailbox, blocks)))


def _with_mailbox(block: str) -> str:
    key = re.search(r'(?m)^key = "(\w+)"', block)
    return block.replace('email = ""', f'email = "{key[1]}@offices.example"', 1) if key else block
