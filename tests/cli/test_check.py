"""`reportbot check`: the figures of the conversations, and their drawings."""

import re
import shutil
from pathlib import Path

import pytest

from reportbot import paths
from reportbot.cli import main


def test_the_figures_are_printed_behind_what_is_to_be_supplied(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "to be supplied by the municipality" in said
    counted = r"^(report_\w+): \d to (\d) questions to a stored report, (\d) to (\d) from the very beginning$"
    asked = re.findall(counted, said, re.MULTILINE)
    assert len(asked) >= 7
    assert all(int(most) <= 5 for *_, most in asked)
    assert re.search(r"^\d\d words work at each of \d\d questions, tried one by one in 3 town", said, re.MULTILINE)
    assert re.search(r"^report_child \(child\): .* read at the age of [6-9] \(", said, re.MULTILINE)
    means = re.search(r"SMS per outgoing message: ([\d.]+) on average, 2 at most \(of (\d+)\); of those that", said)
    assert means is not None
    assert 1 <= float(means[1]) <= 1.1
    assert int(means[2]) > 3000
    assert "say whom to call: 1.00 on average, 1 at most" in said
    by_flow = re.findall(r"^  ([\w ]+): sq \d\.\d\d, sr \d\.\d\d", said, re.MULTILINE)
    assert {"welcome", "report_hazard", "report_person", "at any time", "danger"} <= set(by_flow)
    assert said.endswith("Everything is in order.\n")


def test_quietly_no_figures_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(paths.municipalities() / "drenas.toml", tmp_path)
    assert main(["check", "--quiet", "--municipalities", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "Everything is in order.\n"


def test_a_name_that_makes_a_message_too_long_for_sms_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (paths.municipalities() / "kamez.toml").read_text("utf-8")
    (tmp_path / "kamez.toml").write_text(text.replace('{ sq = "Kamëz" }', f'{{ sq = "{"K" * 300}" }}', 1), "utf-8")
    assert main(["check", "--municipalities", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert re.search(
        r"^welcome.toml:\d+: 3 SMS in sq, at most 2: “Here you report a risk in {town}", said, re.MULTILINE
    )
    assert said.endswith(" problem(s).\n")


def test_all_flows_are_drawn_as_their_readme_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--draw"]) == 0
    assert capsys.readouterr().out == (paths.conversations() / "README.md").read_text("utf-8")


def test_one_flow_is_drawn_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--draw", "about"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("flowchart TD\n")
    assert said in (paths.conversations() / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["nope", "../about", "\x00"])
def test_a_flow_that_is_not_there_is_refused_with_those_that_are(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--draw", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "about, afterwards, check_report" in said.err
