"""A backup while others write, killed in the middle, on a full disk, with a lot in it; and nothing in the clear."""

import asyncio
import gzip
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from reportbot.backup.writing import Plan, write_backup
from reportbot.storage import Database
from reportbot.storage.backup.snapshot import snapshot
from tests.backup.house import DAY, Safe, backed_up, opened, put_back, readable, said, size
from tests.builders import CHAIN, KEYS, TUESDAY, WASTE, a_vault, parts_for
from tests.cases import cases_of
from tests.storage.samples import NOW, a_case, a_report, an_event

MANY = 100  # photos of a megabyte

BACKUP = """
import os, resource, signal, sys
from pathlib import Path
from reportbot.backup.restoring import Source, restore
from reportbot.backup.writing import Plan, write_backup
from tests.builders import TUESDAY

def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

url, keys, folder, public, identity = sys.argv[1:6]
if "limit" in sys.argv:
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
def said(table, done, of):
    print(table, done, of, flush=True)
    if "kill" in sys.argv and table == "photos":
        os.kill(os.getpid(), signal.SIGKILL)
import asyncio, sqlalchemy, pyrage, reportbot.storage.backup.snapshot
before = peak()
written = write_backup(Plan(url, Path(keys), Path(folder), [public]), TUESDAY, said)
print("MiB", peak() - before)
if "restore" in sys.argv:
    source = Source(written.content, written.keys, Path(identity))
    restore(source, "sqlite:///" + folder + "/again.db", Path(folder) / "again", TUESDAY)
    print("MiB", peak() - before)
"""


@pytest.fixture
def large_url(sqlite_url: str) -> str:
    """A town with a hundred megabytes of photos."""
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        for number in range(MANY):
            connection.execute(
                "INSERT INTO photos VALUES (?, 'drenas', 1, NULL, x'', ?, x'01', 1, '', NULL, NULL)",
                [number, os.urandom(1024 * 1024)],
            )
    connection.close()
    return sqlite_url


def command(url: str, keys: Path, safe: Safe, *more: str) -> list[str]:
    arguments = [url, str(keys), str(safe.folder), safe.public, str(safe.identity)]
    return [sys.executable, "-c", BACKUP, *arguments, *more]


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


