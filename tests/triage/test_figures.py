"""The promised figures, and changes of spelling that may not lower urgency."""

import importlib.util
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load

HERE = Path(__file__).parent
CYRILLIC = str.maketrans(
    "abvgdežzijklmnoprstćufhcčšđABVGDEŽZIJKLMNOPRSTĆUFHCČŠĐ", "абвгдежзијклмнопрстћуфхцчшђАБВГДЕЖЗИЈКЛМНОПРСТЋУФХЦЧШЂ"
)
GREETING = {"sq": "Përshëndetje, ", "sr": "Dobar dan, ", "en": "Hello, ", "tr": "Merhaba, ", "bs": "Dobar dan, "}
THANKS = {"sq": ". Faleminderit", "sr": ". Hvala", "en": ". Thank you", "tr": ". Teşekkürler", "bs": ". Hvala"}


def _evaluate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate", HERE / "evaluate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluate"] = module
    spec.loader.exec_module(module)
    return module


evaluate = _evaluate()
SENTENCES = evaluate.read() + evaluate.read(HERE / "paraphrases.tsv")
SERIOUS = [sentence for sentence in SENTENCES if sentence.urgency >= Urgency.URGENT]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def test_on_sentences_that_the_lists_were_made_with_the_promised_figures_hold(lexicon: Lexicon) -> None:
    figures = evaluate.measure(evaluate.judge(lexicon, evaluate.read()))
    assert figures.emergency_recall >= 0.97
    assert figures.urgent_recall >= 0.95
    assert figures.false_alarms <= 0.10
    assert figures.macro_f1 >= 0.70
    assert figures.top_3 >= 0.95


def test_every_category_and_language_is_measured() -> None:
    assert len(evaluate.read()) >= 400
    seen = {(sentence.language, sentence.category) for sentence in evaluate.read()}
    assert seen == {(language, category) for language in ("sq", "sr", "en", "tr", "bs") for category in CATEGORIES}


def test_no_sentence_is_measured_twice() -> None:
    texts = [sentence.text for sentence in SENTENCES]
    assert len(texts) == len(set(texts))


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("ı", "i").replace("đ", "dj")) if c.isascii())


def _lower_after(lexicon: Lexicon, sentences: list[Any], change: Callable[[Any], str]) -> list[str]:
    return [s.text for s in sentences if triage(lexicon, change(s)).urgency < triage(lexicon, s.text).urgency]


def test_dropping_marks_does_not_lower_urgency(lexicon: Lexicon) -> None:
    latin = [sentence for sentence in SERIOUS if not any("а" <= c <= "ш" for c in sentence.text.lower())]
    assert _lower_after(lexicon, latin, lambda s: _without_marks(s.text)) == []


def test_changing_the_script_does_not_lower_urgency(lexicon: Lexicon) -> None:
    serbian = [sentence for sentence in SERIOUS if sentence.language == "sr"]
    assert _lower_after(lexicon, serbian, lambda s: s.text.translate(CYRILLIC)) == []


def test_capitals_do_not_lower_urgency(lexicon: Lexicon) -> None:
    assert _lower_after(lexicon, SERIOUS, lambda s: s.text.upper()) == []


def test_doubled_letters_do_not_lower_urgency(lexicon: Lexicon) -> None:
    assert _lower_after(lexicon, SERIOUS, lambda s: "".join(c * 2 if c in "aeor" else c for c in s.text)) == []


def test_a_greeting_in_front_does_not_lower_urgency(lexicon: Lexicon) -> None:
    assert _lower_after(lexicon, SERIOUS, lambda s: GREETING[s.language] + s.text) == []


def test_thanks_behind_do_not_lower_urgency(lexicon: Lexicon) -> None:
    assert _lower_after(lexicon, SERIOUS, lambda s: s.text + THANKS[s.language]) == []
