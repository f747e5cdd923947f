"""`reportbot demo`: the whole service with pretend phones, a pretend mail server and a clock that can be pushed."""

import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from starlette.types import Receive, Scope, Send

from reportbot import paths
from reportbot.app import Parts, open_parts
from reportbot.commands.serving import run_web
from reportbot.config import Settings, TownSecrets
from reportbot.demo.addresses import DUTY_CHAT, TELEGRAM_PERSON, mail_address
from reportbot.demo.clock import DemoClock
from reportbot.demo.mailbox import Mailbox
from reportbot.demo.pages import demo_routes
from reportbot.demo.serving import serve
from reportbot.demo.telegram_server import TelegramServer
from reportbot.demo.twilio_server import TwilioServer
from reportbot.logs import set_up
from reportbot.municipality.loading import Municipality, TransportTarget, load, with_contacts
from reportbot.service.ports import Translator
from reportbot.service.towns import Town
from reportbot.vault.keys import Keys
from reportbot.web.console.signin.access import new_login_path
from reportbot.wiring import Edges

GATE = 0.6  # lower than in a town: no model reads along here, and a newcomer wants to see a report reach an office


ROLES = "coordinator+supervisor"  # in a small town one person is both


@dataclass
class World:
    """Implements demo.world.DemoWorld."""

    parts: Parts
    clock: DemoClock
    mailbox: Mailbox
    telegram: TelegramServer
    telegram_tokens: Mapping[str, str]
    twilio: Mapping[str, TwilioServer]

    @property
    def towns(self) -> Mapping[str, Town]:
        return self.parts.towns

    @property
    def translator(self) -> Translator:
        return self.parts.translator

    def now(self) -> datetime:
        return self.clock.now()

    async def advance(self, by: timedelta) -> None:
        """Hour by hour, as it would have passed: what falls due in between happens in between."""
        await self.parts.delivery.drain()
        while by > timedelta(0):
            step = min(by, timedelta(hours=1))
            self.clock.advance(step)
            await self.parts.run_due()
            by -= step

    def login_link(self, municipality: str) -> str:
        return new_login_path(self.parts.vault, municipality, ROLES, self.now())

    def administrator_link(self, municipality: str) -> str:
        return new_login_path(self.parts.vault, municipality, "administrator", self.now())


async def run(port: int, folder: Path) -> int:
    """Until it is stopped. Raises BadSetup."""
    set_up("WARNING")
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing runs yet
    async with world_at(port, folder) as (world, edges):
        app = edges.pages(demo_routes(world), links_suffice=True)
        url = f"http://127.0.0.1:{port}"
        sys.stdout.write(
            f"\n  The demo:     {url}/demo\n  The chat:     {url}/chat\n"
            f"  The console:  {url}{world.login_link(next(iter(world.towns)))}\n"
            f"  Its accounts: {url}{world.administrator_link(next(iter(world.towns)))}\n"
            "\n  Nothing leaves this machine. Stop with Ctrl+C.\n\n"
        )
        await run_web(app, "127.0.0.1", port, edges.let_go)
    return 0


@asynccontextmanager
async def world_at(port: int, folder: Path) -> AsyncIterator[tuple[World, Edges]]:
    """Everything of the demo, running in an existing folder, except the web server, which is expected on that port."""
    clock = DemoClock(folder / "clock.json")
    keys = demo_keys(folder / "keys")
    public_url = f"http://127.0.0.1:{port}"
    names = sorted(load(paths.municipalities()))
    async with AsyncExitStack() as stack:
        mailbox = await stack.enter_async_context(Mailbox())
        tokens = {name: f"{1000 + at}:demo-{name}" for at, name in enumerate(names)}
        telegram = TelegramServer(*tokens.values())
        stack.push_async_callback(telegram.close)
        twilio = {
            name: TwilioServer(
                f"{public_url}/hooks/twilio/{name}",
                f"{public_url}/hooks/twilio/{name}",
                account_sid=f"AC{at:032x}",
                auth_token=secrets.token_hex(16),
                number=f"+1202555010{at}",
            )
            for at, name in enumerate(names)
        }
        for server in twilio.values():
            stack.push_async_callback(server.close)
        telegram_url = await stack.enter_async_context(serve(telegram.app))
        twilio_url = await stack.enter_async_context(serve(_Accounts(twilio)))
        settings = Settings(
            listen=f"127.0.0.1:{port}",
            public_url=public_url,
            database_url=f"sqlite:///{folder / 'demo.db'}",
            codes_ready="16",
            model="off",  # the same answers on every machine, whatever is installed there
            smtp_url=mailbox.url,
            mail_from="reportbot@reportbot.example",
            telegram_api_url=telegram_url,
            twilio_api_url=twilio_url,
            towns={
                name: TownSecrets(tokens[name], twilio[name].account_sid, twilio[name].auth_token, twilio[name].number)
                for name in names
            },
        )
        parts = await open_parts(settings, clock=clock, keys=keys, change=with_demo_contacts)
        stack.push_async_callback(parts.close)
        for token in tokens.values():
            telegram.person(DUTY_CHAT, title="Kujdestaria", token=token)
            telegram.person(TELEGRAM_PERSON, token=token)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(edges.listening())
        yield World(parts, clock, mailbox, telegram, tokens, twilio), edges


class _Accounts:
    """One address for the Twilio accounts of all towns, as the real one has."""

    def __init__(self, servers: Mapping[str, TwilioServer]) -> None:
        self._servers = {server.account_sid: server for server in servers.values()}
        self._first = next(iter(servers.values()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sid = next((sid for sid in self._servers if f"/Accounts/{sid}/" in scope.get("path", "")), "")
        await self._servers.get(sid, self._first).app(scope, receive, send)


def with_demo_contacts(municipality: Municipality) -> Municipality:
    """An invented mailbox for every institution, a duty chat for whoever is on call, and a gate for the rules alone.

    For the others the chat is their second contact: the codes of sealed matters arrive there.
    """
    on_call = {role for row in municipality.roster.rows for role in row.roles}
    chat = TransportTarget("telegram", str(DUTY_CHAT))
    institutions = {
        key: each if key in on_call else replace(each, second=(chat,))
        for key, each in municipality.institutions.items()
    }
    municipality = replace(municipality, gate=GATE, institutions=institutions)
    return with_contacts(
        municipality,
        {
            key: [
                TransportTarget("email", mail_address(municipality.key, key)),
                *([chat] if key in on_call else []),
            ]
            for key in municipality.institutions
        },
    )


def demo_keys(folder: Path) -> Keys:
    return Keys.load(folder) if folder.is_dir() else Keys.create(folder)
