"""Fixtures: the keys of the house, a safe, and an empty database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.house import Safe, a_safe, an_empty, keys_folder
from tests.conftest import KINDS


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return keys_folder(tmp_path / "keys")


@pytest.fixture
def safe(tmp_path: Path) -> Safe:
    return a_safe(tmp_path / "safe")


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where nothing is yet, not even tables."""
    databases = request.getfixturevalue("postgresql_databases") if request.param == "postgresql" else None
    with an_empty(request.param, tmp_path, databases) as url:
        yield url


@pytest.fixture
def empty_file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"
