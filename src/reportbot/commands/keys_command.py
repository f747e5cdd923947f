"""`reportbot keys create · check · rotate · paper`: what an operator does with the ring. See deploy/keys.md."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.keyring import TEXT, keys_of, place_of_keys
from reportbot.service.upkeep import canaries
from reportbot.service.upkeep.rotation import Rotation
from reportbot.storage.database import Database
from reportbot.vault.chain import chain_of
from reportbot.vault.keychanges import add_generation, make_current, remove_older
from reportbot.vault.keys import KEY_ID_FILE, Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.paper import from_paper, to_paper
from reportbot.vault.sealing import Vault, header

SETTLED = 15.0  # seconds after which every running process has seen what was changed in the folder: see app/parts.py
WORD = "retire"
PAPER = """\
# The keys of reportbot. Whoever has this paper and a copy of the database can read every report.
# Whoever loses this paper and the folder of keys has lost every report for ever: nobody can help.
# Keep it closed, in a safe, by two people who answer for it, and not where the backups lie.
# To type it in again:  reportbot keys create FOLDER --from-paper   (ends with Ctrl+D)
# Each line has a check behind "=": a line with a slip is named. Case and spaces do not matter. There is no letter o.
"""


def create(folder: Path, paper: TextIO | None, out: TextIO) -> int:
    """New keys, or those of a paper. Raises BadSetup."""
    if paper is None:
        Keys.create(folder)
    else:
        from_paper(paper.read(), "the paper").write(folder)
    print(f"The keys are in {folder}. Without them nothing can be read any more.", file=out)
    print(f"Keep a copy on paper: reportbot keys paper {folder}", file=out)
    return 0


def paper(settings: Settings, folder: Path | None, out: TextIO) -> int:
    """Raises BadSetup."""
    keys = Keys.load(folder) if folder else keys_of(settings)
    print(PAPER + to_paper(keys), file=out, end="")
    return 0


def check_folder(folder: Path, out: TextIO) -> int:
    """The folder alone. Raises BadSetup."""
    keys = Keys.load(folder)
    print(f"The keys are complete and can be used. Key {keys.key_id} seals.{_older_words(keys)}", file=out)
    return 0


async def check(settings: Settings, out: TextIO) -> int:
    """Keys and database together; 1 if a key does not belong to it. Raises BadSetup."""
    keys = keys_of(settings)
    print(f"The keys are complete. Key {keys.key_id} seals.{_older_words(keys)}", file=out)
    async with _database(settings, keys) as database:
        async with database.read() as work:
            known = await work.key_rows.canaries()
        problems = canaries.wrong(known, keys.canaries(), place_of_keys(settings))
        for problem in problems:
            print(problem, file=out)
        if not problems:
            print("They are the keys of this database." if known else "This database was never used.", file=out)
        left = await _rotation(database, keys).left()
        for name, count in left.items():
            print(f"{name}: {count} still sealed with an older key", file=out)
        if left and len(keys.generations) > 1:
            print("Go on with `reportbot keys rotate`.", file=out)
        elif left:
            print("That key is not here: retired after the backup was made. Nobody can read those any more.", file=out)
    return 1 if problems else 0


async def rotate(settings: Settings, out: TextIO, settled: float = SETTLED) -> int:
    """A new generation, from its files to the last value sealed with it. Goes on where it was stopped.

    1 if something could not be read. Raises BadSetup.
    """
    folder = _folder(settings)
    keys = Keys.load(folder)
    async with _database(settings, keys) as database:
        await canaries.check(database, keys.canaries(), settings.keys)
        if len(keys.generations) > 1 and keys.generations[-1].key_id == keys.key_id:
            if not await _rotation(database, keys).left():
                print(f"Nothing is sealed with an older key.{_older_words(keys)}", file=out)
                print("Remove it first: reportbot keys rotate --retire", file=out)
                return 0
            print(f"Going on: key {keys.key_id} seals already.", file=out)
        else:
            key_id = add_generation(folder)
            print(f"Key {key_id} is written. Print the paper again: reportbot keys paper", file=out)
            keys = Keys.load(folder)
            await canaries.check(database, keys.canaries(), settings.keys)
            await _settle(folder, settled, out)
            make_current(folder, key_id)
            print(f"Key {key_id} seals from now on.", file=out)
            keys = Keys.load(folder)
        return await _seal_anew(database, keys, folder, settled, out)


async def retire(settings: Settings, asked: TextIO, out: TextIO, settled: float = SETTLED) -> int:
    """The older generations are removed once nothing is sealed with them. Asks for the word. Raises BadSetup."""
    folder = _folder(settings)
    keys = Keys.load(folder)
    ours = keys.canaries()
    async with _database(settings, keys) as database:
        async with database.read() as work:
            known = await work.key_rows.canaries()
        gone = [name for name in known if _number(name) is not None and _number(name) != keys.key_id]
        kept = {name: value for name, value in known.items() if name not in gone or name in ours}
        if problems := canaries.wrong(kept, ours, settings.keys):
            raise BadSetup(*problems)
        if keys.generations[-1].key_id != keys.key_id:
            raise BadSetup(Problem(settings.keys, 0, "a newer key waits to seal: run `reportbot keys rotate` first"))
        await _settle(folder, settled, out)
        rotation = _rotation(database, keys)
        damaged = await rotation.run(_nothing)
        if sum((await rotation.left()).values()) > damaged:
            print("Something is still sealed with an older key: run `reportbot keys rotate` again.", file=out)
            return 1
        if damaged:
            print(f"{damaged} value(s) cannot be read with any key that is here, and never will be.", file=out)
        print("Links that were signed with an older key stop working, and sessions end.", file=out)
        print("Backups from before the rotation then open with the old paper alone.", file=out)
        print(f'Type "{WORD}" to remove every key but key {keys.key_id}: ', file=out, end="", flush=True)
        if (await asyncio.to_thread(asked.readline)).strip().casefold() != WORD:
            print("Nothing was removed.", file=out)
            return 1
        async with database.begin() as work:
            work.audit.note("keys_retired", at=datetime.now(UTC), actor="operator", subject=f"key {keys.key_id}")
            await work.key_rows.remove_canaries(gone)
        removed = remove_older(folder)
    print(f"Removed: {', '.join(f'key {each}' for each in removed) or 'nothing was left'}.", file=out)
    return 0


async def _seal_anew(database: Database, keys: Keys, folder: Path, settled: float, out: TextIO) -> int:
    """Twice: after the first time no running process seals with an older key any more."""
    rotation = _rotation(database, keys)

    def tell(name: str, done: int, total: int) -> None:
        print(f"{name}: {done} of {total}", file=out, flush=True)

    await rotation.run(tell)
    await _settle(folder, settled, out)
    damaged = await rotation.run(tell)
    left = sum((await rotation.left()).values())
    async with database.begin() as work:
        work.audit.note("keys_rotated", at=datetime.now(UTC), actor="operator", subject=f"key {keys.key_id}")
    if left > damaged:
        print(f"{left - damaged} value(s) are still sealed with an older key: run this again.", file=out)
        return 1
    if damaged:
        print(f"{damaged} value(s) cannot be read with any key that is here; they stay as they are.", file=out)
    rest = "Everything else" if damaged else "Everything"
    print(f"{rest} is sealed with key {keys.key_id}.{_older_words(keys)}", file=out)
    print("Print the paper again. Later, remove the older key: reportbot keys rotate --retire", file=out)
    return 1 if damaged else 0


@asynccontextmanager
async def _database(settings: Settings, keys: Keys) -> AsyncIterator[Database]:
    database = await Database.open(settings.database_url, upgrade=False, chain=chain_of(keys.audit))
    try:
        yield database
    finally:
        await database.close()


def _rotation(database: Database, keys: Keys) -> Rotation:
    return Rotation(database, Vault(keys), AddressOpener(keys), header(keys.key_id))


def _folder(settings: Settings) -> Path:
    if settings.keys_text:
        why = "keys of a variable are rotated in a folder: create it --from-paper, and print the paper again"
        raise BadSetup(Problem(TEXT, 0, why))
    return Path(settings.keys)


async def _settle(folder: Path, settled: float, out: TextIO) -> None:
    """Until every process that runs has seen the last change."""
    left = min(settled, max(0.0, _changed(folder) + settled - time.time()))
    if left >= 1:
        print(f"Waiting {left:.0f} s, until every running process has seen it.", file=out, flush=True)
    await asyncio.sleep(left)


def _changed(folder: Path) -> float:
    return max(folder.stat().st_mtime, (folder / KEY_ID_FILE).stat().st_mtime)


def _older_words(keys: Keys) -> str:
    older = [str(each.key_id) for each in keys.generations if each.key_id != keys.key_id]
    return f" Still here: key {', '.join(older)}." if older else ""


def _number(name: str) -> int | None:
    """Of the generation that a canary belongs to."""
    digits = name.rpartition(".")[2]
    return int(digits) if digits.isdigit() else None


def _nothing(name: str, done: int, total: int) -> None:
    """Nobody is told."""