async def test_every_case_is_whole_although_others_write_meanwhile(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    started, stop, vault = asyncio.Event(), asyncio.Event(), a_vault()

    async def write() -> int:
        number = 0
        while not stop.is_set():
            number += 1
            async with store.begin() as work:
                cases = [a_case(number, conversation=None, sealed_key=vault.new_case_key(number))]
                await work.cases.add(cases, [a_report(number, number)], [], [an_event(number, number)])
            if number == 50:
                started.set()
        return number

    writer = asyncio.create_task(write())
    await started.wait()
    written = await asyncio.to_thread(write_backup, safe.plan(database_url, keys), TUESDAY)
    while_it_lasted = written.rows["cases"]
    stop.set()
    assert await writer > while_it_lasted >= 50, "the writer went on"

    put_back(safe, safe.source(written), empty_url, tmp_path / "new")
    restored = await opened(empty_url)
    async with restored.read() as work:
        for number in range(1, while_it_lasted + 1):
            assert len(await work.cases.reports(number)) == len(await work.cases.events(number)) == 1
        assert not await work.cases.find(while_it_lasted + 1)
    await restored.close()


async def test_a_snapshot_neither_holds_up_the_writer_nor_the_log_once_it_is_over(
    sqlite_store: Database, sqlite_url: str
) -> None:
    log = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")

    async def write(start: int) -> None:
        for number in range(start, start + 300):
            async with sqlite_store.begin() as work:
                await work.messages.unseen([b"%d" % number * 200], NOW)

    await write(0)
    with snapshot(sqlite_url) as shot:
        before = shot.count("seen_messages")
        await write(1000)
        assert shot.count("seen_messages") == before == 300
    largest = size(log)
    for start in range(2000, 8000, 1000):
        await write(start)
    assert size(log) <= largest + 8 * 1024 * 1024, "the log is used from its beginning again"


def test_a_backup_that_is_killed_leaves_no_half_file_and_what_it_leaves_is_cleared_away(
    large_url: str, keys: Path, safe: Safe
) -> None:
    killed = subprocess.run(
        command(large_url, keys, safe, "kill"), capture_output=True, env=surroundings(), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert not list(safe.folder.glob("*.age"))
    left = list(safe.folder.glob(".*.part"))
    assert left, "it was killed in the middle"
    for path in left:
        assert path.stat().st_mode & 0o077 == 0
        os.utime(path, (0, 0))
    with sqlite3.connect(large_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM photos")
    connection.close()
    backed = write_backup(Plan(large_url, keys, safe.folder, [safe.public]), TUESDAY)
    assert backed.content.exists()
    assert not list(safe.folder.glob(".*.part"))


def test_a_full_disk_is_one_sentence_and_leaves_no_file(large_url: str, keys: Path, safe: Safe) -> None:
    ended = subprocess.run(
        command(large_url, keys, safe, "limit"), capture_output=True, text=True, env=surroundings(), check=False
    )
    assert "BadSetup" in ended.stderr
    assert "the backup cannot be written: File too large" in ended.stderr
    assert not list(safe.folder.glob("*age*"))


def test_a_hundred_megabytes_of_photos_take_little_memory(large_url: str, keys: Path, safe: Safe) -> None:
    ended = subprocess.run(
        command(large_url, keys, safe, "restore"), capture_output=True, text=True, env=surroundings(), check=True
    )
    backup, restore = (int(line.split()[1]) for line in ended.stdout.splitlines() if line.startswith("MiB"))
    (file,) = safe.folder.glob("*.content.age")
    assert file.stat().st_size > MANY * 1024 * 1024
    assert file.stat().st_size < MANY * 1024 * 1024 * 1.1, "what base64 adds, gzip takes away"
    assert backup < 48
    assert restore < 160


async def test_nothing_is_written_in_the_clear(
    sqlite_store: Database,
    sqlite_url: str,
    keys: Path,
    safe: Safe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    await said(await parts_for(sqlite_store), "anna", *WASTE)
    written = backed_up(safe, sqlite_url, keys)
    async with sqlite_store.read() as work:
        (case,) = await cases_of(work)
        (report,) = await work.cases.reports(case.id)
    marks = [
        case.sealed_key,
        report.sealed_answers,
        KEYS.current.content,
        KEYS.current.content.hex().encode(),
        case.receipt_tag,
    ]
    marks += [case.number.encode(), str(case.id).encode(), b'"reportbot"']
    for path in (*safe.folder.rglob("*"), *(tmp_path / "tmp").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            assert not [mark for mark in marks if mark[:24] in data], path.name
    assert {written.content.stat().st_mode & 0o777, written.keys.stat().st_mode & 0o777} == {0o600}


async def test_the_content_alone_opens_nothing_and_the_keys_alone_say_nothing(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    """Decrypted, too: whoever has one file and its identity still misses the other half."""
    await said(await parts_for(sqlite_store), "anna", *WASTE)
    written = backed_up(safe, sqlite_url, keys)
    plain = {}
    for file, identity in (written.content, safe.identity), (written.keys, safe.keys_identity):
        opener = pyrage.x25519.Identity.from_str(identity.read_text().splitlines()[-1])
        plain[file] = gzip.decompress(pyrage.decrypt(file.read_bytes(), [opener]))
        with pytest.raises(pyrage.DecryptError):
            other = safe.keys_identity if identity is safe.identity else safe.identity
            pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(other.read_text().splitlines()[-1])])
    assert b"sealed_key" not in plain[written.content]
    assert b"2026-0001" not in plain[written.keys]
    assert b"answers" not in plain[written.keys]


async def test_the_audit_log_comes_back_unbroken(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    await said(await parts_for(store), "anna", *WASTE)
    put_back(safe, safe.source(backed_up(safe, database_url, keys)), empty_url, tmp_path / "new", TUESDAY + DAY)
    restored = await opened(empty_url)
    async with restored.begin() as work:
        work.audit.note("restored", at=TUESDAY)
    async with restored.read() as work:
        entries, head = await work.audit.entries(0, 1000), await work.audit.head()
    await restored.close()
    digest = b""
    for entry in entries:
        digest = CHAIN(digest, entry.chained)
        assert digest == entry.digest
    assert head is not None
    assert head.digest == digest
    assert await readable(empty_url, tmp_path / "new")
