"""Keys: made once, never overwritten, refused when anything about them is wrong, shown nowhere."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from reportbot.core.errors import BadSetup
from reportbot.vault.keychanges import add_generation
from reportbot.vault.keys import GENERATION_FILES, HOUSE_FILES, Generation, Keys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Keys.create(tmp_path / "keys")
    return tmp_path / "keys"


def test_what_was_created_is_loaded_again(tmp_path: Path) -> None:
    created = Keys.create(tmp_path / "a" / "keys")
    assert Keys.load(tmp_path / "a" / "keys") == created


def test_only_the_owner_may_read_the_keys(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "1").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()} == {0o600}
    assert {file.name for file in folder.iterdir()} == {*HOUSE_FILES.values(), "key-id", "1"}
    assert {file.name for file in (folder / "1").iterdir()} == set(GENERATION_FILES.values())


def test_every_secret_has_a_file() -> None:
    assert {one.name for one in fields(Keys)} == {*HOUSE_FILES, "key_id", "generations"}
    assert {one.name for one in fields(Generation)} == {*GENERATION_FILES, "key_id"}


def test_keys_are_never_overwritten(folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(BadSetup, match="never overwritten"):
        Keys.create(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_file_in_the_way_is_a_problem_of_setup(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(BadSetup, match="cannot be written"):
        Keys.create(tmp_path / "keys")


@pytest.mark.parametrize("keys", [Keys.for_tests(), Keys.random()])
def test_a_repr_shows_no_secret(keys: Keys) -> None:
    assert repr(keys) == str(keys) == "Keys(key_id=1)"


def test_test_keys_are_always_the_same_and_random_ones_never() -> None:
    assert Keys.for_tests() == Keys.for_tests()
    assert Keys.random() != Keys.random()


def test_keys_can_be_loaded_without_the_one_that_opens(folder: Path) -> None:
    everything = Keys.load(folder)
    (folder / "1/address-opening").unlink()
    assert Keys.load(folder, opening=False) == everything.without_opening()
    with pytest.raises(BadSetup, match="address-opening: cannot be read"):
        Keys.load(folder)


def test_a_missing_folder_is_named_and_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match=r"nowhere: there is no such folder of keys.*reportbot keys create .*nowhere"):
        Keys.load(tmp_path / "nowhere")


def test_a_file_is_not_a_folder_of_keys(folder: Path) -> None:
    with pytest.raises(BadSetup, match="not a folder"):
        Keys.load(folder / "1/content")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o610])
def test_a_key_that_others_can_reach_is_refused(folder: Path, mode: int) -> None:
    (folder / "1/cookie").chmod(mode)
    with pytest.raises(BadSetup, match="cookie: others than its owner"):
        Keys.load(folder)


def test_a_folder_that_others_can_write_to_is_refused(folder: Path) -> None:
    folder.chmod(0o770)
    with pytest.raises(BadSetup, match="swap the keys"):
        Keys.load(folder)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "not 0 characters"),
        (b"ab" * 31, "not 62 characters"),
        (b"ab" * 33, "not 66 characters"),
        (b"zz" * 32, "64 hex digits"),
        (b"ab " * 32, "64 hex digits"),
        (bytes(range(128, 192)), "64 hex digits"),
        (b"\xff" * 5000, "too long for a key"),
    ],
)
def test_a_damaged_key_is_refused_without_showing_it(folder: Path, held: bytes, said: str) -> None:
    (folder / "1/content").write_bytes(held)
    with pytest.raises(BadSetup, match=said) as refusal:
        Keys.load(folder)
    assert "abab" not in str(refusal.value)


@pytest.mark.parametrize("held", ["", "0", "256", "-1", "one", "1\n2", "٣"])
def test_a_key_id_is_a_number_from_1_to_255(folder: Path, held: str) -> None:
    (folder / "key-id").write_text(held, encoding="utf-8")
    with pytest.raises(BadSetup, match="key-id: must hold one number"):
        Keys.load(folder)


def test_the_same_key_in_two_files_is_refused(folder: Path) -> None:
    (folder / "1/cookie").write_bytes((folder / "1/content").read_bytes())
    with pytest.raises(BadSetup, match="cookie: holds the same key as 1/content"):
        Keys.load(folder)


def test_two_halves_that_are_no_pair_are_refused(folder: Path) -> None:
    (folder / "1/address-opening").write_text(os.urandom(32).hex())
    with pytest.raises(BadSetup, match="address-opening: does not open what address-sealing seals"):
        Keys.load(folder)


def test_a_folder_in_place_of_a_key_is_refused(folder: Path) -> None:
    (folder / "dedupe").unlink()
    (folder / "dedupe").mkdir()
    with pytest.raises(BadSetup, match="dedupe: is not a file"):
        Keys.load(folder)


def test_what_is_no_key_is_refused(folder: Path) -> None:
    (folder / "notes.txt").write_text("the safe is in room 4")
    with pytest.raises(BadSetup, match=r"notes\.txt: is no key"):
        Keys.load(folder)


@pytest.mark.parametrize("number", ["256", "999"])
def test_a_generation_beyond_one_byte_is_refused(folder: Path, number: str) -> None:
    (folder / number).mkdir()
    with pytest.raises(BadSetup, match="a generation has a number from 1 to 255"):
        Keys.load(folder)


def test_a_current_generation_that_is_not_here_is_named(folder: Path) -> None:
    (folder / "key-id").write_text("3")
    with pytest.raises(BadSetup, match="key-id: names key 3, whose folder is not here"):
        Keys.load(folder)


def test_a_generation_with_a_file_missing_is_refused(folder: Path) -> None:
    add_generation(folder)
    (folder / "2/cookie").unlink()
    with pytest.raises(BadSetup, match="2/cookie: cannot be read"):
        Keys.load(folder)


def test_a_generation_whose_folder_others_can_write_to_is_refused(folder: Path) -> None:
    (folder / "1").chmod(0o777)
    with pytest.raises(BadSetup, match="1: others may write here"):
        Keys.load(folder)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    (folder / "1/content").unlink()
    (folder / "dedupe").write_text("short")
    (folder / "1/cookie").chmod(0o644)
    with pytest.raises(BadSetup) as refusal:
        Keys.load(folder)
    assert {Path(problem.file).name for problem in refusal.value.problems} == {"content", "dedupe", "cookie"}
