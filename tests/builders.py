"""Everything wired as the app wires it, on a test's database and clock; recorders stand for other people's servers."""

import asyncio
import random
import secrets
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import make_url

from reportbot import paths
from reportbot.core.calendar import week_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.messages import Address, Attachment, InboundMessage, OutboundMessage
from reportbot.core.outgoing.templates import Template
from reportbot.core.urgency import Urgency
from reportbot.i18n.catalogues import Catalogues
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.municipality.loading import Municipality, TransportTarget, with_contacts
from reportbot.reply_templates import load_templates
from reportbot.service.cases.photos import PhotoKeeper
from reportbot.service.casework import Casework
from reportbot.service.delivery import DeliveryService
from reportbot.service.desk.assigning import Assigning
from reportbot.service.desk.calling import Calling
from reportbot.service.desk.erasures import Erasures
from reportbot.service.desk.queue import Queue
from reportbot.service.desk.replying import Replying
from reportbot.service.desk.search import Search
from reportbot.service.due.reminding import Reminding
from reportbot.service.due.retention import RetentionService
from reportbot.service.due.unfinished import Unfinished
from reportbot.service.followup import FollowUps
from reportbot.service.ids import RisingIds
from reportbot.service.intake import Intake
from reportbot.service.kept.messages import KeptMessages
from reportbot.service.mailroom import MailRoom, Own
from reportbot.service.offices.early_photos import EarlyPhotos
from reportbot.service.offices.mail_answers import MailAnswers
from reportbot.service.outbox.dead_addresses import DeadAddresses
from reportbot.service.outbox.falling_back import FallingBack
from reportbot.service.outbox.in_force import WaysInForce
from reportbot.service.outgoing.copies import Copies
from reportbot.service.outgoing.notices import Notices, host_of
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.outgoing.spending import Spending
from reportbot.service.ports import Channel, Notice, Transport
from reportbot.service.records import WeekSecrets
from reportbot.service.reports.codes import Codes
from reportbot.service.reports.opening import Opener
from reportbot.service.responses import Responses
from reportbot.service.towns import Town
from reportbot.service.triage.groups import Groups
from reportbot.service.triage.secondlook import Adviser, SecondLook
from reportbot.service.turns.asking_reporter import AskingReporter
from reportbot.service.turns.batch import TurnTaker
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.lookups import LookUps
from reportbot.service.turns.news import News
from reportbot.service.turns.pausing import Pausing
from reportbot.service.turns.speaking import Speaker
from reportbot.service.upkeep.damage import Damage
from reportbot.service.upkeep.weekly import Upkeep
from reportbot.storage import Database
from reportbot.surroundings import load_book, load_sentences, load_words, town_of
from reportbot.vault.chain import chain_of
from reportbot.vault.keys import Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.painter import Painter
from reportbot.vault.sealing import Vault
from tests import shipped
from tests.cases import cases_of

MONDAY = datetime(2026, 4, 6, 8, tzinfo=UTC)
TUESDAY = datetime(2026, 4, 7, 8, tzinfo=UTC)  # 10:00 in Drenas
PUBLIC_URL = "https://reports.drenas.example"
MAIL_FROM, MAIL_REPLIES = "reports@drenas.example", "answers@town.example"
KEYS = Keys.for_tests()
CHAIN = chain_of(KEYS.audit)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = TUESDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> datetime:
        self._now = now
        return now

    def forward(self, by: timedelta) -> datetime:
        return self.set(self._now + by)


class Phones:
    """A messenger's server, as far as we see it: takes messages, or fails as it is told (None: not), holds photos."""

    def __init__(self) -> None:
        self.sent: list[OutboundMessage] = []
        self.failures: list[Exception | None] = []
        self.photos: dict[str, bytes | Exception] = {}
        self.opens = asyncio.Event()
        self.opens.set()

    async def send(self, message: OutboundMessage) -> str:
        await self.opens.wait()
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        self.sent.append(message)
        return f"message-{len(self.sent)}"

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        await self.opens.wait()
        found = self.photos[attachment.handle]
        if isinstance(found, Exception):
            raise found
        return found

    def told(self, value: str) -> list[str]:
        """Every text that this person got, in order."""
        return [message.text for message in self.sent if message.address.value == value]


