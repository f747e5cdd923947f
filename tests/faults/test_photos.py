"""Every crafted photo goes through the painter; `make test` paints a quarter of them."""

import pytest

from tests.vault.crafted import every
from tests.vault.test_painter import assert_clean_or_refused


@pytest.mark.parametrize("name", every())
async def test_what_somebody_sends_becomes_a_clean_picture_or_is_refused(name: str) -> None:
    await assert_clean_or_refused(name)
