"""A text in a spreadsheet is never a formula, and a number stays one."""

import csv
import io
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.sheets import LONGEST_CELL, Cell, csv_line, harmless, wall_clock

ZONE = "Europe/Belgrade"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://evil.example","x")', '\'=HYPERLINK("http://evil.example","x")'),
        ("+38344000111", "'+38344000111"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =1", "'=1"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\n=1", "'=1"),
        ("\u00a0=1", "'=1"),
        ("\u2003\u3000=1", "'=1"),
        ("\u200b=1", "'=1"),
        ("\ufeff=1", "'=1"),
        ("\u202e=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20A", "'\uff20A"),
        ("\ufe661", "'\ufe661"),
        ("\u22121", "'\u22121"),
        ("\u0301=1", "'\u0301=1"),
        ("'=1", "'=1"),
        ("a=1", "a=1"),
        ("2026-0042", "2026-0042"),
        ("Një pus pa kapak", "Një pus pa kapak"),
        ("first\nsecond", "first / second"),
        ("a\tb", "a b"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_looks_like_a_formula_stands_behind_an_apostrophe(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text())
def test_no_text_whatsoever_begins_as_a_formula(text: str) -> None:
    said = harmless(text)
    assert not unicodedata.normalize("NFKC", said).lstrip().startswith(("=", "+", "-", "@"))
    assert said.isprintable() and len(said) <= 3 * LONGEST_CELL


@given(st.lists(st.one_of(st.text(max_size=30), st.integers(-(10**9), 10**9), st.none()), min_size=2, max_size=6))
def test_a_line_is_read_back_with_as_many_cells(cells: list[str | int | None]) -> None:
    (line,) = csv.reader(io.StringIO(csv_line(cells, ZONE), newline=""), delimiter=";")
    expected = ["" if cell is None else harmless(cell) if isinstance(cell, str) else str(cell) for cell in cells]
    assert line == expected


def test_numbers_are_not_quoted_and_moments_are_those_of_the_town() -> None:
    cells: list[Cell] = [-5, 1.5, datetime(2026, 7, 1, 22, 30, 59, tzinfo=UTC), date(2026, 7, 2), 'a "b"; c']
    assert csv_line(cells, ZONE) == '-5;1,5;2026-07-02 00:30;2026-07-02;"a ""b""; c"\r\n'


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        wall_clock(datetime(2026, 1, 1), ZONE)
