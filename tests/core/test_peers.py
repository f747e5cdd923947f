"""Keys of other systems: read from one setting, compared without telling how near a guess was."""

import pytest

from reportbot.core.peers import pairs_in, peer_with

KEYS = {"ndreqe": "0123456789abcdef", "other": "fedcba9876543210"}


@pytest.mark.parametrize("text", [
    "ndreqe=0123456789abcdef,other=fedcba9876543210",
    " ndreqe=0123456789abcdef ;\n other=fedcba9876543210, ",
])  # fmt: skip
def test_pairs_stand_beside_each_other(text: str) -> None:
    assert pairs_in(text) == KEYS


def test_nothing_is_nobody() -> None:
    assert pairs_in("") == {}


@pytest.mark.parametrize("text", [
    "ndreqe",
    "ndreqe=short",
    "=0123456789abcdef",
    "Ndreqe=0123456789abcdef",
    "a=0123456789abcdef, a=fedcba9876543210",
    "a=0123456789abcdef, b=0123456789abcdef",
    "a=" + "x" * 201,
    "a=0123456789abcdeë",
])  # fmt: skip
def test_rubbish_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="pairs of name=key, each once"):
        pairs_in(text)


@pytest.mark.parametrize(("key", "name"), [
    ("0123456789abcdef", "ndreqe"),
    ("fedcba9876543210", "other"),
    ("0123456789abcdeF", ""),
    ("", ""),
    ("ë" * 300, ""),
])  # fmt: skip
def test_a_key_is_somebodys_or_nobodys(key: str, name: str) -> None:
    assert peer_with(KEYS, key) == name
    assert peer_with({}, key) == ""
