"""Keys of Open311: pairs of name and key for each town, checked at start, never printed."""

import pytest

from reportbot.config import read
from reportbot.core.errors import BadSetup

KEYS = "ndreqe=0123456789abcdef, other=fedcba9876543210"


def test_each_town_has_keys_of_its_own() -> None:
    settings = read(
        {"REPORTBOT_DRENAS_OPEN311_KEYS": KEYS, "REPORTBOT_DRENAS_OPEN311_SEND_KEYS": "city=0123456789abcdef"}
    )
    assert settings.towns["drenas"].open311_keys == KEYS
    assert "abcdef" not in repr(settings)


@pytest.mark.parametrize("name", ["OPEN311_KEYS", "OPEN311_SEND_KEYS"])
def test_what_is_no_pair_is_told_without_the_key(name: str) -> None:
    with pytest.raises(BadSetup) as refused:
        read({f"REPORTBOT_DRENAS_{name}": "ndreqe=short-secret"})
    assert f"REPORTBOT_DRENAS_{name}" in str(refused.value)
    assert "short-secret" not in str(refused.value)
