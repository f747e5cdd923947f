"""[[staff]]: roles of an office, read with every problem at once; no town that ships has any, and none has a name."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.errors import BadSetup
from reportbot.municipality.loading import Municipality, load, load_file
from tests.municipality.test_problems import GOOD

STAFF = """
[[staff]]
key = "children"
name = "First officer for children"
institution = "works"
languages = ["sq", "sr"]
subjects = ["child", "waste"]
away = ["2026-12-24/2027-01-03", "2026-11-30"]
on_call = "monday-friday 16:00-24:00"

[[staff]]
key = "roads"
name = "Officer for roads"
institution = "desk"
"""


def loaded(tmp_path: Path, text: str) -> Municipality:
    path = tmp_path / "town.toml"
    path.write_text(text)
    return load_file(path, date(2026, 11, 22))


def test_staff_are_read(tmp_path: Path) -> None:
    children, roads = loaded(tmp_path, GOOD + STAFF).staff
    assert (children.key, children.institution, children.languages) == ("children", "works", ("sq", "sr"))
    assert {"child_violence", "waste"} <= children.subjects and "manhole" not in children.subjects
    assert children.away_until(date(2027, 1, 3)) == date(2027, 1, 3)
    assert children.away_until(date(2026, 11, 30)) and not children.away_until(date(2026, 12, 1))
    assert (roads.languages, roads.subjects, roads.away) == ((), frozenset(), ())


def test_on_call_by_their_own_hours_or_with_their_office(tmp_path: Path) -> None:
    town = loaded(tmp_path, GOOD + STAFF)
    on_duty = town.roster.on_call(datetime(2026, 11, 23, 17, tzinfo=UTC))
    at_six = town.staff_on_call(datetime(2026, 11, 23, 17, tzinfo=UTC))  # 18:00 in the town
    assert "children" in at_six
    assert ("roads" in at_six) == ("desk" in on_duty)
    assert "children" not in town.staff_on_call(datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    wrong = """
[[staff]]
key = "Ana B"
name = "officer@works.example"
institution = "nowhere"
languages = ["xx"]
subjects = ["goats"]
away = ["Christmas", "2027-02-03/2027-01-01", "2027-02-30"]
on_call = "when needed"
telephone = "1"

[[staff]]
key = "roads"
name = "Officer for roads"
institution = "desk"

[[staff]]
key = "roads"
name = ""
institution = "desk"
"""
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, GOOD + wrong)
    said = "\n".join(problem.message for problem in caught.value.problems)
    for part in (
        "key 'Ana B'",
        "name is a role",
        "unknown institution 'nowhere'",
        "unknown language 'xx'",
        "unknown subject 'goats'",
        "not 'Christmas'",
        "not '2027-02-03/2027-01-01'",
        "not '2027-02-30'",
        "on_call must be such as",
        "unknown key 'telephone'",
        "staff 'roads' stands twice",
        "name is empty",
    ):
        assert part in said, part
    assert all(problem.line > 0 for problem in caught.value.problems)


@pytest.mark.parametrize("rubbish", ['staff = "many"', "staff = [1, 2]", "[staff]\nkey = 1"])
def test_rubbish_is_a_problem_and_no_crash(tmp_path: Path, rubbish: str) -> None:
    text = rubbish + "\n" + GOOD if rubbish.startswith("staff") else GOOD + "\n" + rubbish
    with pytest.raises(BadSetup):
        loaded(tmp_path, text)


def test_no_more_than_a_town_has(tmp_path: Path) -> None:
    one = '\n[[staff]]\nkey = "s{}"\nname = "Officer"\ninstitution = "desk"\n'
    with pytest.raises(BadSetup, match="at most 200"):
        loaded(tmp_path, GOOD + "".join(one.format(number) for number in range(201)))


@pytest.mark.parametrize("town", ["drenas", "vushtrri", "kamez"])
def test_the_towns_that_ship_have_none_and_ask_for_them(town: str) -> None:
    shipped = load(paths.municipalities(), date(2026, 11, 22))[town]
    assert shipped.staff == ()
    assert any("[[staff]]" in line for line in shipped.to_be_supplied)
