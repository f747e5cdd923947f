"""The sentences to learn from and those to measure with are strangers to each other."""

import unicodedata
from functools import cache
from importlib.resources import files

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.model.examples import Example, read, shipped

TOO_NEAR = 0.4  # of the runs of four letters that two sentences have together


@cache
def evaluation() -> list[Example]:
    return read(files("reportbot") / "examples" / "evaluation.tsv")


def letters(text: str) -> frozenset[str]:
    """Runs of four letters, without marks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if c.isalnum() or c == " ")
    return frozenset(plain[at : at + 4] for at in range(len(plain) - 3)) or frozenset({plain})


def test_no_sentence_is_learnt_from_and_measured_with_nor_one_like_it() -> None:
    measured = [(each, letters(each.text)) for each in evaluation()]
    near = [
        (example.language, example.category, other.category)
        for example in shipped()
        if (mine := letters(example.text))
        for other, theirs in measured
        if TOO_NEAR * len(mine) <= len(theirs) <= len(mine) / TOO_NEAR
        and len(mine & theirs) >= TOO_NEAR * len(mine | theirs)
    ]
    assert near == []


def test_nearness_is_seen() -> None:
    one, other = letters("Ka një pusetë pa kapak te shkolla"), letters("ka nje pusete pa kapak te shkolla!")
    assert len(one & other) >= TOO_NEAR * len(one | other)


@pytest.mark.parametrize("language", ["sq", "sr", "bs", "en", "tr"])
def test_every_category_can_be_learnt_and_measured_in_every_language(language: str) -> None:
    for sentences in (shipped(), evaluation()):
        assert {each.category for each in sentences if each.language == language} == set(CATEGORIES)


def test_several_hundred_sentences_of_every_urgency() -> None:
    assert len(evaluation()) >= 700
    assert len(shipped()) >= 2000
    for sentences in (shipped(), evaluation()):
        for urgency in Urgency:
            assert sum(each.urgency is urgency for each in sentences) >= 100
