"""Makes a head of examples: two logistic regressions on 384 numbers and on what the rules heard, then calibrated.

What is measured and calibrated comes from folds: a sentence is judged by a head that has seen neither it nor one that
is nearly the same. Whoever writes the word lists has read these sentences, so on them the rules hear more than they
will hear of others: a head learns, and is calibrated, with three tenths of what the rules heard left out by chance.
The only module that knows scikit-learn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from reportbot.core.cases.confidence import calibrated
from reportbot.core.cases.triage import TriageDecision, decide
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.features import features
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import Heard, listen, listened
from reportbot.core.urgency import Urgency
from reportbot.model.embedder import NAME, embed
from reportbot.model.examples import UNHEARD, Example, digest
from reportbot.model.head import RAISES, Head

FOLDS = 5
FEWEST = 60  # examples
LEAST_RECALL = {Urgency.EMERGENCY: 0.97, Urgency.URGENT: 0.95}
MOST_ALARMS = {Urgency.EMERGENCY: 0.08, Urgency.URGENT: 0.25}  # share of the calm; where both cannot be, this one wins
LEAST_SAY = 0.03  # share of the calm that the model may alarm in any case, though the rules alone alarm too many
_WEIGHT = 0.2  # of the 384 numbers beside those of the rules; chosen on the folds
_SOFT = 0.12  # scikit-learn's C; chosen on the folds
_COPIES = 4  # of each sentence, each with other ideas left out; one more to calibrate with
_ALIKE = 0.6  # cosine, without what all sentences of a language have in common
_ROUNDS = 400

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class TooFewExamples(Exception):
    """Nothing can be learnt of them; says how many there are."""


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


def train(examples: Sequence[Example], lexicon: Lexicon, tell: Callable[[str], None] = lambda line: None) -> Head:
    """About 20 ms for each example, and a minute. `tell` gets progress, no words of examples. Raises TooFewExamples."""
    if len(examples) < FEWEST or len({each.category for each in examples}) < len(CATEGORIES):
        raise TooFewExamples(f"{len(examples)} examples; at least {FEWEST} of all {len(CATEGORIES)} categories")
    material = prepared(examples, lexicon, tell)
    tell("judging every example by a head that has not seen it")
    whole, partial = _from_folds(material)
    heat = _heat(partial[0], material.category)
    bends = [_bend(partial[1][:, place], material, level) for place, level in enumerate(RAISES)]
    likely = _bent(partial[1], bends)
    rules = np.array([each.urgency for each in material.copies[-1][1]])
    thresholds = {
        level.word: _threshold(likely[:, place], rules >= level, material, level) for place, level in enumerate(RAISES)
    }
    about = {
        "embedder": NAME,
        "examples": digest(examples),
        "count": len(examples),
        "categories": list(CATEGORIES),
        "thresholds": thresholds,
        "figures": _figures(material, _softmax(whole[0] / heat), _bent(whole[1], bends), thresholds),
    }
    tell("fitting the head on all of them")
    middle, scale = _standard(material.embedded)
    category, urgency = _fitted(material, np.arange(len(examples)), middle, scale)
    urgency = np.array([bend[0] * each for bend, each in zip(bends, urgency, strict=True)])
    urgency[:, -1] += [bend[1] for bend in bends]
    weights = (category / heat).astype(np.float32), urgency.astype(np.float32)
    return Head(material.names, middle, scale, *weights, about)


def prepared(
    examples: Sequence[Example], lexicon: Lexicon, tell: Callable[[str], None] = lambda line: None
) -> Material:
    heard = [listen(lexicon, each.text) for each in examples]
    names = tuple(sorted({name for each in heard for name in features(each)}))
    chance = np.random.default_rng(0)
    copies = []
    for _ in range(_COPIES + 1):
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


def _from_folds(material: Material) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Scores of the categories and of RAISES for each example, before any calibration: from all that the rules heard,
    and from a part of it."""
    many = len(material.examples)
    results = tuple((np.zeros((many, len(CATEGORIES))), np.zeros((many, len(RAISES)))) for _ in range(2))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for learn, judge in folds.split(material.embedded, material.category, _groups(material)):
        middle, scale = _standard(material.embedded[learn])
        category, urgency = _fitted(material, learn, middle, scale)
        for heard, (shares, serious) in zip((material.heard, material.copies[-1][0]), results, strict=True):
            rows = _rows(material.embedded[judge], heard[judge], middle, scale)
            shares[judge], serious[judge] = rows @ category.T, rows @ urgency.T
    return results[0], results[1]


