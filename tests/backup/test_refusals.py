"""What cannot be backed up or restored is refused with one clear sentence, and nothing was changed."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyrage
import pytest

from reportbot.backup.keyfolder import read_folder
from reportbot.backup.restoring import Source
from reportbot.backup.writing import write_backup
from reportbot.core.errors import BadSetup
from reportbot.service.upkeep import canaries
from reportbot.storage import Database
from reportbot.vault.age import new_identity
from reportbot.vault.keys import Keys
from tests.backup.house import (
    DAY,
    Safe,
    a_safe,
    backed_up,
    keys_folder,
    opened,
    put_back,
    readable,
    refusal_of_restoring,
    said,
)
from tests.builders import TUESDAY, WASTE, parts_for


@pytest.fixture
async def source(sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe) -> Source:
    """The backup of a town with one case."""
    await said(await parts_for(sqlite_store), "anna", *WASTE)
    return safe.source(backed_up(safe, sqlite_url, keys))


def refused(source: Source, url: str, tmp_path: Path) -> str:
    """Refused, and nobody sees a key or a row of it."""
    sentence = refusal_of_restoring(source, url, tmp_path / "new")
    assert not list((tmp_path / "new").glob("*")), "no key was left behind"
    assert not list(tmp_path.rglob("empty.db*")), "nor a database"
    return sentence


@pytest.mark.parametrize("kept", [0, 10, 150, 1000, -1, -17], ids=str)
@pytest.mark.parametrize("which", ["content", "keys"])
def test_a_file_that_is_cut_off_is_refused(
    source: Source, empty_file: str, tmp_path: Path, which: str, kept: int
) -> None:
    file: Path = getattr(source, which)
    file.write_bytes(file.read_bytes()[:kept])
    assert any(word in refused(source, empty_file, tmp_path) for word in ("cut off", "is not a backup"))


@pytest.mark.parametrize("place", [0, 30, 190, 250, -1, -100], ids=str)
@pytest.mark.parametrize("which", ["content", "keys"])
def test_a_file_with_one_bit_changed_is_refused(
    source: Source, empty_file: str, tmp_path: Path, which: str, place: int
) -> None:
    file: Path = getattr(source, which)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    assert file.name in refused(source, empty_file, tmp_path)


@pytest.mark.parametrize("rubbish", [b"", b"\0" * 5000, b"age-encryption.org/v1\n", b"PK\x03\x04 holiday pictures"])
async def test_a_foreign_file_is_refused(source: Source, empty_file: str, tmp_path: Path, rubbish: bytes) -> None:
    source.content.write_bytes(rubbish)
    assert "is not a backup" in refused(source, empty_file, tmp_path)


async def test_a_file_that_is_not_there_is_refused(source: Source, empty_file: str, tmp_path: Path) -> None:
    assert "No such file" in refused(replace(source, content=tmp_path / "nowhere"), empty_file, tmp_path)


async def test_another_identity_is_refused(source: Source, empty_file: str, tmp_path: Path) -> None:
    new_identity(tmp_path / "other")
    said = refused(replace(source, identity=tmp_path / "other"), empty_file, tmp_path)
    assert "encrypted for another identity" in said


@pytest.mark.parametrize("content", ["", "# nothing\n", "AGE-SECRET-KEY-1ABC\n", "\0\xff", "age1xyz\n"])
async def test_a_file_that_is_no_identity_is_refused_without_a_word_of_it(
    source: Source, empty_file: str, tmp_path: Path, content: str
) -> None:
    (tmp_path / "other").write_text(content)
    sentence = refused(replace(source, identity=tmp_path / "other"), empty_file, tmp_path)
    assert "is not an age identity" in sentence
    assert "ABC" not in sentence


async def test_keys_in_the_place_of_content_are_refused(source: Source, empty_file: str, tmp_path: Path) -> None:
    swapped = Source(source.keys, source.content, source.keys_identity or source.identity, source.identity)
    assert "the keys are wanted here" in refused(swapped, empty_file, tmp_path)
    twice = replace(source, content=source.keys, identity=source.keys_identity or source.identity)
    assert "the content are wanted here" in refused(twice, empty_file, tmp_path)


async def test_the_keys_of_another_house_are_refused(
    source: Source, empty_file: str, tmp_path: Path, migrated_file: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    other = await opened(url)
    await said(await parts_for(other), "berta", *WASTE)
    await other.close()
    there = a_safe(tmp_path / "there")
    keys = backed_up(there, url, keys_folder(tmp_path / "their-keys", Keys.random())).keys
    mixed = replace(source, keys=keys, keys_identity=there.keys_identity)
    assert "belongs to another house" in refused(mixed, empty_file, tmp_path)


async def test_keys_with_other_marks_than_the_content_are_refused(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe, empty_file: str, tmp_path: Path
) -> None:
    await canaries.check(sqlite_store, Keys.random().canaries(), "keys")
    sentence = refused(safe.source(backed_up(safe, sqlite_url, keys)), empty_file, tmp_path)
    assert "another house" in sentence


async def test_a_database_that_is_in_use_is_refused_and_stays_as_it_is(
    source: Source, sqlite_url: str, keys: Path, tmp_path: Path
) -> None:
    before = await readable(sqlite_url, keys)
    sentence = refused(source, sqlite_url, tmp_path)
    assert "there is something in it already" in sentence
    assert "REPORTBOT_DATABASE_URL" in sentence
    assert await readable(sqlite_url, keys) == before


def test_a_used_folder_of_keys_is_refused_and_stays_as_it_is(source: Source, empty_file: str, tmp_path: Path) -> None:
    other = keys_folder(tmp_path / "others", Keys.random())
    before = read_folder(other)
    sentence = refusal_of_restoring(source, empty_file, other)
    assert "keys are never overwritten" in sentence
    assert before == read_folder(other)
    assert not Path(empty_file.removeprefix("sqlite:///")).exists()


def _dropped_row(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines if b"2026-0001" not in line]


def _doubled_row(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines for _ in range(1 + (b"2026-0001" in line))]


def _no_end(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def _end_and_more(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"[]\n"]


def _another(name: str, value: Any) -> Callable[[list[bytes]], list[bytes]]:
    def changed(lines: list[bytes]) -> list[bytes]:
        return _ended([json.dumps(json.loads(lines[0]) | {name: value}).encode() + b"\n", *lines[1:-1]], lines[-1])

    return changed


def _wrong_values(lines: list[bytes]) -> list[bytes]:
    return _ended([line.replace(b'"2026-0001"', b"[[]]") for line in lines[:-1]], lines[-1])


def _deep(lines: list[bytes]) -> list[bytes]:
    return [lines[0], b"[" * 100_000 + b"\n"]


def _ended(lines: list[bytes], end: bytes) -> list[bytes]:
    """With a digest that fits, as somebody who only wants to cheat would write it."""
    digest = blake2b(b"".join(lines), digest_size=32).hexdigest()
    return [*lines, json.dumps(json.loads(end) | {"digest": digest}).encode() + b"\n"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_dropped_row, "damaged inside"),
        (_doubled_row, "the database does not take it"),
        (_no_end, "its end is missing"),
        (_end_and_more, "goes on after its end"),
        (_wrong_values, "damaged inside"),
        (_deep, "damaged inside"),
        (_another("schema", "9999"), "tables of version 9999"),
        (_another("format", 2), "newer reportbot"),
        (_another("tables", {}), "other tables"),
        (_another("tables", 7), "damaged inside"),
        (_another("at", "yesterday"), "damaged inside"),
        (_another("reportbot", "holiday"), "not a backup"),
    ],
    ids=range(12),
)
async def test_what_is_well_encrypted_but_wrong_inside_is_refused(
    source: Source,
    safe: Safe,
    empty_file: str,
    tmp_path: Path,
    change: Callable[[list[bytes]], list[bytes]],
    sentence: str,
) -> None:
    identity = pyrage.x25519.Identity.from_str(safe.identity.read_text().splitlines()[-1])
    lines = gzip.decompress(pyrage.decrypt(source.content.read_bytes(), [identity])).splitlines(keepends=True)
    packed = gzip.compress(b"".join(change(lines)))
    source.content.write_bytes(pyrage.encrypt(packed, [identity.to_public()]))
    assert sentence in refused(source, empty_file, tmp_path)


async def test_a_restore_that_was_refused_can_be_tried_again(source: Source, empty_file: str, tmp_path: Path) -> None:
    good = source.content.read_bytes()
    source.content.write_bytes(good[:-1])
    refused(source, empty_file, tmp_path)
    source.content.write_bytes(good)
    put_back(a_safe(tmp_path / "unused"), source, empty_file, tmp_path / "new")
    assert "Old bottles" in (await readable(empty_file, tmp_path / "new"))["2026-0001"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"recipients": []}, "--new-identity"),
        ({"recipients": ["age1nobody"]}, "begins with age1"),
        ({"recipients": ["AGE-SECRET-KEY-1QQ"]}, "secret half"),
        ({"database_url": "sqlite:////does/not/exist.db"}, "no such file"),
        ({"keys": Path("/does/not/exist")}, "no keys in this folder"),
        ({"folder": Path("/proc/nowhere")}, "cannot be written"),
    ],
    ids=["nobody", "not a key", "the secret key", "no database", "no keys", "no folder"],
)
async def test_a_backup_that_cannot_be_made_says_why_and_leaves_no_file(
    sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe, change: dict[str, Any], sentence: str
) -> None:
    plan = replace(safe.plan(sqlite_url, keys), **change)
    with pytest.raises(BadSetup, match=sentence) as failed:
        write_backup(plan, TUESDAY)
    assert "QQ" not in str(failed.value)
    assert not list(safe.folder.rglob("*.age*"))


async def test_a_backup_is_never_overwritten(sqlite_store: Database, sqlite_url: str, keys: Path, safe: Safe) -> None:
    written = backed_up(safe, sqlite_url, keys)
    before = written.content.read_bytes()
    with pytest.raises(BadSetup, match="is there already"):
        backed_up(safe, sqlite_url, keys)
    assert written.content.read_bytes() == before
    backed_up(safe, sqlite_url, keys, TUESDAY + DAY)
