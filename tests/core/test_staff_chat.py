"""What is said in a staff chat: four words behind a slash, and a code however it is typed."""

import pytest

from reportbot.core.staff_chat import ALPHABET, CODE_LETTERS, code_in, in_two, word_in

CODE = "ABCDEFGHJK"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/late", ("late", "")),
        (" /HELP ", ("help", "")),
        ("/stop@drenas_bot", ("stop", "")),
        (f"/link {CODE}", ("link", CODE)),
        ("/link abcde-fghjk", ("link", CODE)),
        ("/link  abcde fghjk", ("link", CODE)),
        (f"/start desk_{CODE}", ("link", CODE)),
        ("/link", ("link", "")),
        ("/link ABC", ("link", "")),
        ("/link ABCDEFGHJ0", ("link", "")),
        ("/start desk_", ("link", "")),
        ("/start", ("", "")),
        ("/start flyer7", ("", "")),
        ("/late now", ("late", "")),
        ("late", ("", "")),
        ("", ("", "")),
        ("/", ("", "")),
        ("//link", ("", "")),
        ("/link " + "A" * 5000, ("link", "")),
        ("/\u0000late", ("", "")),
        ("I saw /late on the wall", ("", "")),
    ],
)
def test_words_and_codes(text: str, heard: tuple[str, str]) -> None:
    assert word_in(text) == heard


def test_a_code_is_shown_in_two_and_read_again() -> None:
    assert in_two(CODE) == "ABCDE-FGHJK"
    assert code_in(in_two(CODE)) == CODE
    assert len(CODE) == CODE_LETTERS
    assert len(ALPHABET) == 32