def _groups(material: Material) -> Whole:
    """Sentences that are nearly the same share a number."""
    numbers = material.embedded.copy()
    languages = np.array([each.language for each in material.examples])
    for language in set(languages.tolist()):
        numbers[languages == language] -= numbers[languages == language].mean(axis=0)
    numbers /= np.linalg.norm(numbers, axis=1, keepdims=True) + 1e-9
    group = list(range(len(numbers)))

    def first(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for start in range(0, len(numbers), 500):  # in pieces: all at once would be n² numbers
        for one, other in np.argwhere(numbers[start : start + 500] @ numbers.T > _ALIKE):
            group[first(int(one) + start)] = first(int(other))
    return np.array([first(one) for one in range(len(group))])


def _standard(embedded: Matrix) -> tuple[Matrix, Matrix]:
    return embedded.mean(axis=0), (_WEIGHT / (embedded.std(axis=0) + 1e-6)).astype(np.float32)


def _rows(embedded: Matrix, heard: Matrix, middle: Matrix, scale: Matrix) -> Matrix:
    ones = np.ones((len(embedded), 1), dtype=np.float32)
    return np.hstack([(embedded - middle) * scale, heard, ones])


def _fitted(material: Material, learn: Whole, middle: Matrix, scale: Matrix) -> tuple[Floats, Floats]:
    """Weights with the constant at the end: one row per category, one per level of RAISES."""
    copies = [heard[learn] for heard, _ in material.copies[:_COPIES]]
    rows = np.vstack([_rows(material.embedded[learn], heard, middle, scale) for heard in copies])[:, :-1]
    right, urgent = np.tile(material.category[learn], _COPIES), np.tile(material.urgency[learn], _COPIES)
    weight = np.tile(material.weight[learn], _COPIES)
    model = LogisticRegression(C=_SOFT, max_iter=_ROUNDS).fit(rows, right, sample_weight=weight)
    category = np.zeros((len(CATEGORIES), rows.shape[1] + 1))
    category[:, -1] = -10.0  # a category of which a fold has no example
    category[model.classes_, :-1], category[model.classes_, -1] = model.coef_, model.intercept_
    urgency = []
    for level in RAISES:
        model = LogisticRegression(C=_SOFT, max_iter=_ROUNDS)
        model.fit(rows, urgent >= level, sample_weight=weight * _weights(urgent, level))
        urgency.append(np.append(model.coef_[0], model.intercept_[0]))
    return category, np.array(urgency)


def _weights(urgency: Whole, level: Urgency) -> Floats:
    """What is urgent and taken for an emergency does little harm: it counts a tenth when emergencies are learnt."""
    return np.where((urgency < level) & (urgency >= Urgency.URGENT), 0.1, 1.0)


def _heat(scores: Floats, right: Whole) -> float:
    """The temperature at which the shares are as often right as they say."""

    def surprise(heat: float) -> float:
        return float(-np.log(_softmax(scores / heat)[np.arange(len(right)), right] + 1e-12).mean())

    return float(min(np.linspace(0.5, 2.5, 81), key=surprise))


def _bend(scores: Floats, material: Material, level: Urgency) -> tuple[float, float]:
    """Platt's scaling."""
    weights = _weights(material.urgency, level)
    model = LogisticRegression(C=1e6).fit(scores[:, None], material.urgency >= level, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _bent(scores: Floats, bends: Sequence[tuple[float, float]]) -> Floats:
    """Probabilities."""
    bent = [bend[0] * scores[:, place] + bend[1] for place, bend in enumerate(bends)]
    found: Floats = 1 / (1 + np.exp(-np.clip(np.column_stack(bent), -50, 50)))
    return found


def _threshold(likely: Floats, raised: NDArray[np.bool_], material: Material, level: Urgency) -> float:
    """Above it the model raises. Recall and alarms are those of both layers together: the rules stay as they are."""
    both = np.where(raised, 1.0, likely)
    wanted = np.quantile(both[material.urgency >= level], 1 - LEAST_RECALL[level])
    most = max(MOST_ALARMS[level], float(raised[material.calm].mean()) + LEAST_SAY)
    allowed = np.quantile(both[material.calm], 1 - most)
    return round(min(max(float(wanted), float(allowed), 0.02), 0.98), 4)


def _figures(
    material: Material, shares: Floats, serious: Floats, thresholds: dict[str, float]
) -> dict[str, float | dict[str, float]]:
    """Of the two layers, and of the rules alone; by folds."""
    model = material.urgency * 0
    for place, level in enumerate(RAISES):
        model = np.where(serious[:, place] >= thresholds[level.word], int(level), model)
    rules = np.array([int(each.urgency) for each in material.decided])
    codes = list(CATEGORIES)
    by_rules = np.array([codes.index(each.category) for each in material.decided])
    order = np.argsort(-shares, axis=1)
    sure = np.array([calibrated(each.confidence) for each in material.decided])
    return {
        "with_model": {
            **_shares(material, order[:, 0], np.maximum(model, rules)),
            "top_3": _mean((order[:, :3] == material.category[:, None]).any(axis=1)),
            "miscalibration": _miscalibration(shares.max(axis=1), order[:, 0] == material.category),
        },
        "rules": {
            **_shares(material, by_rules, rules),
            "miscalibration": _miscalibration(sure, by_rules == material.category),
        },
    }


def _shares(material: Material, category: Whole, urgency: Whole) -> dict[str, float]:
    right = category == material.category
    f1 = [
        2 * _count(right & (category == code)) / max(1, _count(category == code) + _count(material.category == code))
        for code in range(len(CATEGORIES))
    ]
    return {
        "macro_f1": round(sum(f1) / len(f1), 3),
        "top_1": _mean(right),
        "emergency_recall": _mean(urgency[material.urgency == Urgency.EMERGENCY] == Urgency.EMERGENCY),
        "calm_alarmed": _mean(urgency[material.calm] == Urgency.EMERGENCY),
        "urgent_recall": _mean(urgency[~material.calm] >= Urgency.URGENT),
        "calm_hurried": _mean(urgency[material.calm] >= Urgency.URGENT),
    }


def _miscalibration(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over tenths: by how much the confidence is wrong, on average."""
    tenth = np.minimum((sure * 10).astype(int), 9)
    gaps = [
        abs(sure[tenth == each].mean() - right[tenth == each].mean()) * (tenth == each).mean() for each in set(tenth)
    ]
    return round(float(sum(gaps)), 3)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _count(values: NDArray[np.bool_]) -> int:
    return int(values.sum())


def _mean(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 3) if len(values) else 1.0