class Post:
    """A mail server, or the duty chats: takes notices, or fails as it is told."""

    def __init__(self) -> None:
        self.sent: list[Notice] = []
        self.failures: list[Exception] = []

    async def send(self, notice: Notice) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(notice)
        return notice.message_id

    def take(self) -> list[tuple[str, str]]:
        """(to whom, subject) of everything since the last look."""
        taken, self.sent = self.sent, []
        return sorted((notice.target.split("@")[0], notice.subject) for notice in taken)


@dataclass(repr=False)
class Parts:
    """What the app calls its parts, with the recorders in reach."""

    store: Database
    clock: Clock
    vault: Vault
    towns: Mapping[str, Town]
    intake: Intake
    delivery: DeliveryService
    follow_ups: FollowUps
    responses: Responses
    casework: Casework
    queue: Queue
    asking: AskingReporter
    replying: Replying
    calling: Calling
    search: Search
    kept: KeptMessages
    groups: Groups
    damage: Damage
    photos: PhotoKeeper
    upkeep: Upkeep
    retention: RetentionService
    erasures: Erasures
    lanes: Lanes
    phones: Phones
    mail: Post
    chats: Post
    spending: Spending
    pausing: Pausing
    assigning: Assigning
    mailroom: MailRoom
    falling_back: FallingBack
    second_look: SecondLook | None = None

    def message(self, value: str, text: str = "", channel: str = "telegram", **fields: Any) -> InboundMessage:
        """One message that nobody has sent before."""
        usual = InboundMessage(Address("drenas", channel, value), self.clock.now(), (secrets.token_hex(8),), text)
        return replace(usual, **fields)

    async def say(self, value: str, *texts: str, channel: str = "telegram") -> list[str]:
        """One message after the other, each after the answer to the one before; what was answered to the last."""
        before = 0
        for text in texts:
            before = len(self.phones.told(value))
            await self.intake.receive([self.message(value, text, channel)])
            await self.deliver()
        return self.phones.told(value)[before:]

    async def deliver(self) -> None:
        """All that is due leaves."""
        await self.delivery.run_due(self.clock.now())

    async def tick(self, now: datetime) -> None:
        """What the scheduler does every few seconds."""
        self.clock.set(now)
        await self.damage.tell()
        await self.kept.round.run_due(now)
        await self.follow_ups.run_due(now)
        await self.deliver()

    async def days(self, count: int) -> None:
        """So many days pass, one after the other, as a service that is awake sees them."""
        for _ in range(count):
            self.clock.forward(timedelta(days=1))
            await self.upkeep.keep()
            await self.retention.run_due(self.clock.now())
            await self.tick(self.clock.now())

    @asynccontextmanager
    async def taking(self) -> AsyncIterator["Parts"]:
        """Messages are taken while the block lasts."""
        tasks = [asyncio.create_task(self.intake.run())]
        if self.second_look:
            tasks.append(asyncio.create_task(self.second_look.run()))
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def cases(self) -> list[Case]:
        async with self.store.read() as work:
            return sorted(await cases_of(work), key=lambda case: case.number)


def a_vault(keys: Keys = KEYS, now: datetime = TUESDAY) -> Vault:
    """With secrets of its own for the week of `now`; an `Upkeep` replaces them by those of its database."""
    vault, week = Vault(keys), week_of(now)
    vault.use_weeks([WeekSecrets(week, *vault.new_week(week))], now)
    return vault


