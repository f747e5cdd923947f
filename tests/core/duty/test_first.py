"""Who is told first, as rows."""

import pytest

from reportbot.core.duty.first import told_first


@pytest.mark.parametrize(
    ("reachable", "on_duty", "first"),
    [
        ("abc", "b", "b"),
        ("abc", "bd", "b"),
        ("abc", "", "abc"),
        ("abc", "d", "abc"),
        ("", "b", ""),
    ],
)
def test_whoever_is_on_duty_is_told_first_and_everybody_where_none_of_them_can_be_reached(
    reachable: str, on_duty: str, first: str
) -> None:
    assert told_first(reachable, on_duty) == frozenset(first)
