"""Names, ages, and when the next one is due."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportbot.app import open_parts
from reportbot.backup.files import CONTENT, KEYS, name_of, newest, prune
from reportbot.backup.nightly import Nightly, is_due
from reportbot.config import Settings
from reportbot.metrics import Metrics
from reportbot.storage import Database
from tests.backup.house import DAY, HOUR, Safe
from tests.builders import TUESDAY, Clock

NIGHT = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)


def test_the_newest_is_found_among_other_files(tmp_path: Path) -> None:
    assert newest(tmp_path) is None
    assert newest(tmp_path / "nowhere") is None
    names = [name_of(CONTENT, TUESDAY), name_of(CONTENT, TUESDAY - DAY), name_of(KEYS, TUESDAY + DAY)]
    for name in (*names, "reportbot-20269999T999999Z.content.age", "notes.txt"):
        (tmp_path / name).touch()
    assert newest(tmp_path) == TUESDAY


def test_only_our_own_files_of_that_kind_are_removed_when_they_have_had_their_day(tmp_path: Path) -> None:
    old, young = name_of(CONTENT, TUESDAY - 31 * DAY), name_of(CONTENT, TUESDAY - 29 * DAY)
    others = ["letter.age", "reportbot-20200101T000000Z.content.age.txt", "reportbot-20209901T000000Z.content.age"]
    others.append(name_of(KEYS, TUESDAY - 31 * DAY))
    half = f".{name_of(CONTENT, TUESDAY)}.17.part"
    for name in (old, young, half, *others):
        (tmp_path / name).touch()
    os.utime(tmp_path / half, (0, 0))
    assert sorted(prune(tmp_path, CONTENT, TUESDAY, 30 * DAY)) == sorted([half, old])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([young, *others])


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, TUESDAY, True),
        (NIGHT - DAY, NIGHT, True),
        (NIGHT - HOUR, NIGHT, False),
        (NIGHT - DAY, NIGHT - HOUR, False),
        (NIGHT, NIGHT + 12 * HOUR, False),
        (NIGHT - DAY, NIGHT + 12 * HOUR, True),
        (NIGHT + 400 * DAY, NIGHT, True),
    ],
    ids=["never", "last night's", "this night's", "too early", "by day", "missed", "from the future"],
)
def test_a_backup_is_due_every_night_and_by_day_when_one_was_missed(
    last: datetime | None, now: datetime, due: bool
) -> None:
    assert is_due(last, now) == due


async def test_a_running_service_makes_one_and_not_another_one(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe
) -> None:
    clock = Clock(NIGHT)
    settings = Settings(
        database_url=sqlite_url, keys=str(keys), backup_folder=str(safe.folder), backup_recipients=safe.public
    )
    nightly = Nightly(settings, sqlite_store, clock)
    for _ in range(2):
        await nightly.look()
        clock.forward(timedelta(minutes=15))
    assert sorted(path.name for path in safe.folder.glob("*.age")) == [name_of(CONTENT, NIGHT), name_of(KEYS, NIGHT)]
    async with sqlite_store.read() as work:
        (entry,) = await work.audit.entries(0, 10)
    assert entry.act == b"backed_up"


async def test_the_age_of_the_last_backup_can_be_watched(sqlite_url: str, keys: Path, safe: Safe) -> None:
    settings = Settings(
        database_url=sqlite_url, keys=str(keys), backup_folder=str(safe.folder), backup_recipients=safe.public
    )
    parts = await open_parts(settings, clock=Clock(TUESDAY))
    metrics = Metrics(parts)
    assert "reportbot_backup_age_seconds -1.0\n" in metrics.text()
    (safe.folder / name_of(CONTENT, TUESDAY - HOUR)).touch()
    assert "reportbot_backup_age_seconds 3600.0\n" in metrics.text()
    await parts.close()


async def test_a_backup_that_fails_at_night_is_one_line_in_the_log(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(
        database_url=sqlite_url, keys=str(keys), backup_folder=str(safe.folder), backup_recipients="age1nobody"
    )
    await Nightly(settings, sqlite_store, Clock(NIGHT)).look()
    assert [record.message for record in caplog.records if record.name == "reportbot.backup"] == ["the backup failed"]


async def test_a_service_that_stops_does_not_wait_for_its_backup(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe
) -> None:
    settings = Settings(
        database_url=sqlite_url, keys=str(keys), backup_folder=str(safe.folder), backup_recipients=safe.public
    )
    async with sqlite_store.begin() as work:
        await work.upkeep.observe(1)
    nightly = Nightly(settings, sqlite_store, Clock(NIGHT))
    nightly.stop()
    await nightly.look()
    assert not list(safe.folder.glob("*age*"))
