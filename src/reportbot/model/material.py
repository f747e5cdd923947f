"""Examples made ready for fitting: read by the embedder, heard by the rules, and heard again with ideas left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reportbot.core.cases.triage.deciding import TriageDecision, decide
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.features import features
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import Heard, listen, listened
from reportbot.core.urgency import Urgency
from reportbot.model.embedder import embed
from reportbot.model.examples import UNHEARD, Example

COPIES = 4  # of each sentence, each with other ideas left out; one more to calibrate with
Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """Examples ready for fitting, in one order: what the rules decide of each, its numbers, what is right.

    `copies`: the same with ideas left out.
    """

    examples: tuple[Example, ...]
    decided: tuple[TriageDecision, ...]
    names: tuple[str, ...]
    embedded: Matrix
    heard: Matrix
    copies: tuple[tuple[Matrix, tuple[TriageDecision, ...]], ...] = field(repr=False)
    category: Whole
    urgency: Whole
    weight: Floats

    @property
    def calm(self) -> NDArray[np.bool_]:
        return self.urgency < Urgency.URGENT


def prepared(
    examples: Sequence[Example], lexicon: Lexicon, tell: Callable[[str], None] = lambda line: None
) -> Material:
    """About 20 ms for each example. `tell` gets progress. The same examples always give the same material."""
    heard = [listen(lexicon, each.text) for each in examples]
    names = tuple(sorted({name for each in heard for name in features(each)}))
    chance = np.random.default_rng(0)
    copies = []
    for _ in range(COPIES + 1):
        half_heard = [_with_less(lexicon, each, chance) for each in heard]
        copies.append((_numbers(half_heard, names), tuple(decide(lexicon, each) for each in half_heard)))
    embedded = []
    for number, each in enumerate(examples):
        if number % 500 == 0:
            tell(f"reading example {number + 1} of {len(examples)}")
        embedded.append(embed(each.text))
    codes = list(CATEGORIES)
    return Material(
        tuple(examples),
        tuple(decide(lexicon, each) for each in heard),
        names,
        np.array(embedded),
        _numbers(heard, names),
        tuple(copies),
        np.array([codes.index(each.category) for each in examples]),
        np.array([int(each.urgency) for each in examples]),
        np.array([each.weight for each in examples]),
    )


def _with_less(lexicon: Lexicon, heard: Heard, chance: np.random.Generator) -> Heard:
    ideas = sorted(heard.ideas)
    kept = [idea for idea, luck in zip(ideas, chance.random(len(ideas)), strict=True) if luck >= UNHEARD]
    return listened(lexicon, {idea: heard.evidence[idea] for idea in kept}, heard.words)


def _numbers(heard: Sequence[Heard], names: Sequence[str]) -> Matrix:
    found = [features(each) for each in heard]
    return np.array([[each.get(name, 0.0) for name in names] for each in found], dtype=np.float32)
