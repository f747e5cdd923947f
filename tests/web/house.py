"""The whole house behind the pages, as it really is, with a clock of our own. Only platforms are left out."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup

from reportbot import paths
from reportbot.app import Parts, open_parts
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.webchat import WebChat
from reportbot.config import Settings
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral
from reportbot.core.messages import InboundMessage
from reportbot.municipality.loading import Municipality, load
from reportbot.vault.keys import Keys
from reportbot.web.app import build
from reportbot.web.parts import WebParts
from tests.cases import cases_of
from tests.markup import markup

HOST = "http://reportbot.test"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class OurClock:
    moment: datetime = MONDAY

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@dataclass(repr=False)
class House:
    """`received` is all that was handed to intake; `closed` makes intake fail, as a full disk would."""

    parts: Parts
    chat: WebChat
    clock: OurClock
    web: WebParts
    received: list[InboundMessage] = field(default_factory=list)
    closed: bool = False

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """A new one, with a cookie jar of its own."""
        transport = httpx.ASGITransport(build(self.web), client=("127.0.0.1", 1))
        return httpx.AsyncClient(transport=transport, base_url=HOST, headers={"accept-language": "en"} | headers)

    async def a_case(self, browser: httpx.AsyncClient, *words: str, town: str = "drenas") -> Case:
        """Reports a hazard through the pages of the chat and finds the case that came of it."""
        said = words or ("start", "English", "1", "An open manhole at the school gate.", "Komoran", "1")
        for each in said:
            await say(browser, each, town)
        async with self.parts.database.read() as work:
            return (await cases_of(work, town))[-1]

    async def referrals(self, case: Case) -> Mapping[str, Referral]:
        """By role; of several with one role the last."""
        async with self.parts.database.read() as work:
            return {referral.role: referral for referral in await work.cases.referrals(case.id)}

    def link(self, referral: Referral, lives: timedelta = timedelta(days=60)) -> str:
        token = self.parts.vault.sign_link(referral.id, referral.institution, self.clock.now() + lives)
        return f"/r/{token}"


@asynccontextmanager
async def a_house(tmp_path: Path, database_url: str, **changed: Any) -> AsyncIterator[House]:
    clock = OurClock()
    settings = Settings(public_url=HOST, database_url=database_url, codes_ready="0", model="off")
    parts = await open_parts(settings, clock=clock, keys=Keys.for_tests(), municipalities=_municipalities())
    chat = WebChat(parts.database, parts.vault, clock, parts.ids, parts.damage.note)
    parts.channels["web"] = chat
    house: House

    async def receive(messages: Any) -> None:
        if house.closed:
            raise OSError("no space left on device")
        house.received += messages
        await parts.intake.receive(messages)

    async def ready() -> Mapping[str, bool | str]:
        return {"database": True}

    known: dict[str, Any] = {
        "receive": receive,
        "responses": parts.responses,
        "casework": parts.casework,
        "queue": parts.queue,
        "erasures": parts.erasures,
        "asking": parts.asking,
        "replying": parts.replying,
        "pausing": parts.pausing,
        "assigning": parts.assigning,
        "models": parts.models,
        "calling": parts.calling,
        "search": parts.search,
        "kept": parts.kept,
        "groups": parts.groups,
        "oversight": parts.oversight,
        "letters": parts.letters,
        "handing_over": parts.handing_over,
        "dead_letters": parts.dead_letters,
        "staff": parts.staff,
        "links_suffice": True,
        "staff_linking": parts.staff_linking,
        "bots": TelegramChannel({}),
        "towns": parts.towns,
        "translator": parts.translator,
        "vault": parts.vault,
        "store": parts.database,
        "clock": clock,
        "ids": parts.ids,
        "chat": chat,
        "scrub": parts.photos.scrubbed,
        "readiness": ready,
        "metrics": lambda: "reportbot_up 1\n",
        "hooks": {},
        "public_url": HOST,
    }
    house = House(parts, chat, clock, WebParts(**(known | changed)))
    tasks = [asyncio.create_task(parts.intake.run()), asyncio.create_task(parts.delivery.run())]
    try:
        yield house
    finally:
        await parts.delivery.drain()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await parts.close()


@cache
def _municipalities() -> Mapping[str, Municipality]:
    """Every guess is sure enough."""
    return {key: replace(town, gate=0.0) for key, town in load(paths.municipalities(), MONDAY.date()).items()}


def soup_of(response: httpx.Response) -> BeautifulSoup:
    return markup(response.text)


def nonce_of(response: httpx.Response) -> str:
    field = soup_of(response).find(id="nonce")
    assert field is not None
    return str(field["value"])


async def say(browser: httpx.AsyncClient, text: str, town: str = "drenas", **fields: Any) -> httpx.Response:
    """Opens the page, fills in the form and sends it, as somebody without script does."""
    page = await browser.get(f"/chat/{town}")
    data = {"nonce": nonce_of(page), "text": text} | fields
    return await browser.post(f"/chat/{town}", data=data, follow_redirects=True)


def bubbles_of(response: httpx.Response, whose: str = "ours") -> list[str]:
    found = soup_of(response).select(f".bubble.{whose} .said")
    return [re.sub(r"\s+", " ", bubble.get_text()).strip() for bubble in found]
