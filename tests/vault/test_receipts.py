"""Receipt codes as the vault makes and remembers them."""

from dataclasses import replace
from hashlib import blake2b

import pytest
from argon2.low_level import Type, hash_secret_raw

from reportbot.core.errors import RuleBroken
from reportbot.core.receipt import is_plausible
from reportbot.vault import passwords, receipts
from reportbot.vault.keys import Keys
from reportbot.vault.receipts import LANES, MEMORY, PASSES, new_code, receipt_tag
from reportbot.vault.sealing import Vault

KEYS = Keys.for_tests()
PASSWORD_MEMORY = passwords.MEMORY


@pytest.fixture(autouse=True)
def in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is shipped, read before any test ran: tests/conftest.py makes it cheap."""
    monkeypatch.setattr(receipts, "MEMORY", MEMORY)
    monkeypatch.setattr(receipts, "PASSES", PASSES)


def test_new_codes_are_plausible_and_all_different() -> None:
    codes = [new_code() for _ in range(1000)]
    assert all(is_plausible(code) for code in codes)
    assert len(set(codes)) == 1000
    assert {code[0] for code in codes} == set("0123456789")


def test_a_code_is_found_by_its_tag_under_the_same_pepper_only() -> None:
    code = new_code()
    assert receipt_tag(KEYS, code) == Vault(KEYS).receipt_tag(code)
    assert len(receipt_tag(KEYS, code)) == 16
    assert receipt_tag(KEYS, code) != receipt_tag(replace(KEYS, receipt_pepper=b"\1" * 32), code)
    assert receipt_tag(KEYS, code) != receipt_tag(KEYS, Vault(KEYS).new_code())


def test_a_tag_is_argon2id_with_no_less_than_owasp_asks_for() -> None:
    assert (MEMORY, PASSES, LANES) == (19456, 2, 1)
    code = new_code()
    hashed = hash_secret_raw(code.encode(), b"reportbot receipt code", 2, 19456, 1, 32, Type.ID)
    expected = blake2b(hashed, key=KEYS.receipt_pepper, digest_size=16, person=b"receipt").digest()
    assert receipt_tag(KEYS, code) == expected


def test_a_password_is_hashed_with_as_much_memory_as_owasp_asks_for_one_pass() -> None:
    assert PASSWORD_MEMORY == 46 * 1024


@pytest.mark.parametrize("text", ["", "1234", "1234 5678 9012 3456", "0" * 15 + "1", "rubbish"])
def test_what_was_not_read_as_a_code_has_no_tag(text: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        receipt_tag(KEYS, text)
    assert not text or text not in str(refusal.value)
