"""Danger told sideways, and calm sentences with the same words (sideways.tsv).

`unprompted` ones were written before anybody looked at the word lists; of them 45 of 60 were heard. What was missed was
sorted into families: each has words of its own since then, and ten calm sentences that sound like it.
"""

from pathlib import Path

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load

LINES = (Path(__file__).parent / "sideways.tsv").read_text(encoding="utf-8").splitlines()[1:]
ROWS = [(Urgency.from_word(urgency), family, text) for _, urgency, family, text in (line.split("\t") for line in LINES)]
CALM = [(family, text) for urgency, family, text in ROWS if urgency < Urgency.URGENT]
FAMILIES = {family for _, family, _ in ROWS} - {"unprompted"}
HEARD, HURRIED = 0.9, 0.2  # shares


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def missed(lexicon: Lexicon, families: set[str]) -> list[str]:
    serious = [(urgency, text) for urgency, family, text in ROWS if family in families and urgency >= Urgency.URGENT]
    return [text for urgency, text in serious if triage(lexicon, text).urgency < urgency]


def test_most_of_what_is_told_sideways_is_heard(lexicon: Lexicon) -> None:
    unheard = missed(lexicon, {"unprompted"})
    assert len(unheard) <= (1 - HEARD) * 60, unheard


def test_each_family_is_heard_in_other_words_too(lexicon: Lexicon) -> None:
    assert missed(lexicon, FAMILIES) == []


def test_calm_sentences_with_the_same_words_are_no_alarm(lexicon: Lexicon) -> None:
    assert {family: sum(family == each for each, _ in CALM) for family in FAMILIES} == dict.fromkeys(FAMILIES, 10)
    told = {text: triage(lexicon, text).urgency for _, text in CALM}
    assert [text for text, urgency in told.items() if urgency is Urgency.EMERGENCY] == []
    assert sum(urgency is Urgency.URGENT for urgency in told.values()) <= HURRIED * len(told)
