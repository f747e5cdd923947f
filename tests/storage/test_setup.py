"""A database that cannot be used is refused with one clear sentence."""

import asyncio
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from reportbot.core.errors import BadSetup
from reportbot.storage import Database
from reportbot.storage.migrate import newest
from reportbot.storage.sql.sqlite import READER, WRITER, connect
from tests.builders import CHAIN
from tests.databases import PostgresqlDatabases
from tests.storage.samples import NOW, a_case, a_due


async def refusal(url: str, *, upgrade: bool = True) -> str:
    with pytest.raises(BadSetup) as refused:
        await Database.open(url, upgrade=upgrade)
    (problem,) = refused.value.problems
    return problem.message


@pytest.mark.parametrize(
    "url", ["", "rubbish", "sqlite://", "sqlite:///:memory:", "mysql://host/name", "sqlite+x:///a"]
)
async def test_an_address_that_we_do_not_know_is_refused(url: str) -> None:
    assert "sqlite:///path or postgresql://" in await refusal(url)


@pytest.mark.parametrize(
    "content",
    [b"this is a letter\n" * 400, b"SQLite format 3\0" + b"\xff" * 8000, b"SQLite format 3\0\x10\0\x02\x02" * 9],
)
async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    assert "not a readable SQLite database" in await refusal(f"sqlite:///{file}")
    assert file.read_bytes() == content


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be opened" in await refusal(f"sqlite:///{tmp_path}/nowhere/reportbot.db")
    assert "cannot be opened" in await refusal(f"sqlite:///{tmp_path}")


async def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE cases (id INTEGER)")
    connection.close()
    before = file.read_bytes()
    assert "belongs to something else" in await refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before


async def test_a_database_of_a_newer_reportbot_is_refused(sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("UPDATE reportbot_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert f"newer reportbot wrote this database (version 9999, known here: {newest()})" in await refusal(sqlite_url)


async def test_tables_are_not_made_when_told_not_to(tmp_path: Path) -> None:
    assert "version none" in await refusal(f"sqlite:///{tmp_path}/new.db", upgrade=False)


async def test_a_new_database_is_made_ready_and_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "100% new.db"
    database = await Database.open(f"sqlite:///{file}")
    async with database.begin() as work:
        await work.cases.take_numbers("drenas", 2026, 1)
    assert _modes(tmp_path) == {0o600}
    await database.close()
    await (await Database.open(f"sqlite:///{file}", upgrade=False)).close()


def _open_temporary_files() -> list[str]:
    """Of SQLite; a file that was removed is still open."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(link.readlink()))
    return [name for name in found if "etilqs" in name]


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(part.stat().st_mode) for part in folder.iterdir()}


def test_a_setting_that_does_not_hold_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="does not keep these settings here: busy_timeout"):
        connect(tmp_path / "a.db", {"synchronous": 2, "busy_timeout": -1})


def test_only_the_writer_checkpoints_and_every_commit_reaches_the_disk() -> None:
    assert WRITER["synchronous"] == 2
    assert WRITER["journal_mode"] == "wal"
    assert WRITER["wal_autocheckpoint"] != 0
    assert READER["wal_autocheckpoint"] == 0
    assert READER["query_only"] == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc: it tells which files are open")
async def test_what_is_kept_for_a_row_that_may_be_refused_goes_into_no_file(tmp_path: Path) -> None:
    """Pages as they were before a statement: SQLite would write them beside the database, a page for each row."""
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}", chain=CHAIN)
    ids = range(1, 2000)
    async with database.begin() as work:
        await work.cases.add([a_case(id) for id in ids], [], [], [])
        await work.dues.add([a_due(id, id) for id in ids])
    async with database.begin() as work:
        assert len(await work.dues.take(NOW, len(ids))) == len(ids)
        temporary = await asyncio.to_thread(_open_temporary_files)
    await database.close()
    assert temporary == []


async def test_postgresql_that_is_not_there_is_refused_without_its_password(
    postgresql_databases: PostgresqlDatabases,
) -> None:
    with pytest.raises(BadSetup) as refused:
        await Database.open("postgresql://me:secret@127.0.0.1:1/nowhere")
    assert "cannot be used: OperationalError" in str(refused.value)
    assert "secret" not in str(refused.value)


async def test_somebody_elses_postgresql_database_is_refused(postgresql_databases: PostgresqlDatabases) -> None:
    with postgresql_databases.fresh(migrated=False) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE cases (id integer)")
        assert "belongs to something else" in await refusal(url)


async def test_a_newer_postgresql_database_is_refused(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("UPDATE reportbot_version SET version_num = '9999'")
    assert "newer reportbot" in await refusal(postgresql_url)


async def test_an_empty_postgresql_database_is_made_ready(postgresql_databases: PostgresqlDatabases) -> None:
    with postgresql_databases.fresh(migrated=False) as url:
        assert "version none" in await refusal(url, upgrade=False)
        database = await Database.open(url)
        assert await database.health() == ""
        await database.close()
