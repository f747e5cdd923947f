"""Makes a head of examples: two logistic regressions on 384 numbers and on what the rules heard, then calibrated.

What is measured and calibrated comes from folds: a sentence is judged by a head that has seen neither it nor one that
is nearly the same. Whoever writes the word lists has read these sentences, so on them the rules hear more than they
will hear of others: a head learns, and is calibrated, with three tenths of what the rules heard left out by chance.
The only module that knows scikit-learn.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.urgency import Urgency
from reportbot.model.embedder import NAME
from reportbot.model.examples import Example, digest
from reportbot.model.head import RAISES, Head
from reportbot.model.material import COPIES, Floats, Material, Matrix, Whole, prepared
from reportbot.model.measuring import figures

FOLDS = 5
FEWEST = 60  # examples
LEAST_RECALL = {Urgency.EMERGENCY: 0.97, Urgency.URGENT: 0.95}
MOST_ALARMS = {Urgency.EMERGENCY: 0.08, Urgency.URGENT: 0.25}  # share of the calm; where both cannot be, this one wins
LEAST_SAY = 0.03  # share of the calm that the model may alarm in any case, though the rules alone alarm too many
_WEIGHT = 0.2  # of the 384 numbers beside those of the rules; chosen on the folds
_SOFT = 0.12  # scikit-learn's C; chosen on the folds
_ALIKE = 0.6  # cosine, without what all sentences of a language have in common
_ROUNDS = 400


class TooFewExamples(Exception):
    """Nothing can be learnt of them; says how many there are."""


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
        "figures": figures(material, _softmax(whole[0] / heat), _bent(whole[1], bends), thresholds),
    }
    tell("fitting the head on all of them")
    middle, scale = _standard(material.embedded)
    category, urgency = _fitted(material, np.arange(len(examples)), middle, scale)
    urgency = np.array([bend[0] * each for bend, each in zip(bends, urgency, strict=True)])
    urgency[:, -1] += [bend[1] for bend in bends]
    weights = (category / heat).astype(np.float32), urgency.astype(np.float32)
    return Head(material.names, middle, scale, *weights, about)


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
    copies = [heard[learn] for heard, _ in material.copies[:COPIES]]
    rows = np.vstack([_rows(material.embedded[learn], heard, middle, scale) for heard in copies])[:, :-1]
    right, urgent = np.tile(material.category[learn], COPIES), np.tile(material.urgency[learn], COPIES)
    weight = np.tile(material.weight[learn], COPIES)
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


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
