"""A public key of age is known letter by letter, as age itself knows it."""

import pytest
from pyrage.x25519 import Identity

from reportbot.core.mail.agekeys import is_public


def test_every_public_key_is_one_and_no_secret_half_is() -> None:
    for _ in range(20):
        identity = Identity.generate()
        assert is_public(str(identity.to_public()))
        assert not is_public(str(identity))


def test_one_wrong_letter_and_it_is_none() -> None:
    key = str(Identity.generate().to_public())
    for place in range(4, len(key)):
        assert not is_public(key[:place] + ("q" if key[place] != "q" else "p") + key[place + 1 :])


@pytest.mark.parametrize("text", ["", "age1", "age1" + "q" * 58, "ssh-ed25519 AAAA", "AGE1" + "Q" * 58, "age1ë" * 12])
def test_anything_else_is_none(text: str) -> None:
    assert not is_public(text)