async def parts_for(
    store: Database,
    clock: Clock | None = None,
    *,
    phones: Phones | None = None,
    direct: bool = True,
    book: FlowBook | None = None,
    town: Municipality | None = None,
    adviser: Adviser | None = None,
    heard: Listening | None = None,
    smtp: Transport | None = None,
) -> Parts:
    """`direct` as on SQLite: answers leave from memory. Without it every row goes through the claim.

    `adviser`: a model that reads along, of which `heard` knows. `smtp`: real mail, in place of the recorder.
    """
    clock, phones, mail, chats = clock or Clock(), phones or Phones(), Post(), Post()
    heard = heard or listening()
    towns = {"drenas": town_of(town or a_municipality(), words(), catalogues(), heard)}
    vault, ids, spoken = (
        a_vault(KEYS, clock.now()),
        RisingIds(clock.now, random.getrandbits),
        sentences(),
    )
    upkeep = Upkeep(store, vault, clock)
    await upkeep.keep()
    async with store.read() as work:
        lanes = Lanes(direct, await work.outbox.waiting_lanes())
    speaker, codes = Speaker(catalogues(), vault, ids), Codes(vault, 0)
    notices = Notices(catalogues(), vault, spoken, ids, PUBLIC_URL)
    reminding = Reminding(catalogues(), vault, spoken, ids, PUBLIC_URL)
    spending = Spending(towns, notices, spoken, PUBLIC_URL)
    news = News(speaker, spoken, lanes, spending)
    opener = Opener(heard.triage, vault, notices, ids)
    damage = Damage(store, vault, towns, notices, clock)
    look_ups = LookUps(vault, spoken, catalogues(), damage)
    again = SecondLook(store, towns, vault, opener, ids, damage, clock, adviser) if adviser else None
    turns = TurnTaker(
        *(book or flows(), towns, vault, speaker, opener, look_ups, spoken, ids, lanes, damage, spending),
        second_look=again,
    )
    unfinished = Unfinished(store, towns, vault, opener, ids, damage)
    follow_ups = FollowUps(store, towns, opener, notices, news, ids, unfinished, reminding)
    falling_back = FallingBack(towns, opener, notices, news, DeadAddresses(vault, notices), ids, reminding)
    channels: dict[str, Channel] = {"telegram": phones, "sms": phones}
    transports: dict[str, Transport] = {"email": smtp or mail, "telegram": chats}
    photos = PhotoKeeper(store, vault, Painter().repaint, clock)
    delivery = DeliveryService(
        store,
        vault,
        AddressOpener(KEYS),
        channels,
        transports,
        photos,
        Copies(vault, ids),
        lanes,
        clock,
        lambda: 0.5,
        falling_back.lost,
        damage,
        spending,
        falling_back.arrived,
        WaysInForce(store, towns),
    )
    responses = Responses(store, vault, towns, notices, news, clock, ids, delivery.wake.set, damage, PUBLIC_URL)
    mailroom = MailRoom(
        store,
        vault,
        towns,
        MailAnswers(responses, catalogues(), photos.scrubbed, EarlyPhotos(vault, ids, damage)),
        notices,
        clock,
        ids,
        damage,
        falling_back.lost,
        delivery.wake.set,
        Own(MAIL_REPLIES, host_of(PUBLIC_URL), MAIL_FROM),
    )
    return Parts(
        store,
        clock,
        vault,
        towns,
        Intake(store, turns, vault, clock, ids, codes, delivery.hand_over),
        delivery,
        follow_ups,
        responses,
        Casework(store, vault, towns, opener, notices, clock, ids, delivery.wake.set, damage, news),
        Queue(store, towns, clock, ids),
        AskingReporter(store, vault, towns, news, clock, ids, delivery.wake.set, PUBLIC_URL),
        Replying(
            *(store, vault, towns, news, look_ups, catalogues(), clock, ids, delivery.wake.set, templates()),
            PUBLIC_URL,
        ),
        Calling(store, vault, towns, opener, codes, clock, delivery.wake.set),
        Search(store, vault, towns, clock, damage),
        KeptMessages(store, vault, towns, opener, clock, delivery.wake.set, damage),
        Groups(store, vault, towns, opener, clock, ids, delivery.wake.set, damage),
        damage,
        photos,
        upkeep,
        RetentionService(store, towns, opener, notices),
        Erasures(store, vault, towns, opener, clock, ids, delivery.wake.set),
        lanes,
        phones,
        mail,
        chats,
        spending,
        Pausing(store, vault, towns, clock, ids),
        Assigning(store, vault, towns, clock, ids, damage),
        mailroom,
        falling_back,
        again,
    )


