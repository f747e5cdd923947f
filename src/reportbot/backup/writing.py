"""A backup is written from one moment of the database while the service goes on. Blocking."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from reportbot.backup import files
from reportbot.backup.files import CONTENT, KEYS, Unfinished, name_of
from reportbot.backup.format import Header, Row, written
from reportbot.backup.keyfolder import read_folder
from reportbot.core.errors import BadSetup, Problem
from reportbot.storage.backup.parts import Part, content_parts, keys_parts
from reportbot.storage.backup.snapshot import Snapshot, snapshot
from reportbot.storage.migrate import newest
from reportbot.storage.sql.errors import StorageFailed
from reportbot.vault import age

LONGEST = 2 * 3600  # seconds: while it lasts, SQLite's write-ahead log cannot shrink
TRIES = 3  # when the keys change under our hands
Progress = Callable[[str, int, int], None]
"""(table, rows written, rows in all)"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is backed up, to where, for whom. `keys_folder` and `keys_recipients`: empty means the same as content.

    `keys`: the folder of keys, None where they are in REPORTBOT_KEYS_TEXT and so in nobody's backup.
    """

    database_url: str
    keys: Path | None
    folder: Path
    recipients: Sequence[str]
    keys_recipients: Sequence[str] = ()
    keys_folder: Path | None = None
    content_lives: timedelta = files.CONTENT_LIVES


@dataclass(frozen=True, slots=True)
class Written:
    content: Path
    keys: Path
    rows: Mapping[str, int]
    removed: tuple[str, ...]


def write_backup(
    plan: Plan,
    now: datetime,
    progress: Progress = lambda table, done, of: None,
    stop: threading.Event | None = None,
) -> Written:
    """Both files, or none. `now` is aware, UTC. Then removes those that have had their day.

    Raises BadSetup with one sentence: no recipient, no such database or folder, disk full, stopped, too slow.
    """
    if not plan.recipients:
        raise BadSetup(
            Problem(
                "REPORTBOT_BACKUP_RECIPIENTS",
                0,
                "nobody is named who could open the backup; make a key on another machine with `reportbot backup"
                " --new-identity FILE`, keep the file there, and name the public key (age1…) here",
            )
        )
    content_for = age.read_recipients(plan.recipients, "REPORTBOT_BACKUP_RECIPIENTS")
    keys_for = age.read_recipients(plan.keys_recipients, "REPORTBOT_BACKUP_KEYS_RECIPIENTS") or content_for
    keys_folder = plan.keys_folder or plan.folder
    content_file, keys_file = plan.folder / name_of(CONTENT, now), keys_folder / name_of(KEYS, now)
    unfinished, watch = Unfinished(), _Watch(stop or threading.Event())
    try:
        for folder in (plan.folder, keys_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _moment(plan) as (shot, secrets):
            content, keys = content_parts(), keys_parts()
            counts = {part.table: shot.count(part.table) for part in content}
            rows = _Rows(shot, counts, progress, watch)
            header = Header(KEYS, newest(), now, keys, {part.table: counts[part.table] for part in keys}, len(secrets))
            with unfinished.new(keys_file) as out:
                age.encrypt(written(header, rows.silently, sorted(secrets.items())), out, keys_for)
            with unfinished.new(content_file) as out:
                age.encrypt(written(Header(CONTENT, newest(), now, content, counts), rows, ()), out, content_for)
        unfinished.finish()
        removed = files.prune(plan.folder, CONTENT, now, plan.content_lives)
        removed += files.prune(keys_folder, KEYS, now, files.KEYS_LIVE)
    except OSError as error:
        raise BadSetup(Problem(str(plan.folder), 0, f"the backup cannot be written: {error.strerror}")) from None
    except StorageFailed as error:
        raise BadSetup(Problem("database", 0, f"the backup failed: {error}")) from None
    finally:
        unfinished.remove()
    return Written(content_file, keys_file, counts, tuple(removed))


@contextmanager
def _moment(plan: Plan) -> Iterator[tuple[Snapshot, dict[str, bytes]]]:
    """A snapshot, and the files that open it: while keys are being exchanged, a snapshot may need those of before."""
    for _ in range(TRIES):
        before = read_folder(plan.keys) if plan.keys else {}
        with snapshot(plan.database_url) as shot:
            if not plan.keys or read_folder(plan.keys) == before:
                yield shot, before
                return
    raise BadSetup(Problem(str(plan.keys), 0, "the keys are being exchanged at this moment; try again"))


class _Watch:
    """Ends a backup that was stopped or takes too long."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop, self._until = stop, monotonic() + LONGEST

    def look(self) -> None:
        """Raises BadSetup."""
        if self._stop.is_set():
            raise BadSetup(Problem("backup", 0, "was stopped"))
        if monotonic() > self._until:
            raise BadSetup(Problem("backup", 0, f"took longer than {LONGEST // 3600} hours: is the disk too slow?"))


class _Rows:
    def __init__(self, shot: Snapshot, counts: Mapping[str, int], progress: Progress, watch: _Watch) -> None:
        self._shot, self._counts, self._progress, self._watch = shot, counts, progress, watch

    def __call__(self, part: Part) -> Iterator[Row]:
        count = self._counts[part.table]
        for number, row in enumerate(self.silently(part), 1):
            yield row
            if number % 100 == 0 and number < count:
                self._progress(part.table, number, count)
        self._progress(part.table, count, count)

    def silently(self, part: Part) -> Iterator[tuple[Any, ...]]:
        for row in self._shot.rows(part):
            self._watch.look()
            yield row
