"""What is promised for a category, over what is promised for its urgency; and rungs of its own."""

from datetime import timedelta
from pathlib import Path

import pytest

from reportbot.core.errors import BadSetup
from reportbot.core.urgency import Urgency
from reportbot.municipality.loading import Municipality, load_file

GOOD = (Path(__file__).parent / "good.toml").read_text()
NORMAL = Urgency.NORMAL
OWN = """
[[promises_for]]
categories = ["manhole", "waste"]
urgency = "normal"
act = "2 days"
around_the_clock = true
"""
RUNGS = """
[[ladder]]
urgency = "normal"
after = "1 hour"
to = ["@lead_second"]
because = "One hour."
categories = ["manhole"]

[[ladder]]
urgency = "normal"
after = "2 hours"
to = ["@lead_head"]
because = "Two hours."
categories = ["manhole"]
"""


def loaded(tmp_path: Path, more: str) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(GOOD + more)
    return load_file(path)


def problems(tmp_path: Path, more: str) -> list[tuple[int, str]]:
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, more)
    return [(each.line - GOOD.count("\n"), each.message) for each in caught.value.problems]


def test_what_a_category_does_not_say_is_as_its_urgency_has_it(tmp_path: Path) -> None:
    town = loaded(tmp_path, OWN)
    own, usual = town.promise_of("manhole", NORMAL), town.promises[NORMAL]
    assert (own.acknowledge, own.act, own.close) == (usual.acknowledge, timedelta(days=2), usual.close)
    assert own.around_the_clock and not usual.around_the_clock
    assert town.promise_of("waste", NORMAL) == own


def test_other_categories_and_urgencies_are_as_before(tmp_path: Path) -> None:
    town = loaded(tmp_path, OWN)
    assert town.promise_of("stray_dogs", NORMAL) == town.promises[NORMAL]
    assert town.promise_of("manhole", Urgency.URGENT) == town.promises[Urgency.URGENT]


def test_a_category_with_rungs_of_its_own_climbs_no_others(tmp_path: Path) -> None:
    town = loaded(tmp_path, RUNGS)
    assert [rung.because for rung in town.ladder_of("manhole", NORMAL)] == ["One hour.", "Two hours."]
    assert town.promise_of("manhole", NORMAL).reminders == (timedelta(hours=1), timedelta(hours=2))
    others = town.ladder_of("waste", NORMAL)
    assert others and all(not rung.categories for rung in others)
    assert town.promise_of("waste", NORMAL).reminders == tuple(rung.after for rung in others)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (OWN.replace("manhole", "man_hole"), (3, "unknown category 'man_hole'")),
        (OWN.replace('["manhole", "waste"]', "[]"), (2, "categories is missing: for which it is promised")),
        (OWN.replace('categories = ["manhole", "waste"]', ""), (2, "categories is missing: for which it is promised")),
        (OWN.replace("2 days", "900 days"), (5, "act is longer than a year")),
        (OWN.replace("2 days", "-2 days"), (5, "act is negative")),
        (OWN.replace("2 days", "1 hour"), (5, "a promise runs in order: acknowledge, act, close")),
        (OWN.replace("act =", "acts ="), (5, "unknown key 'acts': did you mean 'act'?")),
        (OWN.replace("normal", "slow"), (4, "urgency cannot be 'slow'")),
        (
            OWN.replace("normal", "emergency").replace('"2 days"', '"20 minutes"').replace("true", "false"),
            (6, "emergencies count around the clock"),
        ),
        (RUNGS.replace("2 hours", "30 minutes"), (11, "the rungs of normal must stand in order of time")),
        (RUNGS.replace("manhole", "man_hole"), (7, "unknown category 'man_hole'")),
        (RUNGS.replace("@lead_head", "@lead_heads"), (12, "unknown institution or role '@lead_heads'")),
    ],
)
def test_each_mistake_is_told_with_its_line(tmp_path: Path, more: str, problem: tuple[int, str]) -> None:
    line, words = problem
    assert any(at == line and words in said for at, said in problems(tmp_path, more)), problems(tmp_path, more)


def test_two_promises_for_one_category_are_a_mistake(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, OWN + OWN.replace(', "waste"', ""))
    assert problem[1] == "category 'manhole' has two promises for normal"
