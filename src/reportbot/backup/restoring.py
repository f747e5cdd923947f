"""A backup is put back: into an empty database, all or nothing, and what must not happen twice is settled. Blocking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reportbot.backup.files import CONTENT, KEYS
from reportbot.backup.format import Header, NotABackup, Reading, Row
from reportbot.backup.keyfolder import WrittenFolder, check_free, is_safe
from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.storage.backup.filling import Filling, filling
from reportbot.storage.backup.parts import Part, content_parts, keys_parts
from reportbot.storage.migrate import newest
from reportbot.storage.sql.errors import StorageFailed
from reportbot.vault import age
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault

PATIENCE = timedelta(hours=2)  # a message to a reporter that waited longer speaks of a moment that is over
AT_ONCE = 64  # rows in one statement
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """`keys_identity`: empty where one identity opens both."""

    content: Path
    keys: Path
    identity: Path
    keys_identity: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What an operator must know afterwards: numbers of cases, and what was settled.

    `unreachable` are reporters whose address is sealed with a key that was retired since.
    """

    content_at: datetime
    keys_at: datetime
    readable: int
    purged: int
    unreadable: int
    given_up: int
    cancelled: int
    forgotten: int
    is_old: bool
    unreachable: int


def restore(
    source: Source,
    database_url: str,
    keys_folder: Path,
    now: datetime,
    progress: Progress = lambda table, done, of: None,
    given: Keys | None = None,
) -> Restored:
    """`given`: the keys, where they are in no folder.

    Raises BadSetup with one sentence, and has then changed nothing: a wrong or damaged file, a wrong identity, two
    files that do not belong together, a database or a folder of keys that is in use.
    """
    identities = age.read_identities(source.identity)
    keys_identities = age.read_identities(source.keys_identity) if source.keys_identity else identities
    secrets = _secrets(source.keys, keys_identities, is_given=given is not None)
    if not given:
        check_free(keys_folder, secrets)
    folder = WrittenFolder(keys_folder)
    try:
        with filling(database_url) as fill:
            content = _fill(source.content, identities, fill, progress)
            keys = _fill_keys(source.keys, keys_identities, fill)
            _check_pair(source, content, keys, fill)
            if not given:
                folder.write(secrets)
            return _settle(fill, content, keys, given or Keys.load(keys_folder), now)
    except StorageFailed as error:
        folder.undo()
        raise BadSetup(Problem(str(source.content), 0, f"cannot be restored: {error}")) from None
    except BaseException:
        folder.undo()
        raise


def _secrets(file: Path, identities: Sequence[Any], *, is_given: bool) -> dict[str, bytes]:
    """The files of the folder of keys, once the whole backup of them was read."""
    secrets: dict[str, bytes] = {}

    def keep(name: str, content: bytes) -> None:
        if not is_safe(name) or name in secrets:
            raise NotABackup("is damaged inside")
        secrets[name] = content

    _read(file, identities, KEYS, keys_parts(), lambda header: None, lambda part, row: None, keep)
    if not secrets and not is_given:
        why = "holds no files of keys: they were in REPORTBOT_KEYS_TEXT, and are needed there again"
        raise BadSetup(Problem(str(file), 0, why))
    return secrets


def _fill(file: Path, identities: Sequence[Any], fill: Filling, progress: Progress) -> Header:
    rows = _Batches(fill.add, progress)
    header = _read(file, identities, CONTENT, content_parts(), rows.begin, rows.take, _no_file)
    rows.flush()
    return header


def _fill_keys(file: Path, identities: Sequence[Any], fill: Filling) -> Header:
    def put(part: Part, rows: Sequence[Row]) -> None:
        if part.table == "conversations":
            fill.keep_conversations([row[0] for row in rows])
        else:
            fill.set_keys(part, rows)

    rows = _Batches(put)
    header = _read(file, identities, KEYS, keys_parts(), rows.begin, rows.take, lambda name, content: None)
    rows.flush()
    return header


def _check_pair(source: Source, content: Header, keys: Header, fill: Filling) -> None:
    both = ("cases", "conversations")
    if all(any(half.rows[table] for table in both) for half in (content, keys)) and not fill.in_common():
        raise BadSetup(
            Problem(str(source.keys), 0, f"belongs to another house: it opens nothing of {source.content.name}")
        )


