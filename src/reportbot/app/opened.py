"""What lies ready before anything is wired: keys, files, catalogues, towns, the database. Every problem at once."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from reportbot import paths
from reportbot.config import Settings
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.conversation.turns.surroundings import Words
from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.outgoing.templates import Template
from reportbot.i18n.catalogues import Catalogues
from reportbot.keyring import KeyWatch, keys_of, place_of_keys
from reportbot.letters.templates import folder_problems
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.municipality.loading import Municipality
from reportbot.municipality.loading import load as load_municipalities
from reportbot.reply_templates import load_templates
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Clock
from reportbot.service.settings.asks import SettingAsks
from reportbot.service.settings.contact_news import ContactNews
from reportbot.service.settings.in_force import TownSettings
from reportbot.service.towns import Town
from reportbot.service.upkeep import canaries
from reportbot.service.upkeep.weekly import Upkeep
from reportbot.storage.database import Database
from reportbot.surroundings import load_book, load_sentences, load_words, town_of
from reportbot.town_files import TownFiles
from reportbot.vault.chain import Chain, chain_of
from reportbot.vault.keys import Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.sealing import Vault


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, repr=False)
class Opened:
    """`fingerprints`: the SHA-256 of each municipality file. `waiting`: the lanes that already hold something."""

    settings: Settings
    clock: Clock
    ids: RisingIds
    book: FlowBook
    sentences: Sentences
    reply_templates: tuple[Template, ...]
    letter_templates: Path
    translator: Catalogues
    listening: Listening
    municipalities: Mapping[str, Municipality]
    fingerprints: Mapping[str, str]
    towns: Mapping[str, Town]
    chain: Chain
    database: Database
    vault: Vault
    address_opener: AddressOpener
    key_watch: KeyWatch
    upkeep: Upkeep
    town_settings: TownSettings
    setting_asks: SettingAsks
    waiting: list[int]


async def opened(
    settings: Settings,
    *,
    clock: Clock,
    municipalities: Mapping[str, Municipality] | None,
    keys: Keys | None,
    change: Callable[[Municipality], Municipality] | None,
    is_guest: bool,
) -> Opened:
    """As for `open_parts`. Raises BadSetup; nothing stays open then."""
    folder_of_keys = None if keys or settings.keys_text else Path(settings.keys)
    keys = keys or keys_of(settings)
    fingerprints: Mapping[str, str] = {}
    texts: Mapping[str, str] = {}
    if municipalities is None:
        municipalities, fingerprints = _on_disk(settings)
        texts = {key: each.text for key, each in municipalities.items()}  # others cannot be changed in the console
    if change:
        municipalities = {key: change(each) for key, each in municipalities.items()}
    _check_names(settings, municipalities)
    letter_templates = _letter_templates(settings)
    conversations = paths.conversations()
    book, words, sentences, reply_templates = _shipped(conversations)
    translator, listening = _catalogues(paths.locales()), Listening(_lexicon)
    towns = {key: town_of(each, words, translator, listening) for key, each in municipalities.items()}
    files = TownFiles(lambda municipality: town_of(municipality, words, translator, listening), change)

    chain = chain_of(keys.audit)
    database = await Database.open(settings.database_url, upgrade=not is_guest, chain=chain, is_guest=is_guest)
    vault, address_opener, ids = Vault(keys), AddressOpener(keys), RisingIds(clock.now, random.getrandbits)
    upkeep = Upkeep(store=database, vault=vault, clock=clock)
    news = ContactNews(translator=translator, vault=vault, sentences=sentences, ids=ids, public_url=settings.public_url)
    town_settings = TownSettings(
        store=database, vault=vault, towns=towns, texts=texts, files=files, clock=clock, ids=ids, news=news
    )
    setting_asks = SettingAsks(store=database, vault=vault, clock=clock, ids=ids, settings=town_settings, news=news)
    try:
        await canaries.check(database, keys.canaries(), place_of_keys(settings))
        waiting = await _started(database, upkeep, town_settings, is_guest=is_guest)
    except CannotBeRead as failure:
        await database.close()
        raise BadSetup(Problem(settings.database_url.partition(":")[0], 0, str(failure))) from None
    except BaseException:
        await database.close()  # its threads would keep the process alive
        raise
    return Opened(
        settings=settings,
        clock=clock,
        ids=ids,
        book=book,
        sentences=sentences,
        reply_templates=reply_templates,
        letter_templates=letter_templates,
        translator=translator,
        listening=listening,
        municipalities=municipalities,
        fingerprints=fingerprints,
        towns=towns,
        chain=chain,
        database=database,
        vault=vault,
        address_opener=address_opener,
        key_watch=_key_watch(folder_of_keys, vault, address_opener),
        upkeep=upkeep,
        town_settings=town_settings,
        setting_asks=setting_asks,
        waiting=waiting,
    )


def _on_disk(settings: Settings) -> tuple[Mapping[str, Municipality], Mapping[str, str]]:
    """The municipality files, and the fingerprint of each."""
    folder = Path(settings.municipalities) if settings.municipalities else paths.municipalities()
    municipalities = _municipalities(folder)
    fingerprints = {key: sha256((folder / f"{key}.toml").read_bytes()).hexdigest() for key in municipalities}
    return municipalities, fingerprints


async def _started(database: Database, upkeep: Upkeep, town_settings: TownSettings, *, is_guest: bool) -> list[int]:
    """The secrets of this week, and what holds in each town. The lanes that already hold something."""
    await upkeep.keep()
    await town_settings.start(is_guest=is_guest)
    if not is_guest:
        _lexicon()  # whoever serves finds out now whether it can listen
    async with database.read() as work:
        return list(await work.outbox.waiting_lanes())


def _check_names(settings: Settings, municipalities: Mapping[str, Municipality]) -> None:
    if unknown := sorted(set(settings.towns) - set(municipalities)):
        raise BadSetup(
            *(Problem(f"REPORTBOT_{key.upper()}_…", 0, "there is no municipality of this name") for key in unknown)
        )


def _letter_templates(settings: Settings) -> Path:
    folder = Path(settings.letters) if settings.letters else paths.letters()
    if broken := folder_problems(folder):
        raise BadSetup(*broken)
    return folder


def _key_watch(folder: Path | None, vault: Vault, address_opener: AddressOpener) -> KeyWatch:
    """Whoever meets a key that they do not know looks into the folder first."""
    watch = KeyWatch(folder, (vault.use, address_opener.use))
    vault.if_unknown(watch.look)
    address_opener.if_unknown(watch.look)
    return watch


# What ships never changes while a process runs: it is read once, however many systems are opened in it.


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


@cache
def _catalogues(folder: Path) -> Catalogues:
    return Catalogues.load(folder)


@cache
def _shipped(folder: Path) -> tuple[FlowBook, Words, Sentences, tuple[Template, ...]]:
    """From the folder of the conversations: flows, words of command, sentences, replies of the desk."""
    return load_book(folder), load_words(folder), load_sentences(folder), load_templates(folder)


@cache
def _municipalities(folder: Path) -> Mapping[str, Municipality]:
    return load_municipalities(folder)
