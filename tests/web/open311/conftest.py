"""`town`: Drenas on a real port, which publishes and takes requests of two systems."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.open311.towns import Service, a_service


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        yield service
