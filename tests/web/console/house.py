"""A whole town hall for tests: the real composition on a real database, with a clock that a test moves."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape

import httpx
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from reportbot.app import Parts, open_parts
from reportbot.channels.webchat import WebChat
from reportbot.config import Settings
from reportbot.core.messages import Address, InboundMessage
from reportbot.demo.addresses import mail_address
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.vault.keys import Keys
from reportbot.web.app import build
from reportbot.web.console.signin.access import new_login_path
from reportbot.web.parts import WebParts
from tests.cases import cases_of
from tests.markup import markup

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HAZARD = ("/start", "1", "1", "Pus pa kapak te <b>shkolla</b> {dita}", "Komoran", "1", "1")
SKIPS = ("kaperce", "kaperce", "kaperce")
PERSON = ("/start", "1", "2", "2", "Komoran", "Nje femije ka frike", "1", *SKIPS, "1")
"""What a person types: language, hazard or someone at risk, their words or the kind, place, send, may we write to you;
about a person three questions more, which are skipped."""


@dataclass
class HandClock:
    """Stands still until a test moves it."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def pass_(self, time: timedelta) -> None:
        self.at += time


@dataclass
class Letterbox:
    """A transport that keeps what it was given; `refuses` makes it fail for good."""

    refuses: bool = False
    notices: list[Notice] = field(default_factory=list)

    async def send(self, notice: Notice) -> str:
        if self.refuses:
            raise DeliveryFailed("mail server: address refused (550)", retry=False)
        self.notices.append(notice)
        return f"<{len(self.notices)}>"


@dataclass
class House:
    """`visitor` is a browser that nobody has signed in."""

    parts: Parts
    web: WebParts
    app: Starlette
    clock: HandClock
    mail: Letterbox
    visitor: httpx.AsyncClient
    url: str
    _people: int = 0
    _messages: int = 0

    async def report(self, texts: tuple[str, ...] = HAZARD, town: str = "drenas") -> str:
        """Somebody reports; the number of the newest case."""
        self._people += 1
        await self.goes_on(texts, town)
        return await self.newest(town)

    async def goes_on(self, texts: tuple[str, ...], town: str = "drenas") -> None:
        """Whoever reported last writes more."""
        address = Address(town, "web", f"browser-{self._people}")
        for text in texts:
            self._messages += 1
            key = f"test:{self._people}:{self._messages}"
            await self.parts.intake.receive([InboundMessage(address, self.clock.now(), (key,), text)])
            await self.parts.delivery.drain()
        await self.parts.run_due()
        await self.parts.delivery.drain()

    async def newest(self, town: str) -> str:
        async with self.parts.database.read() as work:
            return max((case.number for case in await cases_of(work, town)), default="")

    async def later(self, time: timedelta) -> None:
        """Time passes, and what falls due meanwhile is done."""
        self.clock.pass_(time)
        await self.parts.run_due()
        await self.parts.delivery.drain()

    def login_path(self, town: str = "drenas", role: str = "coordinator") -> str:
        return new_login_path(self.web.vault, town, role, self.clock.now())

    async def sign_in(self, town: str = "drenas") -> httpx.AsyncClient:
        """A browser that is signed in."""
        browser = browser_for(self.app, self.url)
        answer = await browser.post(self.login_path(town), headers=SAME_SITE)
        assert answer.status_code == 303
        return browser


class Bots:
    """A bot that has told its name, for every town."""

    def has(self, municipality: str) -> bool:
        return True

    async def name(self, municipality: str) -> str:
        return f"{municipality}_bot"


SAME_SITE = {"sec-fetch-site": "same-origin"}


def browser_for(app: Starlette, url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=url)


@asynccontextmanager
async def open_house(
    database_url: str, public_url: str = "http://desk.test", gate: float = 0.0, model: str = "off"
) -> AsyncIterator[House]:
    """`gate`: how sure triage must be of a guess; `model`: "on" to have one read along. Few tests are of these."""
    clock = HandClock()
    settings = Settings(database_url=database_url, public_url=public_url, codes_ready="0", model=model)
    parts = await open_parts(settings, clock=clock, keys=Keys.for_tests(), change=partial(_with_mail, gate))
    mail = Letterbox()
    parts.transports["email"] = mail
    chat = WebChat(parts.database, parts.vault, clock, parts.ids, parts.damage.note)
    parts.channels["web"] = chat
    web = _web_parts(parts, chat)
    app = build(web)
    async with parts.running(), browser_for(app, public_url) as visitor:
        yield House(parts, web, app, clock, mail, visitor, public_url)
    await parts.close()


def page_of(answer: httpx.Response) -> BeautifulSoup:
    return markup(answer.text)


def words_of(answer: httpx.Response) -> str:
    """The page as it is read: its text with single spaces."""
    return re.sub(r"\s+", " ", page_of(answer).get_text(" ")).strip()


def form_token(answer: httpx.Response) -> str:
    found = _hidden("form_token", answer)
    assert found is not None
    return found


def carried(answer: httpx.Response) -> dict[str, str]:
    """What every form of a page carries: whose it is, and on the page of a case what its reader has seen of it."""
    seen = _hidden("seen", answer)
    return {"form_token": form_token(answer)} | ({} if seen is None else {"seen": seen})


def _hidden(name: str, answer: httpx.Response) -> str | None:
    """The first hidden field of this name: whole pages are parsed only where what people read is looked at."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', answer.text)
    return unescape(found[1]) if found else None


def _with_mail(gate: float, municipality: Municipality) -> Municipality:
    contacts = {
        key: [TransportTarget("email", mail_address(municipality.key, key))] for key in municipality.institutions
    }
    return replace(with_contacts(municipality, contacts), gate=gate)


def _web_parts(parts: Parts, chat: WebChat) -> WebParts:
    async def same(data: bytes) -> bytes:
        return data

    async def ready() -> Mapping[str, bool | str]:
        return {}

    return WebParts(
        receive=parts.intake.receive,
        responses=parts.responses,
        casework=parts.casework,
        queue=parts.queue,
        erasures=parts.erasures,
        asking=parts.asking,
        replying=parts.replying,
        pausing=parts.pausing,
        assigning=parts.assigning,
        models=parts.models,
        calling=parts.calling,
        search=parts.search,
        kept=parts.kept,
        groups=parts.groups,
        oversight=parts.oversight,
        letters=parts.letters,
        handing_over=parts.handing_over,
        dead_letters=parts.dead_letters,
        staff=parts.staff,
        links_suffice=parts.settings.public_url.startswith("http:"),
        staff_linking=parts.staff_linking,
        bots=Bots(),
        towns=parts.towns,
        translator=parts.translator,
        vault=parts.vault,
        store=parts.database,
        clock=parts.clock,
        ids=parts.ids,
        chat=chat,
        scrub=same,
        readiness=ready,
        metrics=lambda: "",
        hooks={},
        public_url=parts.settings.public_url,
        town_settings=parts.town_settings,
        setting_asks=parts.setting_asks,
    )
