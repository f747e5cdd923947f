"""A town hall on a real database, and a browser that is signed in for Drenas."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web.console.house import House, open_house


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    async with open_house(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def desk(house: House) -> AsyncIterator[httpx.AsyncClient]:
    browser = await house.sign_in()
    await browser.get("/console/drenas?language=en")
    yield browser
    await browser.aclose()
