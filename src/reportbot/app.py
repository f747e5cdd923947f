"""Composition root: the only module that knows everyone. Opens, wires, runs everything in one TaskGroup."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from reportbot import paths
from reportbot.backup.nightly import LOOK, Nightly
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.i18n.catalogues import Catalogues
from reportbot.keyring import KeyWatch, keys_of, place_of_keys
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.model.asking import Model, model_of
from reportbot.municipality import Municipality
from reportbot.municipality import load as load_municipalities
from reportbot.service import canaries
from reportbot.service.asking_reporter import AskingReporter
from reportbot.service.assigning import Assigning
from reportbot.service.audit_head import DailyHead
from reportbot.service.audit_notes import note_alone
from reportbot.service.calling import Calling
from reportbot.service.casework import Casework
from reportbot.service.codes import Codes
from reportbot.service.copies import Copies
from reportbot.service.damage import Damage
from reportbot.service.delivery import DeliveryService
from reportbot.service.erasures import Erasures
from reportbot.service.followup import FollowUps
from reportbot.service.groups import Groups
from reportbot.service.ids import RisingIds
from reportbot.service.intake import Intake
from reportbot.service.kept import KeptMessages
from reportbot.service.lanes import Lanes
from reportbot.service.limits import Limits, of_a_town
from reportbot.service.lookups import LookUps
from reportbot.service.models import TownModels
from reportbot.service.news import News
from reportbot.service.notices import Notices
from reportbot.service.opening import Opener
from reportbot.service.pausing import Pausing
from reportbot.service.photos import PhotoKeeper
from reportbot.service.ports import Channel, Clock, Transport, Work
from reportbot.service.responses import Responses
from reportbot.service.retention import RetentionService
from reportbot.service.search import Search
from reportbot.service.secondlook import SecondLook
from reportbot.service.speaking import Speaker
from reportbot.service.spending import Spending
from reportbot.service.towns import Town
from reportbot.service.turns import TurnTaker
from reportbot.service.unfinished import Unfinished
from reportbot.service.upkeep import Upkeep
from reportbot.storage.database import Database
from reportbot.surroundings import load_book, load_sentences, load_words, town_of
from reportbot.vault.chain import chain_of
from reportbot.vault.keys import Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.painter import Painter
from reportbot.vault.sealing import Vault

TICK = 5  # seconds between two looks at what is due
log = logging.getLogger("reportbot.app")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Parts:
    """Everything that runs, wired. `channels` and `transports` may still be added to before `run`."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    ids: RisingIds
    translator: Catalogues
    towns: Mapping[str, Town]
    municipalities: Mapping[str, Municipality]
    channels: dict[str, Channel]
    transports: dict[str, Transport]
    intake: Intake
    delivery: DeliveryService
    follow_ups: FollowUps
    unfinished: Unfinished
    responses: Responses
    casework: Casework
    asking: AskingReporter
    calling: Calling
    search: Search
    kept: KeptMessages
    groups: Groups
    damage: Damage
    photos: PhotoKeeper
    upkeep: Upkeep
    retention: RetentionService
    erasures: Erasures
    codes: Codes
    daily_head: DailyHead
    pausing: Pausing
    assigning: Assigning
    fingerprints: Mapping[str, str]
    key_watch: KeyWatch
    model: Model | None
    models: TownModels
    second_look: SecondLook | None

    async def run_due(self) -> None:
        """What fell due, then everything that is to be sent, to its end. What the demo's clock button calls."""
        now = self.clock.now()
        self.key_watch.look()
        await self.upkeep.keep()
        await self.models.keep()
        await self.damage.tell()
        await self.daily_head.send()
        await self.unfinished.keep(now)
        await self.follow_ups.run_due(now)
        await self.retention.run_due(now)
        await self.delivery.run_due(now)
        await self.database.settle_rest()

    async def tick(self) -> None:
        """The scheduler's: as `run_due`, but nobody waits for a slow mail server."""
        try:
            self.key_watch.look()
            await self.upkeep.keep()
            await self.models.keep()
            await self.damage.tell()
            await self.daily_head.send()
            if await self.follow_ups.run_due(self.clock.now()):
                log.info("followed up")
        except Exception as error:  # nothing was written; the next tick finds the same rows
            log.error("follow-up failed", extra={"failure": type(error).__name__})
        try:
            await self.retention.run_due(self.clock.now())
            await self.database.settle_rest()
        except Exception as error:  # each of its steps is done or not; the next round goes on
            log.error("the daily round failed", extra={"failure": type(error).__name__})
        self.delivery.wake.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Intake, delivery and the ticking clock, until the block ends; then what is under way is finished."""
        await note_alone(self.database, self._note_start)
        await self.models.keep()
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(self.tick, "interval", seconds=TICK, max_instances=1, coalesce=True)
        scheduler.add_job(self._erase, "interval", minutes=10, max_instances=1, coalesce=True)
        nightly = Nightly(self.settings, self.database, self.clock) if self.settings.backup_folder else None
        if nightly:
            scheduler.add_job(nightly.look, "interval", minutes=LOOK, max_instances=1, coalesce=True)
        broke: BaseException | None = None
        async with asyncio.TaskGroup() as group:
            running = [self.intake.run(), self.delivery.run(), self.codes.keep_ready()]
            running += [each.run() for each in (self.model, self.second_look) if each]
            tasks = [group.create_task(each) for each in running]
            scheduler.start()
            try:
                yield
            except BaseException as error:  # raised below as it is, not wrapped into the group's
                broke = error
            finally:
                scheduler.shutdown(wait=False)
                if nightly:
                    nightly.stop()
                await self.delivery.drain()
                for task in tasks:
                    task.cancel()
        await self._note_stop()
        if broke is not None:
            raise broke

    async def close(self) -> None:
        self.codes.close()
        await self.database.close()

    def _note_start(self, work: Work) -> None:
        """With the SHA-256 of every municipality file: what was changed there while we did not run is seen."""
        now = self.clock.now()
        work.audit.note("started", at=now)
        for key in self.municipalities:
            work.audit.note("municipality_loaded", at=now, municipality=key, sha256=self.fingerprints.get(key, ""))

    async def _note_stop(self) -> None:
        try:
            await note_alone(self.database, lambda work: work.audit.note("stopped", at=self.clock.now()))
        except Exception as failure:  # we end in any case; the next start, without a stop before it, tells
            log.error("the stop could not be noted", extra={"failure": type(failure).__name__})

    async def _erase(self) -> None:
        await self.follow_ups.erase_silent(self.clock.now())


async def open_parts(
    settings: Settings,
    *,
    clock: Clock | None = None,
    municipalities: Mapping[str, Municipality] | None = None,
    keys: Keys | None = None,
    change: Callable[[Municipality], Municipality] | None = None,
) -> Parts:
    """Raises BadSetup with every problem of files, keys and database."""
    clock = clock or SystemClock()
    folder_of_keys = None if keys or settings.keys_text else Path(settings.keys)
    keys = keys or keys_of(settings)
    fingerprints: Mapping[str, str] = {}
    if municipalities is None:
        folder = Path(settings.municipalities) if settings.municipalities else paths.municipalities()
        municipalities = _municipalities(folder)
        fingerprints = {key: sha256((folder / f"{key}.toml").read_bytes()).hexdigest() for key in municipalities}
    if change:
        municipalities = {key: change(each) for key, each in municipalities.items()}
    unknown = sorted(set(settings.towns) - set(municipalities))
    if unknown:
        raise BadSetup(
            *(Problem(f"REPORTBOT_{key.upper()}_…", 0, "there is no municipality of this name") for key in unknown)
        )
    conversations = paths.conversations()
    book, words, sentences = load_book(conversations), load_words(conversations), load_sentences(conversations)
    translator = Catalogues.load(paths.locales())
    listening = Listening(_lexicon())
    towns = {key: town_of(each, words, translator, listening) for key, each in municipalities.items()}

    database = await Database.open(settings.database_url, chain=chain_of(keys.audit))
    vault, ids = Vault(keys), RisingIds(clock.now, random.getrandbits)
    upkeep = Upkeep(database, vault, clock)
    try:
        await canaries.check(database, keys.canaries(), place_of_keys(settings))
        await upkeep.keep()
        async with database.read() as work:
            waiting = await work.outbox.waiting_lanes()
    except CannotBeRead as failure:
        await database.close()
        raise BadSetup(Problem(settings.database_url.partition(":")[0], 0, str(failure))) from None
    except BaseException:
        await database.close()  # its threads would keep the process alive
        raise
    codes = Codes(vault, int(settings.codes_ready))
    lanes = Lanes(settings.database_url.startswith("sqlite"), waiting)
    speaker = Speaker(translator, vault, ids)
    notices = Notices(translator, vault, sentences, ids, settings.public_url)
    spending = Spending(towns, notices, sentences, settings.public_url)
    news = News(speaker, sentences, lanes, spending)
    opener = Opener(listening.triage, vault, notices, ids)
    damage = Damage(database, vault, towns, notices, clock)
    look_ups = LookUps(vault, sentences, translator, damage)
    limits = Limits(town=of_a_town(int(settings.answers_per_second)))
    model = model_of(listening) if settings.model == "on" else None
    second_look = SecondLook(database, towns, vault, opener, ids, damage, clock, model) if model else None
    turns = TurnTaker(
        book,
        towns,
        vault,
        speaker,
        opener,
        look_ups,
        sentences,
        ids,
        lanes,
        damage,
        spending,
        limits,
        second_look=second_look,
    )
    unfinished = Unfinished(database, towns, vault, opener, ids, damage)
    follow_ups = FollowUps(database, towns, opener, notices, news, ids, unfinished)
    channels: dict[str, Channel] = {}
    transports: dict[str, Transport] = {}
    photos = PhotoKeeper(database, vault, Painter().repaint, clock)
    address_opener = AddressOpener(keys)
    key_watch = KeyWatch(folder_of_keys, (vault.use, address_opener.use))
    vault.if_unknown(key_watch.look)
    address_opener.if_unknown(key_watch.look)
    delivery = DeliveryService(
        database,
        vault,
        address_opener,
        channels,
        transports,
        photos,
        Copies(vault, ids),
        lanes,
        clock,
        random.random,
        follow_ups.forward_failed,
        damage,
        spending,
    )
    intake = Intake(database, turns, vault, clock, ids, codes, delivery.hand_over)
    return Parts(
        settings,
        clock,
        database,
        vault,
        ids,
        translator,
        towns,
        municipalities,
        channels,
        transports,
        intake,
        delivery,
        follow_ups,
        unfinished,
        Responses(database, vault, towns, notices, news, clock, ids, delivery.wake.set, damage),
        Casework(database, vault, towns, opener, notices, clock, ids, delivery.wake.set, damage),
        AskingReporter(database, vault, towns, news, clock, ids, delivery.wake.set),
        Calling(database, vault, towns, opener, codes, clock, delivery.wake.set),
        Search(database, vault, towns, clock, damage),
        KeptMessages(database, vault, towns, opener, clock, delivery.wake.set, damage),
        Groups(database, vault, towns, opener, clock, ids, delivery.wake.set, damage),
        damage,
        photos,
        upkeep,
        RetentionService(database, towns, opener, notices),
        Erasures(database, vault, towns, opener, clock, ids, delivery.wake.set),
        codes,
        DailyHead(database, vault, clock, ids, settings.audit_addresses, settings.public_url, delivery.wake.set),
        Pausing(database, vault, towns, clock, ids),
        Assigning(database, vault, towns, clock, ids, damage),
        fingerprints,
        key_watch,
        model,
        TownModels(database, vault, towns, clock, model),
        second_look,
    )


@cache
def _lexicon() -> Lexicon:
    """Read once in a process: it is large and never changes."""
    return load_lexicon()


@cache
def _municipalities(folder: Path) -> Mapping[str, Municipality]:
    return load_municipalities(folder)
