"""What is heard is heard once, and the words themselves are not kept."""

import pytest

from reportbot.lexicons import load as load_lexicon
from reportbot.listening import REMEMBERED, Listening


def test_the_same_words_are_understood_alike_each_time() -> None:
    listening = Listening(load_lexicon)
    first = listening.hint("Babai po e rreh femijen")
    assert first.danger
    assert listening.hint("Babai po e rreh femijen") == first
    assert listening.danger_in("Babai po e rreh femijen") == first.danger
    assert listening.triage("Babai po e rreh femijen", None, False, {}).category == first.category


def test_words_of_half_an_emoji_do_no_harm() -> None:
    assert Listening(load_lexicon).danger_in("\ud83d") == ""


def test_no_word_stays_and_not_more_than_so_many_texts_are_remembered() -> None:
    listening = Listening(load_lexicon)
    for number in range(REMEMBERED + 20):
        listening.hint(f"grope ne rruge, xhamadani {number}")
    kept = [*listening._heard, *listening._hints]
    assert len(kept) == 2 * REMEMBERED
    assert all(len(key) == 16 for key in kept)
    assert "xhamadani" not in repr(listening._heard.values())


@pytest.mark.parametrize(
    "words", ["nuk e di si me thone, eshte diqka keq te lumi", "Qent e rruges te deponia e plehrave bashke", "zzz qqq"]
)
def test_what_it_may_be_is_never_more_than_all_together(words: str) -> None:
    decision = Listening(load_lexicon).triage(words, None, False, {})
    shares = [decision.confidence, *(share for _, share in decision.alternatives)]
    assert sum(shares) <= 1.03 and shares == sorted(shares, reverse=True)
