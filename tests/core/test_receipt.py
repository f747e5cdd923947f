"""Receipt codes: what a slip of the finger does to them, and what people send instead of sixteen digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.errors import RuleBroken
from reportbot.core.receipt import in_fours, is_plausible, read_code, with_check_digit

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


@given(fifteen, st.sampled_from(["", " ", "-", " - ", "\n", " ", "‑", ".\u200f "]))
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
        f"{CODE[:8]}     {CODE[8:]}",
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
