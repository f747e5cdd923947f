"""Words are found however they were spelt, and shown as they were written."""

import pytest

from reportbot.core.finding import finds, snippet


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("shkolla", "Pus pa kapak te SHKOLLA"),
        ("shkollë", "afer shkolles"),
        ("shkoll", "te shkollës së vjetër"),
        ("skola", "kod škole, skola"),
        ("школа", "Kod stare skole, skola"),
        ("kapak pus", "Pus pa kapak"),
        ("shkollë", "te Shkolla e vjetër"),
        ("puset", "Pusetë e hapur"),
    ],
)
def test_words_are_found_however_they_were_spelt(words: str, text: str) -> None:
    assert finds(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [("", "anything"), ("?!", "anything"), ("  ", ""), ("pus mbeturina", "Pus pa kapak"), ("shkolla", "")],
)
def test_every_word_must_be_there_and_no_words_find_nothing(words: str, text: str) -> None:
    assert not finds(words, text)


def test_a_snippet_is_the_persons_own_words_around_what_was_found() -> None:
    text = " ".join(f"fjala{number}" for number in range(30)) + " te Shkolla, afër parkut"
    assert snippet("autobus", text) == ""
    found = snippet("shkolle", text)
    assert found.startswith("… fjala23 ") and "Shkolla," in found and found.endswith("parkut")
    assert len(found.split()) < 14


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("kapak", "Pus pa kapak") == "Pus pa kapak"
