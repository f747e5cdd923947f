"""Erasing is cut off at every statement, and by kill -9: a case is whole or gone, and the next round goes on."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reportbot.core.messages import Attachment
from reportbot.service.ports import StoreFailed
from reportbot.storage import Database
from reportbot.storage.sql import sqlite
from reportbot.vault.chain import chain_of
from tests.builders import KEYS, TUESDAY, WASTE, Clock, Parts, parts_for
from tests.service.cases.test_photos import a_picture
from tests.service.due.test_retention import _close, _rows, wait

DAY = timedelta(days=1)
READY = TUESDAY + 365 * DAY  # the day on which both cases lose their keys; the day after, their rows
AT_LAST = ("cases", "reports", "referrals", "case_events", "photos", "dues", "retention")

KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from reportbot.storage import Database
from reportbot.storage.sql import sqlite
from tests.service.test_killed import opened

file, moment, statement = sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])

async def main():
    async with opened(file, moment) as parts:
        do, done = sqlite._do, 0

        def counted(*step):
            nonlocal done
            done += 1
            if done > statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*step)

        sqlite._do = counted
        await parts.retention.run_due(moment)

asyncio.run(main())
"""


@asynccontextmanager
async def opened(file: str | Path, moment: datetime) -> AsyncIterator[Parts]:
    """Everything wired on this file, at this moment."""
    database = await Database.open(f"sqlite:///{file}", upgrade=False, chain=chain_of(KEYS.audit))
    try:
        yield await parts_for(database, Clock(moment))
    finally:
        await database.close()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> tuple[Path, Path]:
    """Two cases with words, notes and pictures that are due to be erased; and the same a day after their keys went."""
    folder = tmp_path_factory.mktemp("ready")
    first, second = folder / "keys.db", folder / "rows.db"
    shutil.copy(migrated_file, first)
    asyncio.run(_two_cases(first))
    shutil.copy(first, second)
    asyncio.run(_round(second, READY))
    return first, second


@pytest.mark.parametrize("phase", [0, 1], ids=["the keys", "the rows"])
async def test_cut_off_at_any_statement_it_is_untouched_or_finished(
    ready: tuple[Path, Path], tmp_path: Path, phase: int
) -> None:
    moment, file = READY + phase * DAY, tmp_path / "cut.db"
    shutil.copy(ready[phase], file)
    with cut_off_after(10**6) as steps:
        await _round(file, moment)
    assert steps[0] > 40
    ends = set()
    for statement in range(steps[0]):
        shutil.copy(ready[phase], file)
        with cut_off_after(statement) as count, suppress(StoreFailed):
            await _round(file, moment)
        assert count[0] > statement
        ends.add(await _is_whole(file, moment))
        if statement % 8 == 0:
            await _goes_on(file, moment)
    assert len(ends) > 1  # it was cut off before and after


@pytest.mark.parametrize(("phase", "part"), [(0, 0.15), (1, 0.35)], ids=["the keys", "the rows"])
async def test_killed_it_is_untouched_or_finished(
    ready: tuple[Path, Path], tmp_path: Path, phase: int, part: float
) -> None:
    moment, file = READY + phase * DAY, tmp_path / "killed.db"
    shutil.copy(ready[phase], file)
    with cut_off_after(10**6) as steps:
        await _round(file, moment)
    shutil.copy(ready[phase], file)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", KILLED, str(file), moment.isoformat(), str(int(steps[0] * part))]
    ended = await asyncio.to_thread(subprocess.run, command, env=environment, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    await _is_whole(file, moment)
    await _goes_on(file, moment)


async def _two_cases(file: Path) -> None:
    async with opened(file, TUESDAY) as parts, parts.taking():
        for who in ("anna", "beni"):
            *before, last = WASTE
            await parts.say(who, *before)
            parts.phones.photos[who] = a_picture()
            await parts.intake.receive([parts.message(who, attachments=(Attachment("photo", who),))])
            await parts.deliver()
            await parts.say(who, last)
        for case in await parts.cases():
            await _close(parts, case)
        await wait(parts, 364)


async def _round(file: Path, moment: datetime) -> None:
    async with opened(file, moment) as parts:
        await parts.retention.run_due(moment)


async def _goes_on(file: Path, moment: datetime) -> None:
    """Another process, the same day, and the days after."""
    for days in range(3):
        await _round(file, moment + days * DAY)
    async with opened(file, moment + 3 * DAY) as parts:
        assert {table: await _rows(parts, table) for table in AT_LAST} == dict.fromkeys(AT_LAST, 0)


async def _is_whole(file: Path, moment: datetime) -> str:
    """How the cases are: each one readable in all its parts, or in none."""
    async with opened(file, moment) as parts:
        found = [await _state(parts, case.id) for case in await parts.cases()]
        if not found:
            assert {table: await _rows(parts, table) for table in AT_LAST} == dict.fromkeys(AT_LAST, 0)
    return " ".join(found)


async def _state(parts: Parts, id: int) -> str:
    async with parts.store.read() as work:
        case = await work.cases.one(id)
        story = await parts.casework._dossier.story(work, case)
        photos = await work.conversations.photos(case=id)
        events = await work.cases.events(id)
        referrals = await work.cases.referrals(id)
        expiry = await work.retention.get(id)
        notes = [parts.casework._dossier.note(case, event) for event in events if event.note]
        sent = [each for each in await work.outbox.of_case(id) if each.payload or each.target]
    marks = {
        bool(case.sealed_key),
        bool(case.receipt_tag),
        bool(referrals),
        all(said.answers for said in story.reports),
        all(photo.sealed_key for photo in photos),
        all(notes),
        expiry is not None and expiry.shredded_at is None,
    }
    assert len(marks) == 1, "half readable"
    assert story.reports and photos and notes
    (readable,) = marks
    assert readable or not sent
    return "readable" if readable else "erased"


@contextmanager
def cut_off_after(statements: int) -> Iterator[list[int]]:
    """The database fails at every statement after so many; yields how many there were."""
    do, count = sqlite._do, [0]

    def counted(connection: sqlite3.Connection, step: Any) -> sqlite3.Cursor:
        if step.sql != "ROLLBACK":
            count[0] += 1
        if count[0] > statements:
            raise sqlite3.OperationalError("cut off")
        return do(connection, step)

    sqlite._do = counted
    try:
        yield count
    finally:
        sqlite._do = do
