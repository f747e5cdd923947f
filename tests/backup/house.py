"""A town with reports in it, its folder of keys, who may open its backups, and empty places to restore into."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam

from reportbot.backup.restoring import Restored, Source, restore
from reportbot.backup.writing import Plan, Written, write_backup
from reportbot.core.cases.case import Case
from reportbot.core.errors import BadSetup
from reportbot.storage import Database, schema
from reportbot.vault.age import new_identity
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from tests.builders import CHAIN, KEYS, TUESDAY, Parts
from tests.cases import cases_of
from tests.databases import PostgresqlDatabases

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Safe:
    """What lies outside the town hall: who opens backups, and the folder where they lie."""

    folder: Path
    identity: Path
    public: str
    keys_identity: Path
    keys_public: str

    def plan(self, url: str, keys: Path) -> Plan:
        return Plan(url, keys, self.folder / "content", [self.public], [self.keys_public], self.folder / "keys")

    def source(self, written: Written, keys: Written | None = None) -> Source:
        return Source(written.content, (keys or written).keys, self.identity, self.keys_identity)


def a_safe(folder: Path) -> Safe:
    folder.mkdir()
    publics = [new_identity(folder / name) for name in ("content.identity", "keys.identity")]
    return Safe(folder, folder / "content.identity", publics[0], folder / "keys.identity", publics[1])


def keys_folder(folder: Path, keys: Keys = KEYS) -> Path:
    """The keys of the tests as files."""
    keys.write(folder)
    return folder


def size(file: Path) -> int:
    return file.stat().st_size


def backed_up(safe: Safe, url: str, keys: Path, now: datetime = TUESDAY) -> Written:
    return write_backup(safe.plan(url, keys), now)


def put_back(safe: Safe, source: Source, url: str, keys: Path, now: datetime = TUESDAY + DAY) -> Restored:
    return restore(source, url, keys, now)


def refusal_of_restoring(source: Source, url: str, keys: Path) -> str:
    """The one sentence."""
    try:
        restore(source, url, keys, TUESDAY + DAY)
    except BadSetup as refused:
        (problem,) = refused.problems
        return str(problem)
    raise AssertionError("it was restored")


async def opened(url: str) -> Database:
    return await Database.open(url, chain=CHAIN)


async def said(parts: Parts, value: str, *texts: str) -> None:
    """This person tells all that, and everything that is due leaves."""
    async with parts.taking():
        await parts.say(value, *texts)


async def readable(url: str, keys: Path) -> dict[str, str]:
    """Number of each case → what was said in it, "" where nobody can read it."""
    database, vault = await opened(url), Vault(Keys.load(keys))
    found: dict[str, str] = {}
    async with database.read() as work:
        for case in await cases_of(work):
            said = ""
            if case.sealed_key:
                for report in await work.cases.reports(case.id):
                    plain = vault.case_key(case).open(report.sealed_answers, f"reports.answers:{report.id}")
                    said += json.dumps(json.loads(plain))
                assert await work.cases.events(case.id), "a case has its history"
            found[case.number] = said
    await database.close()
    return found


async def purge(url: str, number: str) -> Case:
    """The first phase: the key goes."""
    database = await opened(url)
    async with database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        work.cases._transaction.write(
            schema.cases.update().where(schema.cases.c.id == bindparam("of")).values(sealed_key=b""), [{"of": case.id}]
        )
    await database.close()
    return replace(case, sealed_key=b"")


@contextmanager
def an_empty(kind: str, folder: Path, databases: PostgresqlDatabases | None) -> Iterator[str]:
    if databases is None:
        yield f"sqlite:///{folder / f'restored-{kind}.db'}"
    else:
        with databases.fresh(migrated=False) as url:
            yield url
