"""Fsyncs are counted in the process that makes them, SQLite's among them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.fsyncs import FsyncCounter
from tests.benchmarks.process import usage

WORK = """
import os, sqlite3
with open("plain", "w") as file:
    os.fsync(file.fileno())
    os.fdatasync(file.fileno())
database = sqlite3.connect("database")
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE t (x)")
before = int.from_bytes(open(os.environ["COUNT_FSYNCS_IN"], "rb").read(), "little")
for number in range(10):
    database.execute("INSERT INTO t VALUES (?)", (number,))
    database.commit()
after = int.from_bytes(open(os.environ["COUNT_FSYNCS_IN"], "rb").read(), "little")
print(after - before)
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_each_durable_commit_is_counted(tmp_path: Path) -> None:
    counter = FsyncCounter(tmp_path)
    environment = {**os.environ, **counter.environment()}
    work = [sys.executable, "-c", WORK]
    ended = subprocess.run(work, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert int(ended.stdout) == 10
    assert counter.read() >= 12


def test_without_a_compiler_the_counter_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="gcc is not installed"):
        FsyncCounter(tmp_path)


def test_the_usage_of_a_process_is_read() -> None:
    here = usage(os.getpid())
    assert here.age > 0 and here.processor > 0 and here.peak_rss > 1


def test_there_is_no_usage_of_a_process_that_does_not_exist() -> None:
    with pytest.raises(FileNotFoundError):
        usage(2**22 + 1)
