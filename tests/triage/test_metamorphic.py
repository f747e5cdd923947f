"""Changes of a message that may not lower its urgency, and changes that must not raise it.

The first half asks of all serious training sentences; a few may be lost by a typing error or by another order, since
one word can carry the whole danger: such shares are bounded. `metamorphic.tsv` holds the second half, a table of pairs:
what is serious, and nearly the same that is denied, a saying, a drill, long past, or a film.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportbot.core.cases.triage.deciding import triage
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.lexicons import load
from tests.core.hearing.spellings import in_cyrillic

HERE = Path(__file__).parent
TRAINING = sorted((HERE.parents[1] / "src" / "reportbot" / "examples").glob("training.*.tsv"))
Sentence = tuple[str, str]  # language, text
Change = Callable[[str, str], str]
GREETING = {"sq": "Përshëndetje, ", "sr": "Dobar dan, ", "en": "Hello, ", "tr": "Merhaba, ", "bs": "Dobar dan, "}
THANKS = {"sq": ". Faleminderit", "sr": ". Hvala", "en": ". Thank you", "tr": ". Teşekkürler", "bs": ". Hvala"}
LONG_WORD = re.compile(r"[^\W\d_]{6,}")
MOST_LOST_BY_A_SLIP, MOST_LOST_BY_ORDER = 0.10, 0.02  # shares; 0.085 and 0.01 when this was written


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


@pytest.fixture(scope="module")
def serious(lexicon: Lexicon) -> dict[Sentence, Urgency]:
    """Sentences that are meant and heard as urgent or worse, and how urgent."""
    return {one: heard for one in _serious() if (heard := triage(lexicon, one[1]).urgency) >= Urgency.URGENT}


def _serious() -> Iterator[Sentence]:
    for path in TRAINING:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            language, text, _, urgency = line.split("\t")
            if Urgency.from_word(urgency) >= Urgency.URGENT:
                yield language, text


def _without_marks(language: str, text: str) -> str:
    plain = text.replace("ı", "i").replace("đ", "dj").replace("Đ", "Dj")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _doubled(language: str, text: str) -> str:
    return "".join(c * 2 if c in "aeor" else c for c in text)


def _with_a_slip(language: str, text: str) -> str:
    """Two letters swapped in one long word, never its first; which one is drawn from the text itself."""
    dice = random.Random(text)
    words = list(LONG_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    place = word.start() + dice.randrange(1, len(word.group()) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _clauses_swapped(language: str, text: str) -> str:
    first, comma, rest = text.partition(", ")
    return f"{rest.rstrip('.!?')}, {first}" if comma else text


def _lost(lexicon: Lexicon, serious: dict[Sentence, Urgency], change: Change) -> list[str]:
    return [text for (lang, text), before in serious.items() if triage(lexicon, change(lang, text)).urgency < before]


UNHARMFUL: dict[str, Change] = {
    "marks are left out": _without_marks,
    "all is written in capitals": lambda language, text: text.upper(),
    "letters are doubled": _doubled,
    "a greeting stands in front": lambda language, text: GREETING[language] + text,
    "thanks stand behind": lambda language, text: text + THANKS[language],
    "exclamation marks stand behind": lambda language, text: text + "!!!",
}


@pytest.mark.parametrize("change", UNHARMFUL.values(), ids=UNHARMFUL.keys())
def test_urgency_is_not_lowered_when(lexicon: Lexicon, serious: dict[Sentence, Urgency], change: Change) -> None:
    assert len(serious) >= 900
    assert _lost(lexicon, serious, change) == []


def test_serbian_is_as_urgent_in_cyrillic(lexicon: Lexicon, serious: dict[Sentence, Urgency]) -> None:
    serbian = {one: urgency for one, urgency in serious.items() if one[0] in {"sr", "bs"} and one[1] < "а"}
    assert _lost(lexicon, serbian, lambda language, text: in_cyrillic(text)) == []


def test_one_slip_is_forgiven_nearly_always(lexicon: Lexicon, serious: dict[Sentence, Urgency]) -> None:
    assert len(_lost(lexicon, serious, _with_a_slip)) <= MOST_LOST_BY_A_SLIP * len(serious)


def test_another_order_of_clauses_nearly_always_says_the_same(
    lexicon: Lexicon, serious: dict[Sentence, Urgency]
) -> None:
    assert len(_lost(lexicon, serious, _clauses_swapped)) <= MOST_LOST_BY_ORDER * len(serious)


def _pairs() -> list[list[str]]:
    return [line.split("\t") for line in (HERE / "metamorphic.tsv").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("language", "kind", "plain", "changed"), _pairs())
def test_what_is_denied_past_or_a_saying_raises_no_alarm(
    lexicon: Lexicon, language: str, kind: str, plain: str, changed: str
) -> None:
    assert triage(lexicon, plain).urgency >= Urgency.URGENT
    calm = triage(lexicon, changed)
    assert calm.urgency < Urgency.EMERGENCY
    assert calm.danger is None
