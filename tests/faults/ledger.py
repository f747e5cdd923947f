"""Who says what through which door, what was acknowledged, and what the database holds in the end.

Each person tells of danger, is asked whether anybody is in danger now, and says yes: so each must be one case, and an
office must be told. What they tell holds a word that stands nowhere else, by which it is found again.
"""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from sqlalchemy import ColumnElement, create_engine, func, select

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.demo.twilio_phones import Phone
from reportbot.service.cases.dossier import Dossier
from reportbot.service.outgoing.copies import REDACT
from reportbot.service.records import DeliveryState
from reportbot.storage.schema import outbox
from tests.cases import cases_of
from tests.faults.served import TOWN, Around

DANGER, YES = "po më rreh burri tani", "1"
PAUSE, TRIES = 0.25, 480  # seconds between tries of whoever was not heard, and how many
_LETTERS = "bcdfghjklmnpqrtvwx"


def word(number: int) -> str:
    """A word that no list knows, without a digit."""
    found = ""
    for _ in range(5):
        number, at = divmod(number, len(_LETTERS))
        found += _LETTERS[at]
    return f"zvq{found}q"


@dataclass
class Ledger:
    """`acknowledged`: words of messages that were taken by a hook or a form, or confirmed by polling."""

    around: Around
    said: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    repeated: int = 0
    refused: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def by_form(self) -> None:
        """The web chat without script: the same form again until the page says that it is there."""
        mine, number = self._new()
        async with httpx.AsyncClient(base_url=self.around.url, timeout=20) as browser:
            for at, text in enumerate((f"{DANGER} {mine}", YES)):
                form = {"nonce": f"{2 * number + at:032x}", "text": text}
                await self._until_taken(lambda form=form: _posted(browser, form), (303,))  # type: ignore[misc]
        self.acknowledged.add(mine)

    async def by_sms(self) -> None:
        """Twilio's hook. Twilio itself tries once, and its list is swept; here the hook alone must do."""
        mine, number = self._new()
        phone = self.around.twilio.phone(f"+383{number + 40_000_000:08d}")
        for at, text in enumerate((f"{DANGER} {mine}", YES)):
            sid = f"SM{2 * number + at:032x}"
            await self._until_taken(lambda text=text, sid=sid: _sent(phone, text, sid), (200, 204))  # type: ignore[misc]
        self.acknowledged.add(mine)

    async def by_telegram(self) -> None:
        """The server offers it again until it is confirmed, by webhook or by polling."""
        mine, number = self._new()
        person = self.around.telegram.person(1_000_000 + number)
        person.says(f"{DANGER} {mine}")
        last = person.says(YES)
        for _ in range(TRIES):
            if not person.bot.updates.waits(last):
                self.acknowledged.add(mine)
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError("an update was never confirmed")

    async def everybody(self, each: int) -> None:
        """So many through each door at once, until all are acknowledged."""
        doors = (self.by_form, self.by_sms, self.by_telegram)
        await asyncio.gather(*(door() for _ in range(each) for door in doors))

    def _new(self) -> tuple[str, int]:
        number = next(self._numbers)
        self.said.append(word(number))
        return self.said[-1], number

    async def _until_taken(self, send: Callable[[], Awaitable[int]], fine: Sequence[int]) -> None:
        """0 is no answer. Anything but those and 503 is a fault of ours."""
        for _ in range(TRIES):
            status = await send()
            if status in fine:
                return
            assert status in (0, 503), status
            self.refused += status == 503
            self.repeated += 1
            await asyncio.sleep(PAUSE)
        raise AssertionError("it was never taken")


async def _posted(browser: httpx.AsyncClient, form: dict[str, str]) -> int:
    try:
        return (await browser.post(f"/chat/{TOWN}", data=form)).status_code
    except httpx.HTTPError:
        return 0


async def _sent(phone: Phone, text: str, sid: str) -> int:
    try:
        return (await phone.says(text, sid=sid)).status
    except OSError:
        return 0


@dataclass(frozen=True)
class Found:
    """What the database holds: in which cases each word stands, messages kept for a person, dead letters."""

    cases: dict[str, list[int]]
    total: int
    kept: int
    dead: int

    def problems(self, said: Sequence[str]) -> list[str]:
        lost = [each for each in said if not self.cases.get(each)]
        twice = [each for each in said if len(self.cases.get(each, ())) > 1]
        wrong = [f"{len(lost)} lost: {lost[:5]}"] if lost else []
        return wrong + ([f"{len(twice)} twice: {twice[:5]}"] if twice else [])


async def stored(around: Around) -> Found:
    """Opened with the keys of the service, which must not run meanwhile."""
    settings = Settings(
        database_url=around.database_url, municipalities=str(around.folder / "towns"), model="off", codes_ready="0"
    )
    parts = await open_parts(settings, keys=around.keys)
    dossier, cases, total = Dossier(parts.vault, parts.damage), dict[str, list[int]](), 0
    try:
        async with parts.database.read() as work:
            for case in await cases_of(work, TOWN):
                total += 1
                story = await dossier.story(work, case)
                text = " ".join(str(each.answers) for each in story.reports)
                for mine in set(re.findall(r"\bzvq[a-z]{5}q\b", text)):
                    cases.setdefault(mine, []).append(case.id)
            dead = await work.outbox.dead(TOWN, 1_000)
            kept = await work.messages.broken_round(0, 10_000)
        return Found(cases, total, len(kept), len(dead))
    finally:
        await parts.close()


async def unsent(around: Around) -> list[tuple[str, str, int]]:
    """What is due and has not left: kind, way and number, seen beside the running service. Erasing copies may wait."""
    is_due = (outbox.c.due_at <= datetime.now(UTC), outbox.c.kind != REDACT)
    return await asyncio.to_thread(_unfinished, around.database_url, is_due)


async def unfinished(around: Around) -> int:
    """Everything that has not left, also what waits for its next try."""
    return sum(count for *_, count in await asyncio.to_thread(_unfinished, around.database_url, ()))


def _unfinished(url: str, which: Sequence[ColumnElement[bool]]) -> list[tuple[str, str, int]]:
    columns = outbox.c.kind, outbox.c.by
    is_open = outbox.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING])
    asked = select(*columns, func.count()).where(is_open, *which).group_by(*columns)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.connect() as connection:
            return [(str(kind), str(by), int(count)) for kind, by, count in connection.execute(asked)]
    finally:
        engine.dispose()


async def everything_leaves(around: Around, seconds: int) -> None:
    """Raises AssertionError with what stays."""
    left: object = None
    for _ in range(seconds * 2):
        left = await unsent(around)
        if not left:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"still there after {seconds} s: {left}")


def mails_of(around: Around) -> Counter[str]:
    """How often each Message-ID arrived at the mail server."""
    return Counter(str(mail.message["Message-ID"]) for mail in around.mailbox.messages)
