"""Receipt codes: what a slip of the finger does to them, and what people send instead of sixteen digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.errors import RuleBroken
from reportbot.core.receipt import in_fours, is_mistyped, is_plausible, masked, read_code, with_check_digit

CODE = with_check_digit("123456789012345")
fifteen = st.text("0123456789", min_size=15, max_size=15)


def test_the_check_digit_is_damms() -> None:
    # The example published with the algorithm: 572 has the check digit 4. Leading zeros do not change it.
    assert with_check_digit("000000000000572") == "0000000000005724"


@given(fifteen)
@settings(max_examples=50)
def test_every_single_wrong_digit_is_caught(digits: str) -> None:
    code = with_check_digit(digits)
    assert is_plausible(code)
    for at, right in enumerate(code):
        for wrong in set("0123456789") - {right}:
            assert not is_plausible(code[:at] + wrong + code[at + 1 :])


@given(fifteen)
@settings(max_examples=100)
def test_every_swap_of_two_neighbours_is_caught(digits: str) -> None:
    code = with_check_digit(digits)
    for at in range(15):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert swapped == code or not is_plausible(swapped)


@given(
    fifteen,
    st.sampled_from(
        ["", " ", "-", " - ", "\n", " ", "‑", ".\u200f ", "+", " | ", "=", "~", " → ", " " * 10, " ----- "]
    ),
)
@settings(max_examples=50)
def test_a_code_is_read_however_it_is_spaced(digits: str, between: str) -> None:
    code = with_check_digit(digits)
    assert read_code(between.join(in_fours(code).split())) == code


@pytest.mark.parametrize(
    "said",
    [
        CODE,
        in_fours(CODE),
        f"  {in_fours(CODE)}\n",
        f"kodi im eshte {in_fours(CODE)} faleminderit",
        f"KODI:{CODE}.",
        f"moja sifra ({CODE[:4]} {CODE[4:8]}-{CODE[8:12]} {CODE[12:]})",
        f"I am 12. My code: {CODE}",
        f"044 123 {CODE}",
        f"7, {in_fours(CODE)}, 8",
        CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        in_fours(CODE).translate(str.maketrans("0123456789", "0123456789")),
        "\u2066" + in_fours(CODE) + "\u2069",
        f"• {in_fours(CODE)}",
    ],
)
def test_a_code_is_found_anywhere_in_a_message(said: str) -> None:
    assert read_code(said) == CODE


@pytest.mark.parametrize(
    "said",
    [
        "",
        "STATUS",
        CODE[:-1],
        CODE + "1",
        "9" + CODE,
        CODE[:-1] + str((int(CODE[-1]) + 1) % 10),
        f"{CODE[:8]} and {CODE[8:]}",
        f"{CODE[:8]}{' ' * 11}{CODE[8:]}",
        "²" * 16,
        "½" * 16,
        "\ud83d" * 16,
        "1 " * 15,
        "1 " * 1_000_000,
        "x" * 4096 + CODE,
    ],
)
def test_what_is_no_code_is_not_taken_for_one(said: str) -> None:
    assert read_code(said) is None


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_rubbish_gives_a_code_with_a_fitting_check_digit_or_nothing(text: str) -> None:
    code = read_code(text)
    assert code is None or is_plausible(code)


@pytest.mark.parametrize("text", ["", "1" * 17, "abcd" * 4, "٠" * 16, " " + CODE[:15]])
def test_only_sixteen_plain_digits_are_plausible(text: str) -> None:
    assert not is_plausible(text)


@pytest.mark.parametrize("text", ["", "1" * 14, "1" * 16, "١" * 15, "12345678901234x"])
def test_a_check_digit_needs_fifteen_digits(text: str) -> None:
    with pytest.raises(RuleBroken):
        with_check_digit(text)


def test_a_code_is_shown_in_fours() -> None:
    assert in_fours("1234567890123456") == "1234 5678 9012 3456"


SHOWN = f"•••• •••• •••• {CODE[-4:]}"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (CODE, SHOWN),
        (f"My code is {in_fours(CODE)}, and he came back.", f"My code is {SHOWN}, and he came back."),
        (f"{CODE[:4]}-{CODE[4:8]}-{CODE[8:12]}-{CODE[12:]}!", f"{SHOWN}!"),
        (" ".join(CODE), SHOWN),
        ("    ".join(CODE), SHOWN),
        *((between.join(in_fours(CODE).split()), SHOWN) for between in ("+", "|", "=", "~", " + ", " || ", " === ")),
        ("+383 44 123 456 + +383 49 654 321", "+383 44 123 456 + +383 49 654 321"),
        ("192 | 12 | 2026 = 14 ~ 3,50 €", "192 | 12 | 2026 = 14 ~ 3,50 €"),
        (CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), SHOWN),
        (f"{CODE} {in_fours(CODE)}", f"{SHOWN} {SHOWN}"),
        ("x" * 5000 + CODE, "x" * 5000 + SHOWN),
        (f"call 044 123 456, 12 children, {CODE}1", f"call 044 123 456, 12 children, {CODE}1"),
        ("no code at all", "no code at all"),
    ],
)
def test_a_code_is_masked_wherever_it_stands_and_nothing_else_is(said: str, kept: str) -> None:
    assert masked(said) == kept


@pytest.mark.parametrize("between", [", ", " ", " + ", " / ", "\n"])
@pytest.mark.parametrize("number", range(10))
def test_phone_numbers_in_a_row_are_no_code(number: int, between: str) -> None:
    """Also where their first sixteen digits would fit."""
    operator = with_check_digit(f"38344123456383{number}")[-2:]
    said = f"+383 44 123 456{between}+383 {operator} 654 321"
    assert masked(said) == said


@given(
    st.text(max_size=30),
    fifteen,
    st.sampled_from(["", " ", "-", " - ", "\n", ".", "+", " | ", "     "]),
    st.text(max_size=30),
    st.lists(st.text("0123456789 -•+|", max_size=20), max_size=3),
)
@settings(max_examples=300)
def test_no_code_can_be_read_from_what_was_masked(
    before: str, digits: str, between: str, after: str, rubbish: list[str]
) -> None:
    text = before + between.join(in_fours(with_check_digit(digits)).split()) + after + "".join(rubbish)
    kept = masked(text)
    assert read_code(kept) is None
    assert masked(kept) == kept
    if read_code(text) is None:
        assert kept == text


@given(st.text("0123456789 -\n", max_size=400))
@settings(max_examples=100)
def test_of_many_digits_nothing_is_left_that_could_be_a_code(text: str) -> None:
    assert read_code(masked(text)) is None


def test_a_megabyte_of_codes_is_masked() -> None:
    assert masked(f"{CODE};" * 60_000) == f"{SHOWN};" * 60_000


@given(fifteen, st.integers(0, 15), st.integers(1, 9))
@settings(max_examples=50)
def test_one_wrong_digit_is_told_from_another_kind_of_mistake(digits: str, at: int, by: int) -> None:
    code = with_check_digit(digits)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert is_mistyped(wrong)
    assert is_mistyped(f"my code: {in_fours(wrong)}")
    assert not is_mistyped(code)
    assert not is_mistyped(wrong[:-1])
    assert not is_mistyped(wrong + "1")
