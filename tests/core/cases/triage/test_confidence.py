"""The confidence of the rules: a probability, and the surer the likelier."""

from itertools import pairwise

import pytest

from reportbot.commands.triage_training import confidence_of_rules
from reportbot.core.cases.triage.confidence import POINTS, calibrated, fitted
from reportbot.lexicons import load
from reportbot.model.examples import shipped


def test_it_is_a_probability_that_never_falls() -> None:
    asked = [number / 100 for number in range(-10, 120)]
    said = [calibrated(each) for each in asked]
    assert all(0 <= each <= 1 for each in said)
    assert all(one <= other for one, other in pairwise(said))


@pytest.mark.parametrize(("raw", "sure"), [(0.0, 0.2), (0.1, 0.2), (0.2, 0.3), (0.4, 0.6), (0.9, 0.6)])
def test_between_two_points_lies_a_straight_line(raw: float, sure: float) -> None:
    assert calibrated(raw, ((0.1, 0.2), (0.3, 0.4), (0.4, 0.6))) == pytest.approx(sure)


def test_what_was_right_more_often_is_surer() -> None:
    seen = [(0.1, False)] * 70 + [(0.1, True)] * 30 + [(0.6, True)] * 80 + [(0.6, False)] * 20
    assert fitted(seen) == ((0.1, 0.3), (0.6, 0.8))


def test_a_share_that_was_right_less_often_than_a_smaller_one_is_joined_with_it() -> None:
    seen = [(0.2, True)] * 60 + [(0.2, False)] * 40 + [(0.4, True)] * 40 + [(0.4, False)] * 60
    assert fitted(seen) == ((0.3, 0.5),)


def test_nothing_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fitted([])


def test_the_shipped_points_are_near_those_of_the_examples() -> None:
    """Within a tenth, so that a word added to a list needs no new table; `reportbot triage train` prints one."""
    points = confidence_of_rules(load(), shipped())
    assert all(abs(calibrated(share, POINTS) - calibrated(share, points)) < 0.1 for share in (0.3, 0.5, 0.6, 0.7, 0.8))
