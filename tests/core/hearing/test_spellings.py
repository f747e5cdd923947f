"""Danger in the words of dangers.tsv, however they are spelt; and the sayings of idioms.tsv, which are none."""

import pytest

from reportbot.core.hearing.lexicon import DangerKind, Lexicon
from reportbot.core.hearing.listen import look_for_danger
from reportbot.lexicons import load
from tests.core.hearing.spellings import Said, dangers, forms, idioms

LANGUAGES = {"sq", "sq-AL", "sr", "bs", "tr", "en"}
RUN_TOGETHER = 0.8  # of all of them; 0.83 were heard when this was written


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def test_every_kind_is_there_in_every_language() -> None:
    said = {(said.kind, said.language) for said in dangers()}
    lacking = {(kind, language) for kind in DangerKind for language in LANGUAGES - {"sq-AL"}} - said
    assert lacking == set()


@pytest.mark.parametrize("said", dangers(), ids=lambda said: said.text)
def test_danger_is_heard_with_and_without_marks_in_capitals_and_in_cyrillic(lexicon: Lexicon, said: Said) -> None:
    for form in (*forms(said.text, said.language), said.text.upper()):
        found = look_for_danger(lexicon, form)
        assert (found and found.kind) == said.kind, form


def test_words_run_together_are_heard_nearly_always(lexicon: Lexicon) -> None:
    runs = [said.text.replace(" ", "") for said in dangers()]
    heard = sum(look_for_danger(lexicon, run) is not None for run in runs)
    assert heard / len(runs) >= RUN_TOGETHER


@pytest.mark.parametrize("run", ["ndihmëpomerreh", "pomvret", "duatevdes", "hocudaseubijem", "babaimerreh", "gorikuća"])
def test_a_run_of_words_is_heard(lexicon: Lexicon, run: str) -> None:
    assert look_for_danger(lexicon, run) is not None


@pytest.mark.parametrize(("language", "said"), idioms())
def test_an_idiom_is_no_danger(lexicon: Lexicon, language: str, said: str) -> None:
    assert look_for_danger(lexicon, said) is None
    assert look_for_danger(lexicon, said.upper()) is None
