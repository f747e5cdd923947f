"""The sentences to learn from and those to measure with are strangers to each other."""

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import accumulate

import pytest
from scipy.sparse import csr_matrix

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
    learnt, measured = shipped(), evaluation()
    mine, theirs = ([letters(each.text) for each in sentences] for sentences in (learnt, measured))
    number = {run: at for at, run in enumerate(frozenset().union(*mine, *theirs))}
    shared = (_rows(mine, number) @ _rows(theirs, number).T).tocoo()
    near = [
        (learnt[one].language, learnt[one].category, measured[other].category)
        for one, other, both in zip(shared.row, shared.col, shared.data, strict=True)
        if both >= TOO_NEAR * (len(mine[one]) + len(theirs[other]) - both)
    ]
    assert near == []


def _rows(sentences: list[frozenset[str]], number: dict[str, int]) -> csr_matrix:
    """A row for each sentence, 1 for each run that it holds."""
    ends = [0, *accumulate(map(len, sentences))]
    columns = [number[run] for runs in sentences for run in runs]
    return csr_matrix(([1] * len(columns), columns, ends), shape=(len(sentences), len(number)))


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
