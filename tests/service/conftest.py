"""`parts`: everything wired on each kind of database, messages being taken. `here`: the same on SQLite alone."""

from collections.abc import AsyncIterator

import pytest

from reportbot.storage import Database
from tests.builders import Parts, parts_for


@pytest.fixture
async def parts(store: Database, database_url: str) -> AsyncIterator[Parts]:
    parts = await parts_for(store, direct=database_url.startswith("sqlite"))
    async with parts.taking():
        yield parts


@pytest.fixture
async def here(sqlite_store: Database) -> AsyncIterator[Parts]:
    parts = await parts_for(sqlite_store)
    async with parts.taking():
        yield parts
