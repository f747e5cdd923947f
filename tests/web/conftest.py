"""`house`: the real service behind the pages, on SQLite. The database itself is tested elsewhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.web.house import House, a_house


@pytest.fixture
async def house(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with a_house(tmp_path, sqlite_url) as house:
        yield house


@pytest.fixture
async def browser(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.browser() as browser:
        yield browser
