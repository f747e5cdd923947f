"""How often the rules are right when they are so sure: a small monotone map, fitted on the training sentences.

`python -m reportbot.cli triage train` prints the table anew; tests/triage holds it to the sentences.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

POINTS: Sequence[tuple[float, float]] = (
    *((0.138, 0.278), (0.19, 0.416), (0.205, 0.42), (0.22, 0.452), (0.24, 0.513), (0.26, 0.518), (0.275, 0.544)),
    *((0.29, 0.576), (0.314, 0.597), (0.345, 0.655), (0.374, 0.671), (0.4, 0.722), (0.426, 0.73), (0.482, 0.761)),
    *((0.556, 0.784), (0.6, 0.864), (0.659, 0.868), (0.761, 0.918), (0.85, 0.921), (0.907, 0.977)),
)
"""(share of the evidence, how often it was right), rising; between two points a straight line."""


def calibrated(raw: float, points: Sequence[tuple[float, float]] = POINTS) -> float:
    """The probability, from 0 to 1, that a category with this share of the evidence is right."""
    if raw <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if raw <= right:
            return low + (high - low) * (raw - left) / (right - left)
    return points[-1][1]


def fitted(seen: Iterable[tuple[float, bool]], fewest: int = 60) -> tuple[tuple[float, float], ...]:
    """Points from (share, right) pairs, each of at least `fewest` of them: isotonic regression. Raises ValueError
    for none."""
    by_share: dict[float, list[bool]] = {}
    for share, right in seen:
        by_share.setdefault(share, []).append(right)
    if not by_share:
        raise ValueError("nothing was seen")
    pools: list[tuple[float, float, int]] = []  # mean share, mean of right, how many
    for share, rights in sorted(by_share.items()):
        pools.append((share, sum(rights) / len(rights), len(rights)))
        while len(pools) > 1 and (pools[-2][1] >= pools[-1][1] or pools[-2][2] < fewest):
            pools[-2:] = [_joined(pools[-2], pools[-1])]
    if len(pools) > 1 and pools[-1][2] < fewest:
        pools[-2:] = [_joined(pools[-2], pools[-1])]
    return tuple((round(share, 3), round(mean, 3)) for share, mean, _ in pools)


def _joined(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    count = one[2] + other[2]
    return (
        (one[0] * one[2] + other[0] * other[2]) / count,
        (one[1] * one[2] + other[1] * other[2]) / count,
        count,
    )
