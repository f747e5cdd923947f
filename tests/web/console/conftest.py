"""A town hall on a real database, and a browser that is signed in for Drenas."""

from collections.abc import AsyncIterator

import httpx
import pytest

from reportbot.practice.hall import Hall
from tests.web.console.house import House, open_house
from tests.web.console.practising import a_hall, a_learner


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


@pytest.fixture
async def hall(house: House) -> AsyncIterator[Hall]:
    hall = a_hall(house)
    yield hall
    await hall.close()


@pytest.fixture
async def learner(house: House, hall: Hall) -> AsyncIterator[httpx.AsyncClient]:
    browser = await a_learner(house, hall)
    yield browser
    await browser.aclose()
