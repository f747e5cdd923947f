"""`reportbot chat`: the whole service in a terminal, one line of input a message."""

import io
import sys

import pytest

from reportbot.cli import main


def talked(monkeypatch: pytest.MonkeyPatch, lines: list[str], *options: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    return main(["chat", "--municipality", "drenas", *options])


def test_a_report_is_made_in_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["ka nje pus pa kapak te shkolla", "po", "Komoran", "dergo", "po", "kapërce"]
    assert talked(monkeypatch, lines, "--language", "sq") == 0
    said = capsys.readouterr().out
    assert "Kodi yt: " in said
    assert said.rstrip().endswith("[Rifillo · Gjendja]")


def test_on_sms_it_shows_what_a_phone_would_get(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talked(monkeypatch, ["1"], "--language", "sq", "--channel", "sms") == 0
    said = capsys.readouterr().out
    assert "fare sheh, dhe ku sakte?" in said
    assert "ë" not in said


def test_an_unknown_town_is_named_with_those_that_are_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["chat", "--municipality", "atlantis"]) == 1
    assert 'there is no "atlantis"; there are drenas' in capsys.readouterr().err
