"""A PostgreSQL of our own that can be stopped, as by a power cut, and started again on the same port."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import _programs, _run
from tests.ports import free_port


@dataclass(frozen=True)
class Cluster:
    programs: Path
    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.home} -c fsync=on"
        _run(self.programs / "pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o", options, "start")

    def stop(self) -> None:
        """Its processes end where they are."""
        _run(self.programs / "pg_ctl", "-D", self.home / "data", "-m", "immediate", "-w", "stop")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Raises NoPostgresql."""
    this = Cluster(_programs(), Path(tempfile.mkdtemp(prefix="reportbot-postgresql-")), free_port())
    try:
        if os.geteuid() == 0:
            shutil.chown(this.home, "postgres")
        _run(this.programs / "initdb", "-D", this.home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        this.start()
        try:
            yield this
        finally:
            this.stop()
    finally:
        shutil.rmtree(this.home, ignore_errors=True)
