"""Whole services on real ports, one for each town, that trade by Open311. Clocks and databases of their own."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from reportbot import paths
from reportbot.app import Parts, open_parts
from reportbot.config import Settings, TownSecrets
from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Address, InboundMessage
from reportbot.core.peers import Open311Rules
from reportbot.demo.serving import serve
from reportbot.municipality.loading import Municipality, TransportTarget, load, with_contacts
from reportbot.vault.keys import Keys
from reportbot.wiring import Edges
from tests.cases import cases_of

KEY, OTHER_KEY = "kY3-of-ndreqe-000000", "kY3-of-another-1111"
PEERS = f"ndreqe={KEY}, other={OTHER_KEY}"
TUESDAY = datetime(2026, 4, 7, 8, tzinfo=UTC)  # 10:00 in Drenas


@dataclass
class Clock:
    moment: datetime = TUESDAY

    def now(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@dataclass
class Post:
    """A mail server that takes everything."""

    sent: list[Any]

    async def send(self, notice: Any) -> str:
        self.sent.append(notice)
        return str(notice.message_id)


@dataclass
class Service:
    """One running service. `url` is its Open311 endpoint on a real port; `client` asks the same pages directly."""

    parts: Parts
    edges: Edges
    clock: Clock
    mail: Post
    url: str
    client: httpx.AsyncClient
    town: str

    async def says(self, path: str, expected: int = 200, /, **query: str) -> Any:
        """The answer in JSON."""
        answer = await self.client.get(f"{path}.json", params=query)
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def post(self, expected: int = 200, path: str = "requests", /, **fields: str) -> Any:
        usual = {"api_key": KEY, "service_code": "waste", "lat": "42.6167", "long": "20.8833"}
        data = ({} if path != "requests" else usual) | {"api_key": KEY} | fields
        answer = await self.client.post(f"{path}.json", data={name: value for name, value in data.items() if value})
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def report(self, *texts: str, who: str = "anna") -> Case:
        """Somebody tells of something in the chat; the case that came of it."""
        for number, text in enumerate(texts):
            key = f"{who}:{number}:{self.clock.now()}:{text}"
            address = Address(self.town, "telegram", who)
            await self.parts.intake.receive([InboundMessage(address, self.clock.now(), (key,), text)])
        return max(await self.cases(), key=lambda case: case.id)

    async def cases(self) -> list[Case]:
        async with self.parts.database.read() as work:
            return await cases_of(work, self.town)

    async def answer(self, case: Case, answer: Answer) -> None:
        async with self.parts.database.read() as work:
            referrals = await work.cases.referrals(case.id)
        lead = next(each for each in reversed(referrals) if each.institution == case.lead)
        outcome = "repaired" if answer is Answer.DONE else ""
        await self.parts.responses.answer_as(case.lead, lead.id, answer, outcome=outcome)

    async def send(self) -> None:
        """All that waits to be sent leaves."""
        await self.parts.delivery.drain()
        await self.parts.delivery.run_due(self.clock.now())


@asynccontextmanager
async def a_service(
    folder: Path,
    town: str = "drenas",
    *,
    clock: Clock | None = None,
    keys: str = PEERS,
    send_keys: str = "",
    ways: Mapping[str, Sequence[TransportTarget]] | None = None,
    rules: Open311Rules | None = None,
    port: int = 0,
    **changes: Any,
) -> AsyncIterator[Service]:
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing runs yet
    clock = clock or Clock()
    known = a_town(town, rules or Open311Rules(publish=True), ways or {}, **changes)
    async with AsyncExitStack() as stack:
        settings = Settings(
            public_url="http://127.0.0.1:8000",
            database_url=f"sqlite:///{folder / 'reports.db'}",
            codes_ready="0",
            model="off",
            towns={town: TownSecrets(open311_keys=keys, open311_send_keys=send_keys)},
        )
        parts = await open_parts(settings, clock=clock, keys=Keys.for_tests(), municipalities={town: known})
        stack.push_async_callback(parts.close)
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        mail = Post([])
        parts.transports["email"] = mail
        running = asyncio.create_task(parts.intake.run())
        stack.push_async_callback(_stopped, running)
        app = edges.pages()
        url = f"{await stack.enter_async_context(serve(app, port))}/open311/v2/{town}"
        directly = httpx.ASGITransport(app, client=("127.0.0.1", 1))  # 40 ms a question quicker than over the port
        client = await stack.enter_async_context(httpx.AsyncClient(transport=directly, base_url=url))
        yield Service(parts, edges, clock, mail, url, client, town)


def a_town(
    name: str, rules: Open311Rules, ways: Mapping[str, Sequence[TransportTarget]], **changes: Any
) -> Municipality:
    """As it is shipped, in English first, with a mail address for everybody but for those who have `ways`."""
    shipped = _municipalities()[name]
    mail = {key: (TransportTarget("email", f"{key}@{name}.example"),) for key in shipped.institutions}
    return replace(
        with_contacts(shipped, {**mail, **ways}), languages=("en", "sq", "sr"), gate=0.0, open311=rules, **changes
    )


@cache
def _municipalities() -> Mapping[str, Municipality]:
    return load(paths.municipalities(), date(2026, 1, 1))


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
