"""Which words of a text are written to be typed, and which of them never arrive."""

import pytest

from reportbot.core.swallowed import SWALLOWED, words_to_type


@pytest.mark.parametrize(("text", "words"), [
    ("Write BEGIN to begin again.", {"BEGIN"}),
    ("Send STOP.", {"STOP"}),
    ("Send END or QUIT", {"END", "QUIT"}),  # also the short ones
    ("Shkruaj KTHEHU, GJUHA, FILLO.", {"KTHEHU", "GJUHA", "FILLO"}),
    ("Napiši POČNI ili PONIŠTI.", {"POČNI", "PONIŠTI"}),
    ("QPS, SMS, ALO 116 111", set()),  # abbreviations
    ("Stop here. The end.", set()),
    ("STOPPED", {"STOPPED"}),
    ("112 B2B A1A1", set()),
    ("", set()),
])  # fmt: skip
def test_words_in_capitals_are_written_to_be_typed(text: str, words: set[str]) -> None:
    assert words_to_type(text) == words


def test_every_word_of_the_provider_is_known() -> None:
    """Twilio's default keywords."""
    stops = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
    assert stops | {"START", "UNSTOP", "HELP", "INFO"} <= SWALLOWED