def a_municipality(without: Sequence[str] = (), **changes: Any) -> Municipality:
    """Drenas as it is shipped, in English first, with a mail address for every institution but those `without`.

    Without a gate: how sure triage is of a guess is no matter of most tests.
    """
    drenas = shipped.towns(date(2026, 1, 1))["drenas"]
    contacts = {
        key: () if key in without else (TransportTarget("email", f"{key}@drenas.example"),)
        for key in drenas.institutions
    }
    if "duty" not in without:
        contacts["duty"] = (*contacts["duty"], TransportTarget("telegram", "-1001"))
    languages = ("en", "sq", "sr")
    return replace(with_contacts(drenas, contacts), **{"languages": languages, "gate": 0.0, **changes})


def a_town(without: Sequence[str] = ()) -> Town:
    return town_of(a_municipality(without), words(), catalogues(), listening())


def a_case(**fields: Any) -> Case:
    """A manhole in Drenas that waits for the Directorate of Public Services."""
    usual = Case(
        id=1,
        municipality="drenas",
        number="2026-0001",
        category="manhole",
        urgency=Urgency.NORMAL,
        status=Status.REFERRED,
        opened_at=TUESDAY,
        updated_at=TUESDAY,
        place="komoran",
        lead="public_services",
        language="en",
        channel="telegram",
        voice="citizen",
        danger="",
        sealed_because=b"",
        receipt_tag=b"receipt",
        sealed_key=b"",
        conversation=None,
    )
    return replace(usual, **fields)


def catalogues() -> Catalogues:
    return shipped.catalogues()


@cache
def listening() -> Listening:
    return Listening(load_lexicon)


@cache
def flows() -> FlowBook:
    return load_book(paths.conversations())


@cache
def sentences() -> Sentences:
    return load_sentences(paths.conversations())


@cache
def templates() -> tuple[Template, ...]:
    return load_templates(paths.conversations())


@cache
def words() -> Any:
    return load_words(paths.conversations())


WASTE = ("start", "1", "1", "Old bottles everywhere", "Komoran", "1")
AGAIN = ("start", *WASTE[2:])  # of somebody whose language is known
"""English, a danger in a public place, what (it is waste), where, send."""
VIOLENCE = ("start", "1", "2", "4", "Komoran", "It happens every evening", "1")
"""English, somebody at risk, violence at home, where, more words, send."""
SILENT = ("skip", "skip", "skip")
"""After a report about a person: no more words, whether they are safe is not said, nor their age."""
ALARM = ("start", "1", "2", "1")
"""English, somebody at risk, in danger right now."""


@asynccontextmanager
async def without_table(url: str, table: str) -> AsyncIterator[None]:
    """While the block lasts, every use of this table of a SQLite file fails."""
    file = str(make_url(url).database)
    await asyncio.to_thread(_renamed, file, table, "taken_away")
    try:
        yield
    finally:
        await asyncio.to_thread(_renamed, file, "taken_away", table)


def _renamed(file: str, table: str, name: str) -> None:
    """Not on the event loop: whoever holds the lock needs it to let go."""
    with sqlite3.connect(file, timeout=30) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")
    connection.close()


def turning_in_circles() -> FlowBook:
    """The shipped flows, but "about" never comes to an end."""
    about = flows().newest("about")
    steps = {**about.steps, "privacy": replace(about.steps["privacy"], next="what")}
    return FlowBook({**flows().flows, (about.name, about.version): replace(about, steps=steps)})
