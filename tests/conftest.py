"""Fixtures for every folder: `store` is an open, empty database; a test that takes it runs on each kind."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import make_url

from reportbot.storage import Database
from reportbot.storage.migrate import migrate
from reportbot.vault import passwords, receipts
from tests.builders import CHAIN
from tests.databases import NoPostgresql, PostgresqlDatabases, postgresql_server

KINDS = ("sqlite", "postgresql")
hypothesis.settings.register_profile("reportbot", deadline=None)  # no test measures time
hypothesis.settings.load_profile("reportbot")
gc.disable()  # while tests are collected: everything that is made then stays


@pytest.fixture(scope="session", autouse=True)
def codes_and_passwords_cost_little() -> Iterator[None]:
    """Argon2 makes every report and every sign-in of a test cost 30 ms; tests/vault has it in earnest."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receipts, "MEMORY", 8)
        patched.setattr(receipts, "PASSES", 1)
        patched.setattr(passwords, "MEMORY", 8)
        yield


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database of each kind."""
    database = await Database.open(database_url, chain=CHAIN)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Database]:
    """An open, empty SQLite database, for tests that ask nothing of the database itself."""
    database = await Database.open(sqlite_url, chain=CHAIN)
    yield database
    await database.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "reportbot.db")
    return f"sqlite:///{tmp_path / 'reportbot.db'}"


@pytest.fixture
def postgresql_url(postgresql_databases: PostgresqlDatabases) -> Iterator[str]:
    with postgresql_databases.emptied() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "reportbot.db"
    migrate(make_url(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresqlDatabases]:
    try:
        with postgresql_server() as server:
            databases = PostgresqlDatabases(server)
            yield databases
            databases.close()
    except NoPostgresql as reason:
        pytest.skip(str(reason))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Twenty thousand tests stay to the end: the garbage collector need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """CI installs everything: there, a test that was skipped fails the run (REPORTBOT_TEST_SKIP_NOTHING)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REPORTBOT_TEST_SKIP_NOTHING") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
