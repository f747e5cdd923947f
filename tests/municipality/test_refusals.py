"""An office that takes no reports from us: the desk gets what would be its own, and the file says so openly."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reportbot.core.cases.routing.rules import REFUSED
from reportbot.core.errors import BadSetup
from reportbot.municipality.loading import Municipality, load_file
from tests.municipality.test_problems import GOOD

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def loaded(tmp_path: Path, *changes: tuple[str, str]) -> Municipality:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "town.toml"
    path.write_text(text)
    return load_file(path, date(2026, 11, 22))


def test_the_desk_gets_what_the_office_refuses(tmp_path: Path) -> None:
    town = loaded(tmp_path, ('key = "works"\n', 'key = "works"\nrefuses = true\n'))
    found = town.route("manhole", None, "citizen", NOON)
    assert (found.lead, found.refused, found.because) == ("desk", "works", REFUSED.msgid)
    assert "desk" not in found.copies and found.rule_name


def test_an_office_that_refuses_gets_no_copy_either(tmp_path: Path) -> None:
    town = loaded(
        tmp_path,
        ('key = "guard"\n', 'key = "guard"\nrefuses = true\n'),
        ("takes_reports = false\n", ""),
        ('copies = ["desk"]', 'copies = ["desk", "guard"]'),
    )
    assert town.route("manhole", "village", "citizen", NOON).copies == ("desk",)
    assert town.route("manhole", "village", "citizen", NOON).refused == ""


def test_where_the_desk_is_avoided_the_way_round_it_gets_it(tmp_path: Path) -> None:
    town = loaded(tmp_path, ('key = "works"\n', 'key = "works"\nrefuses = true\n'))
    assert town.without(["desk"]).route("manhole", None, "citizen", NOON).lead == "guard"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([('key = "desk"\n', 'key = "desk"\nrefuses = true\n')], "the coordinator cannot refuse"),
        ([('key = "works"\n', 'key = "works"\nrefuses = "yes"\n')], "refuses must be true or false"),
        ([('key = "works"\n', 'key = "works"\nhotline = "nobody"\n')], "unknown hotline 'nobody'"),
        ([("takes_reports = false\n", "takes_reports = false\nrefuses = true\n")], "leave out takes_reports"),
    ],
)
def test_rubbish_is_one_clear_sentence(tmp_path: Path, changes: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(BadSetup) as caught:
        loaded(tmp_path, *changes)
    (problem,) = caught.value.problems
    assert told in problem.message and problem.line
