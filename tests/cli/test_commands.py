"""The commands as an operator types them, in a process of their own, from a folder that is not the project's."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import reportbot

SOURCE = Path(__file__).parents[2] / "src"


def test_check_names_file_and_line_of_every_problem_of_a_municipality(tmp_path: Path) -> None:
    towns = tmp_path / "towns"
    towns.mkdir()
    shipped = SOURCE.parent / "deploy/municipalities/kamez.toml"
    text = shipped.read_text().replace('country = "AL"', 'country = "MK"', 1).replace('zone = "', 'zone = "x', 1)
    (towns / "kamez.toml").write_text(text)
    ended = reportbot("check", "--municipalities", str(towns), folder=tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.count("kamez.toml:") >= 2


def test_triage_gives_one_json_for_each_line(tmp_path: Path) -> None:
    lines = ["ka nje pus pa kapak te shkolla", "", "po më rreh babai tani", "\x00\ufffd🙂" * 50]
    ended = reportbot("triage", "--municipality", "drenas", typed="\n".join(lines) + "\n", folder=tmp_path)
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert set(answers[0]) == {
        "category", "urgency", "danger", "confidence", "alternatives", "institutions", "because",
    }  # fmt: skip
    assert answers[0]["category"] == "manhole"
    assert answers[0]["institutions"][0] == "public_services"
    assert answers[2]["urgency"] == "emergency"


def test_chat_carries_a_report_to_its_code(tmp_path: Path) -> None:
    said = ["1", "1", "Komoran", "pusetë pa kapak te shkolla", "1"]
    ended = reportbot("chat", "--municipality", "drenas", "--language", "sq", typed="\n".join(said), folder=tmp_path)
    assert "Kodi yt: " in ended.stdout, ended.stdout + ended.stderr


def test_chat_by_sms_shows_what_a_phone_gets(tmp_path: Path) -> None:
    ended = reportbot("chat", "--channel", "sms", typed="1\n3\n1\n", folder=tmp_path)
    assert "ë" not in ended.stdout
    assert "112" in ended.stdout


def test_a_municipality_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    for command in ("chat", "triage"):
        ended = reportbot(command, "--municipality", "atlantis", folder=tmp_path)
        assert ended.returncode == 1
        assert 'there is no "atlantis"' in ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "keys"),
        ({"REPORTBOT_COLOUR": "red"}, "REPORTBOT_COLOUR"),
        ({"REPORTBOT_ATLANTIS_TELEGRAM_TOKEN": "1:a", "REPORTBOT_KEYS": "made"}, "REPORTBOT_ATLANTIS"),
        ({"REPORTBOT_DATABASE_URL": "mysql://x", "REPORTBOT_KEYS": "made"}, "mysql"),
        ({"REPORTBOT_SMTP_URL": "smtp://mail.example.org", "REPORTBOT_KEYS": "made"}, "REPORTBOT_SMTP_URL"),
    ],
    ids=["no keys", "unknown setting", "unknown town", "unknown database", "mail in the clear"],
)
def test_serve_does_not_start_with_a_wrong_setup_and_says_why(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    assert reportbot("keys", "create", "made", folder=tmp_path).returncode == 0
    ended = reportbot("serve", folder=tmp_path, REPORTBOT_LISTEN="127.0.0.1:0", **settings)
    assert ended.returncode == 1
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "problem(s). Nothing was started." in ended.stderr


def test_keys_are_made_once_and_checked(tmp_path: Path) -> None:
    assert reportbot("keys", "create", "made", folder=tmp_path).returncode == 0
    assert reportbot("keys", "check", "made", folder=tmp_path).returncode == 0
    again = reportbot("keys", "create", "made", folder=tmp_path)
    assert again.returncode == 1
    (tmp_path / "made" / "1" / "content").chmod(0o644)
    assert "content" in reportbot("keys", "check", "made", folder=tmp_path).stderr


def test_whatever_breaks_in_a_command_only_its_class_and_place_are_printed(tmp_path: Path) -> None:
    script = """
import sys
from reportbot import cli
from reportbot.commands import keys_command
def breaks(*_):
    raise KeyError("zvq a word of somebody")
keys_command.check_folder = breaks
cli.main(["keys", "check", "made"])
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(SOURCE)}
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert (json.loads(line)["failure"], "safekeeping.py" in line) == ("KeyError", True)
    assert "zvq" not in line


def test_doctor_says_what_is_missing_before_the_town_relies_on_it(tmp_path: Path) -> None:
    reportbot("keys", "create", "keys", folder=tmp_path)
    ended = reportbot("doctor", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "no mail leaves" in ended.stdout
