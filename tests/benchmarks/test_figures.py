"""What is printed: the median run, and our speed as a ratio of the peer's in the same mode."""

import pytest

from tests.benchmarks.figures import Figures, median, percentile, ratios, table


def test_ratios_compare_only_like_with_like() -> None:
    rows = [a_run("peer", 10), a_run("peer", 40, mode="http"), a_run("peer, tuned", 20), a_run("ours", 30)]
    assert ratios(rows, ("peer", "peer, tuned")) == [
        "ours: 3.00 x peer (inprocess, 64 at once)",
        "ours: 1.50 x peer, tuned (inprocess, 64 at once)",
    ]


@pytest.mark.parametrize(("speeds", "middle"), [([5], 5), ([9, 1, 5], 5), ([9, 1], 1)])
def test_the_median_run_is_a_run_that_happened(speeds: list[int], middle: int) -> None:
    assert median([a_run("peer", speed) for speed in speeds]).reports_per_second == middle


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (99, 99), (100, 100), (1, 1)])
def test_a_percentile_is_one_of_the_values(percent: int, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == value


def test_what_was_not_counted_is_shown_as_a_dash() -> None:
    head, row = table([a_run("peer", 10)]).splitlines()
    assert len(head) == len(row)
    assert row.split()[9:13] == ["-", "-", "-", "-"]


def a_run(name: str, reports: int, mode: str = "inprocess") -> Figures:
    return Figures(name, mode, 64, reports, 1.0, 1, 1, 1, 1, 1, None, None, None, None, 50, 0.2)
