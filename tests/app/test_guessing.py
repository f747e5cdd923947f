"""A language is guessed from the words, then from the letters; unsure is unsure. Serbian and Bosnian count as one."""

import pytest

from reportbot.guessing import likely_language
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening

LISTENING = Listening(load_lexicon)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ka nje pusete pa kapak te shkolla", "sq"),
        ("mbeturina ne lagje", "sq"),
        ("bushtra kafshoi", "sq"),
        ("Gropë e hapur afër shkollës", "sq"),
        ("psi lutalice kod škole", "sr"),
        ("Otac tuče dete", "sr"),
        ("Рупа на путу код школе", "sr"),
        ("dijete ne ide u školu", "sr"),  # it may as well be Bosnian: whoever asks must ask
        ("djeca bez nadzora pored rijeke", "sr"),
        ("Okulun yanında çukur var", "tr"),
        ("okulun yaninda cukur var", "tr"),
        ("merhaba yardim lazim", "tr"),
        ("sokak köpekleri çocukları ısırdı", "tr"),
        ("there is a hole in the road", "en"),
        ("broken swing near school", "en"),
    ],
)
def test_a_few_words_tell_the_language(text: str, language: str) -> None:
    hint = LISTENING.hint(text)
    assert (hint.language or hint.likely) == language


@pytest.mark.parametrize(
    "text",
    ["", "ok", "1", "po", "selam", "Vushtrri", "Drenas Komoran", "asdf qwer", "Guten Tag", "112 112 112", "😀" * 20],
)
def test_a_short_text_a_name_and_another_language_tell_nothing(text: str) -> None:
    hint = LISTENING.hint(text)
    assert (hint.language, hint.likely) == ("", "")


def test_rubbish_does_no_harm() -> None:
    for text in ("\ud83d" * 50, "\x00" * 50, "a\x00b " * 50, "\u202e" * 50, "ж" * 5000):
        assert likely_language(text) in ("", "sr")
