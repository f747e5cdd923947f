"""How good a head is on its own examples, each judged by one that has not seen it: figures that stay with the head."""

import numpy as np
from numpy.typing import NDArray

from reportbot.core.cases.triage.confidence import calibrated
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.model.head import RAISES
from reportbot.model.material import Floats, Material, Whole


def figures(
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


def _count(values: NDArray[np.bool_]) -> int:
    return int(values.sum())


def _mean(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 3) if len(values) else 1.0
