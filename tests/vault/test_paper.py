"""The ring on paper: copied by hand, typed in again, and every slip is named by its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.errors import BadSetup
from reportbot.vault.keys import Generation, Keys
from reportbot.vault.paper import from_paper, to_paper

KEYS = Keys.for_tests().with_generation(Generation.random(2), current=True)
PAPER = to_paper(KEYS)
LINES = PAPER.splitlines()


def test_what_was_printed_is_read_again() -> None:
    assert from_paper(PAPER, "paper") == KEYS


@pytest.mark.parametrize(
    "typed",
    [
        PAPER.upper(),
        PAPER.replace(" ", "   "),
        PAPER.replace("\n", "\r\n\r\n"),
        PAPER.replace("\n", ";"),
        "# a note\n" + "\n".join(reversed(LINES)),
        PAPER.replace(" 0", " o").replace(" 1", " l"),
    ],
    ids=["capitals", "spaces", "windows", "one line", "another order", "letters that look like digits"],
)
def test_small_freedoms_of_typing_do_no_harm(typed: str) -> None:
    assert from_paper(typed, "paper") == KEYS


@pytest.mark.parametrize("number", range(len(LINES)))
def test_one_wrong_digit_is_named_by_its_line_and_not_shown(number: int) -> None:
    label, _, rest = LINES[number].partition(" ")
    wrong = ("3" if rest[0] == "2" else "2") + rest[1:]
    with pytest.raises(BadSetup, match=f"paper:{number + 1}: {label}: the check does not fit") as refusal:
        from_paper("\n".join([*LINES[:number], f"{label} {wrong}", *LINES[number + 1 :]]), "paper")
    assert len(refusal.value.problems) == 1
    assert wrong not in str(refusal.value)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_missing_line_is_named(number: int) -> None:
    label = LINES[number].split()[0]
    with pytest.raises(BadSetup, match=f"{label} is missing"):
        from_paper("\n".join([*LINES[:number], *LINES[number + 1 :]]), "paper")


def test_two_halves_that_were_swapped_do_not_fit() -> None:
    first, second = (line.partition(" ")[2] for line in LINES[1:3])
    swapped = [f"{LINES[1].split()[0]} {second}", f"{LINES[2].split()[0]} {first}"]
    with pytest.raises(BadSetup) as refusal:
        from_paper("\n".join([LINES[0], *swapped, *LINES[3:]]), "paper")
    assert [problem.line for problem in refusal.value.problems] == [2, 3]


@pytest.mark.parametrize(
    "rubbish", ["", "hello", "content.1.a", "= = =", "\x00" * 50, "content.1.a 12 = zzzz", "9" * 200_000]
)
def test_rubbish_is_a_clear_error(rubbish: str) -> None:
    with pytest.raises(BadSetup):
        from_paper(rubbish, "paper")


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_is_a_clear_error(text: str) -> None:
    with pytest.raises(BadSetup):
        from_paper(text, "paper")
