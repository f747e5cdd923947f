"""Several generations: the newest seals, all of them open, and what is exchanged half-way stays usable."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reportbot.core.errors import BadSetup, BadSignature, CannotBeRead
from reportbot.core.messages import Address
from reportbot.keyring import KeyWatch
from reportbot.vault.keychanges import add_generation, make_current, remove_older
from reportbot.vault.keys import Generation, Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.sealing import Vault

KEYS = Keys.for_tests()
TWO = KEYS.with_generation(Generation.random(2))
SECOND = KEYS.with_generation(TWO.generations[1], current=True)
ONLY_SECOND = Keys(2, SECOND.generations[1:], SECOND.receipt_pepper, SECOND.dedupe, SECOND.audit)
PHONE = Address("drenas", "sms", "+38344000000")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = "cases.key:1"


def test_any_generation_opens_and_the_current_one_seals() -> None:
    _, old = Vault(KEYS).new_data_key(HERE)
    for keys in (KEYS, TWO, SECOND):
        assert Vault(keys).data_key(old, HERE).secret
        assert Vault(keys).new_data_key(HERE)[1][1] == keys.key_id
    sealed = Vault(KEYS).seal_address(PHONE, 1)
    assert AddressOpener(SECOND).open_address("drenas", "sms", 1, sealed) == PHONE
    assert Vault(SECOND).seal_address(PHONE, 1)[1] == 2


def test_what_is_sealed_anew_opens_without_the_older_key_and_nowhere_else() -> None:
    key, old = Vault(KEYS).new_data_key(HERE)
    new = Vault(SECOND).rewrap(old, HERE)
    assert Vault(ONLY_SECOND).data_key(new, HERE) == key
    with pytest.raises(CannotBeRead):
        Vault(ONLY_SECOND).data_key(new, "cases.key:2")
    with pytest.raises(CannotBeRead, match="sealed with key 1, which is not here"):
        Vault(ONLY_SECOND).data_key(old, HERE)
    resealed = AddressOpener(SECOND).reseal("drenas", "sms", 1, Vault(KEYS).seal_address(PHONE, 1))
    assert AddressOpener(ONLY_SECOND).open_address("drenas", "sms", 1, resealed) == PHONE


def test_a_header_that_was_changed_opens_nothing() -> None:
    _, old = Vault(KEYS).new_data_key(HERE)
    with pytest.raises(CannotBeRead):
        Vault(SECOND).data_key(old[:1] + b"\2" + old[2:], HERE)


def test_a_token_is_read_until_its_key_is_gone() -> None:
    until = NOW + timedelta(days=1)
    old = Vault(KEYS).sign_link(5, "police", until)
    assert Vault(SECOND).read_link(old, NOW).referral == 5
    assert Vault(SECOND).read("login", Vault(KEYS).sign("login", "ana", until), NOW) == "ana"
    with pytest.raises(BadSignature):
        Vault(ONLY_SECOND).read_link(old, NOW)
    with pytest.raises(BadSignature):
        Vault(KEYS).read_link(Vault(SECOND).sign_link(5, "police", until), NOW)


def test_codes_and_messages_are_known_again_in_every_generation() -> None:
    code = Vault(KEYS).new_code()
    assert Vault(KEYS).receipt_tag(code) == Vault(SECOND).receipt_tag(code)
    assert Vault(KEYS).message_key("telegram:1:2") == Vault(SECOND).message_key("telegram:1:2")


def test_every_key_has_a_canary_of_its_own() -> None:
    canaries = SECOND.canaries()
    assert set(canaries) == {
        "receipt-pepper", "dedupe", "audit",
        *(f"{name}.{number}" for name in ("content", "address", "link-signing", "cookie") for number in (1, 2)),
    }  # fmt: skip
    assert len(set(canaries.values())) == len(canaries)
    assert KEYS.canaries().items() <= canaries.items()
    assert not set(Keys.random().canaries().values()) & set(canaries.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Keys.create(tmp_path / "keys")
    return tmp_path / "keys"


def test_a_folder_goes_from_one_generation_to_the_next(folder: Path) -> None:
    first = Keys.load(folder)
    assert add_generation(folder) == 2
    assert add_generation(folder) == 2, "one that waits is not made twice"
    assert (Keys.load(folder).key_id, len(Keys.load(folder).generations)) == (1, 2)
    make_current(folder, 2)
    assert Keys.load(folder).key_id == 2
    assert Keys.load(folder).generations[0] == first.generations[0]
    assert remove_older(folder) == [1]
    assert [each.key_id for each in Keys.load(folder).generations] == [2]
    assert Keys.load(folder).receipt_pepper == first.receipt_pepper


@pytest.mark.parametrize("change", ["add", "current", "remove"])
def test_a_change_that_is_cut_off_at_any_call_leaves_keys_that_can_be_used(
    folder: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call that touches the disk is once the last one; the keys can be used after it, and a next try succeeds."""
    if change != "add":
        add_generation(folder)
    if change == "remove":
        make_current(folder, 2)
    act = {"add": add_generation, "current": lambda folder: make_current(folder, 2), "remove": remove_older}[change]
    for calls in range(50):
        trial = folder.with_name(f"{change}{calls}")
        shutil.copytree(folder, trial)
        finished = False
        with monkeypatch.context() as patch:
            _cut_off_after(patch, calls)
            try:
                act(trial)
                finished = True
            except Killed:
                pass
        assert Keys.load(trial).current
        act(trial)
        Keys.load(trial)
        if finished:
            assert calls > 1
            return
    raise AssertionError("it never came to its end")


class Killed(BaseException):
    pass


def _cut_off_after(patch: pytest.MonkeyPatch, calls: int) -> None:
    left = [calls]

    def limited(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return real(*args, **kwargs)

        return call

    for name in ("rename", "replace", "mkdir"):
        patch.setattr(Path, name, limited(getattr(Path, name)))
    for name in ("fsync", "unlink", "rmdir"):
        patch.setattr(os, name, limited(getattr(os, name)))


def test_a_running_process_sees_a_new_generation_and_one_that_seals(folder: Path) -> None:
    vault, opener = Vault(Keys.load(folder)), AddressOpener(Keys.load(folder))
    watch = KeyWatch(folder, (vault.use, opener.use))
    vault.if_unknown(watch.look)
    opener.if_unknown(watch.look)
    add_generation(folder)
    make_current(folder, 2)
    elsewhere = Vault(Keys.load(folder))
    assert vault.data_key(elsewhere.new_data_key(HERE)[1], HERE).secret, "an unknown key is looked for at once"
    assert vault.new_data_key(HERE)[1][1] == 2
    assert opener.open_address("drenas", "sms", 1, elsewhere.seal_address(PHONE, 1)) == PHONE


def test_a_folder_that_is_broken_while_we_run_changes_nothing(folder: Path) -> None:
    vault = Vault(Keys.load(folder))
    watch = KeyWatch(folder, (vault.use,))
    (folder / "1/content").unlink()
    (folder / "2").mkdir()
    watch.look()
    assert vault.new_data_key(HERE)[1][1] == 1


def test_without_the_keys_that_open_nothing_is_delivered() -> None:
    with pytest.raises(BadSetup, match="address-opening"):
        AddressOpener(SECOND.without_opening())
