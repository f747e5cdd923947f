"""What a browser sends is read with care: line ends, letters that no database takes, numbers that none knows."""

import pytest

from reportbot.web.forms import number_in, text_in


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("7", 7),
        ("0", 0),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5_000, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_only_a_number_as_our_pages_write_it_is_one(said: str, read: int | None) -> None:
    assert number_in(said) == read
    assert number_in(said, 6) == (read if said == "0" else None)


def test_the_line_ends_of_the_web_are_made_plain() -> None:
    assert text_in({"words": "një\r\ndy\x00\n tre "}, "words") == "një\ndy\n tre "
    assert text_in({}, "words") == ""