def _settle(fill: Filling, content: Header, keys: Header, ours: Keys, now: datetime) -> Restored:
    _settle_canaries(fill, ours.canaries())
    for part in content_parts():
        if part.is_only_keys:
            fill.drop_empty(part)
    # Only of an earlier moment can it be said what was there and is no more.
    known_until = min(keys.at, now)
    forgotten = fill.forget_others(now) if keys.at >= content.at else 0
    readable, purged, unreadable = _counted(fill, Vault(ours), known_until)
    if not readable and unreadable and not purged and keys.at >= content.at:
        raise BadSetup(Problem("keys", 0, "no case can be opened with these keys: they belong to another house"))
    fill.shred_again(known_until, now)
    fill.settle_queue()
    given_up, cancelled = fill.settle_outbox(now, PATIENCE)
    is_old = now - content.at > PATIENCE
    if is_old:
        fill.forget_agreements()
        fill.leave_numbers_out()
    unreachable = sum(ours.generation(key_id) is None for key_id in fill.keys_of_addresses())
    return Restored(
        content_at=content.at,
        keys_at=keys.at,
        readable=readable,
        purged=purged,
        unreadable=unreadable,
        given_up=given_up,
        cancelled=cancelled,
        forgotten=forgotten,
        is_old=is_old,
        unreachable=unreachable,
    )


def _settle_canaries(fill: Filling, ours: Mapping[str, bytes]) -> None:
    """Keys of this house may have been retired since the content was written; another house's have other marks."""
    found = fill.canaries()
    if any(name in ours and ours[name] != mark for name, mark in found.items()):
        raise BadSetup(Problem("keys", 0, "they belong to another house than the content"))
    fill.drop_canaries([name for name in found if name not in ours])


def _counted(fill: Filling, vault: Vault, known_until: datetime) -> tuple[int, int, int]:
    """(readable, purged before the keys were backed up, unreadable for another reason)."""
    readable = purged = unreadable = 0
    for case, sealed_key, opened_at in fill.cases():
        if not sealed_key and opened_at < known_until:
            purged += 1
            continue
        try:
            vault.data_key(sealed_key, f"cases.key:{case}")
            readable += 1
        except CannotBeRead:
            unreadable += 1
    return readable, purged, unreadable


class _Batches:
    """Rows of one table after the other, some at a time."""

    def __init__(
        self,
        put: Callable[[Part, Sequence[Row]], None],
        progress: Progress = lambda table, done, of: None,
    ) -> None:
        self._put, self._progress = put, progress
        self._part: Part | None = None
        self._rows: list[Row] = []
        self._done = 0
        self._header: Header | None = None

    def begin(self, header: Header) -> None:
        self._header = header

    def take(self, part: Part, row: Row) -> None:
        if part is not self._part or len(self._rows) >= AT_ONCE:
            self.flush()
            self._done = self._done if part is self._part else 0
            self._part = part
        self._rows.append(row)

    def flush(self) -> None:
        if self._part and self._rows:
            self._put(self._part, self._rows)
            self._done += len(self._rows)
            if self._header:
                self._progress(self._part.table, self._done, self._header.rows[self._part.table])
        self._rows = []


def _read(
    file: Path,
    identities: Sequence[Any],
    kind: str,
    parts: tuple[Part, ...],
    on_header: Callable[[Header], None],
    on_row: Callable[[Part, Row], None],
    on_file: Callable[[str, bytes], None],
) -> Header:
    """Raises BadSetup, which names the file."""
    headers: list[Header] = []

    def begin(header: Header) -> None:
        headers.append(header)
        on_header(header)

    reading = Reading(kind=kind, schema=newest(), parts=parts, on_header=begin, on_row=on_row, on_file=on_file)
    try:
        age.decrypt(file, identities, reading.take)
        reading.finish()
    except NotABackup as error:
        raise BadSetup(Problem(str(file), 0, str(error))) from None
    return headers[0]


def _no_file(name: str, content: bytes) -> None:
    raise NotABackup("is damaged inside")
