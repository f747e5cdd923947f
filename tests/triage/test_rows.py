"""Rule rows, a table per language: sentences of everyday life, what kind of problem they tell of, and how urgent."""

from pathlib import Path

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load

TABLES = sorted(Path(__file__).parent.glob("rows.*.tsv"))
ROWS = [line.split("\t") for path in TABLES for line in path.read_text(encoding="utf-8").splitlines()[1:]]
TEXTS = [row[1] for row in ROWS]
AMONG_THREE, HEARD, ALARMED = 0.95, 0.93, 0.05  # shares, of all rows


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def test_every_kind_of_problem_has_rows() -> None:
    assert {row[2] for row in ROWS} == set(CATEGORIES)
    assert len(TEXTS) == len(set(TEXTS))


def test_the_kind_is_nearly_always_among_the_first_three(lexicon: Lexicon) -> None:
    missed = []
    for _, text, category, _ in ROWS:
        decision = triage(lexicon, text)
        if category not in (decision.category, *(code for code, _ in decision.alternatives[:2])):
            missed.append(text)
    assert len(missed) <= (1 - AMONG_THREE) * len(ROWS), missed


def test_what_is_serious_is_nearly_always_heard_as_such(lexicon: Lexicon) -> None:
    serious = [(text, Urgency.from_word(word)) for _, text, _, word in ROWS if word in ("emergency", "urgent")]
    missed = [text for text, urgency in serious if triage(lexicon, text).urgency < urgency]
    assert len(missed) <= (1 - HEARD) * len(serious), missed


def test_what_is_calm_is_hardly_ever_an_alarm(lexicon: Lexicon) -> None:
    calm = [text for _, text, _, word in ROWS if word in ("normal", "information")]
    alarmed = [text for text in calm if triage(lexicon, text).urgency is Urgency.EMERGENCY]
    assert len(alarmed) <= ALARMED * len(calm), alarmed
