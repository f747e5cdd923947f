"""`make faults`: the real `reportbot serve` while everything around it fails. Minutes, so `make test` leaves it out.

REPORTBOT_TEST_FAULTS is the share of the full measure: 1 is what `make faults` does, 0.1 a quick look.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import PostgresqlDatabases, postgresql_server
from tests.faults.figures import FIGURES, Figures

collect_ignore_glob = [] if os.environ.get("REPORTBOT_TEST_FAULTS") else ["test_*.py"]


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    return FIGURES.of(request.node.name)


@pytest.fixture(params=["sqlite", "postgresql"])
def fault_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path / 'faults.db'}"
        else:
            server = stack.enter_context(postgresql_server())
            yield stack.enter_context(PostgresqlDatabases(server).fresh())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES.rows:
        terminalreporter.section("what failed around it, and what came of it")
        for line in FIGURES.table():
            terminalreporter.write_line(line)
