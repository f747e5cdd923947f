"""`reportbot check` and the roster: every gap of the next eight weeks in words, and plans that cannot be kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.cli import main
from reportbot.commands.checking import problems
from reportbot.commands.checking_roster import AHEAD, roster_hints, roster_problems
from reportbot.municipality.loading import TransportTarget, load, with_contacts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
USUAL = '[[duty]]\nrole = "duty"\ndeputy = "duty_deputy"\ndays = "every day"\nhours = "24/7"\n'
NIGHTS = '[[duty]]\nrole = "duty"\ndays = "every day"\nhours = "16:00-08:00"\n'
DAYS = '[[duty]]\nrole = "duty_deputy"\ndays = "monday-friday"\nhours = "08:00-16:00"\n'


def folder_with(tmp_path: Path, roster: str) -> Path:
    text = (paths.municipalities() / "drenas.toml").read_text("utf-8")
    assert USUAL in text
    (tmp_path / "drenas.toml").write_text(text.replace(USUAL, roster), "utf-8")
    return tmp_path


def told(tmp_path: Path, roster: str, now: datetime = NOW) -> list[str]:
    return [str(problem) for problem in roster_problems(load(folder_with(tmp_path, roster)), now)]


def test_the_towns_that_ship_have_no_gap(tmp_path: Path) -> None:
    assert list(roster_problems(load(paths.municipalities()), NOW)) == []


def test_every_gap_of_eight_weeks_is_told_from_when_until_when(tmp_path: Path) -> None:
    found = told(tmp_path, NIGHTS + DAYS)
    assert len(found) == 17, "from Sunday afternoon on: this one, and eight weekends but for the last Sunday's rest"
    assert "nobody is on call from Sunday 22 November 2026 13:00 until Sunday 22 November 2026 16:00" in found[0]
    assert "nobody is on call from Saturday 28 November 2026 08:00 until Saturday 28 November 2026 16:00" in found[1]
    assert "until at least Sunday 17 January 2027 13:00" in found[-1]
    assert all(each.startswith("drenas.toml:") for each in found)


def test_a_gap_is_told_at_the_line_of_the_roster(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (first, *_) = told(tmp_path / "here", NIGHTS + DAYS)
    text = (tmp_path / "here" / "drenas.toml").read_text("utf-8")
    assert int(first.split(":")[1]) == text[: text.index("\n[[duty]]")].count("\n") + 2


@pytest.mark.parametrize(
    ("night", "hours"),
    [(datetime(2027, 3, 27, 23, tzinfo=UTC), "01:00"), (datetime(2026, 10, 24, 22, tzinfo=UTC), "00:00")],
)
def test_shifts_that_meet_in_the_night_of_the_clock_leave_no_gap(tmp_path: Path, night: datetime, hours: str) -> None:
    meet = '[[duty]]\nrole = "duty"\ndays = "every day"\nhours = "16:00-02:30"\n'
    meet += '[[duty]]\nrole = "duty_deputy"\ndays = "every day"\nhours = "02:30-16:00"\n'
    assert told(tmp_path, meet, night) == []


def test_who_is_on_call_twice_is_told(tmp_path: Path) -> None:
    twice = '[[duty]]\nrole = "duty"\ndays = "monday"\nhours = "20:00-22:00"\n'
    found = told(tmp_path, USUAL + twice)
    assert len(found) == 8
    assert "'duty' is on call twice from Monday 23 November 2026 20:00 until Monday 23 November 2026 22:00" in found[0]


def test_who_is_away_while_on_call_without_anybody_to_stand_in_is_told(tmp_path: Path) -> None:
    away = '[[duty_away]]\nrole = "duty"\nfrom = 2026-12-24\nto = 2026-12-26\n'
    assert told(tmp_path, USUAL + away) == [], "the deputy stands in"
    (tmp_path / "alone").mkdir()
    found = told(tmp_path / "alone", USUAL.replace('deputy = "duty_deputy"\n', "") + away)
    span = "from Thursday 24 December 2026 00:00 until Sunday 27 December 2026 00:00"
    assert [each.partition(": ")[2] for each in found] == [
        f"nobody is on call {span}",
        f"'duty' is away while on call, and nobody stands in, {span}",
    ]


def test_what_lies_beyond_eight_weeks_is_not_told_yet(tmp_path: Path) -> None:
    ends = USUAL + "last = 2027-01-20\n"
    assert told(tmp_path, ends) == []
    assert len(told(tmp_path, ends, NOW + AHEAD / 2)) == 1


def test_a_gap_is_an_error_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--municipalities", str(folder_with(tmp_path, NIGHTS))]) == 1
    assert "nobody is on call from " in capsys.readouterr().out


def test_two_roles_with_one_contact_are_to_be_looked_at(tmp_path: Path) -> None:
    town = load(folder_with(tmp_path, USUAL))["drenas"]
    assert list(roster_hints(town)) == [], "nobody has one"
    phone, mail = TransportTarget("sms", "+38344000000"), TransportTarget("email", "deputy@example.org")
    shared = with_contacts(town, {"duty": [phone], "duty_deputy": [phone]})
    (hint,) = roster_hints(shared)
    assert "'duty' and 'duty_deputy' stand on the roster with the same contact" in hint
    assert list(roster_hints(with_contacts(town, {"duty": [phone], "duty_deputy": [phone, mail]}))) == []


def test_a_file_that_cannot_be_read_tells_its_own_problems_and_no_gaps(tmp_path: Path) -> None:
    found = problems(folder_with(tmp_path, NIGHTS.replace("duty", "nobody", 2).replace("[[nobody]]", "[[duty]]")), NOW)
    assert any("unknown institution 'nobody'" in each.message for each in found)
    assert not any("on call from" in each.message for each in found)
