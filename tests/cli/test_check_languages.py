"""`reportbot check` does not let a town promise a language that nobody has written."""

from pathlib import Path

import pytest

from reportbot import paths
from reportbot.cli import main
from reportbot.commands import checking


def test_a_town_cannot_offer_a_language_without_a_catalogue(tmp_path: Path) -> None:
    shipped = (paths.municipalities() / "drenas.toml").read_text("utf-8")
    offered = shipped.replace('languages = ["sq", "sr", "en"]', 'languages = ["sq", "sr", "rom"]', 1)
    assert offered != shipped
    (tmp_path / "drenas.toml").write_text(offered, "utf-8")
    assert "offers a language that has no catalogue in locales/: rom" in "\n".join(
        map(str, checking.problems(tmp_path))
    )


def test_a_town_may_offer_every_language_that_ships(tmp_path: Path) -> None:
    shipped = (paths.municipalities() / "drenas.toml").read_text("utf-8")
    offered = shipped.replace('languages = ["sq", "sr", "en"]', 'languages = ["sq", "sr", "bs", "tr", "en"]', 1)
    (tmp_path / "drenas.toml").write_text(offered, "utf-8")
    assert [str(problem) for problem in checking.problems(tmp_path)] == []
    seen = checking._look_at(tmp_path)
    assert [str(problem) for problem in seen.problems()] == []


def test_words_of_a_town_are_shown_as_they_are_and_are_no_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an administrator has typed in the console stands in the file that they take out and put on the server."""
    shipped = (paths.municipalities() / "drenas.toml").read_text("utf-8")
    changed = shipped.replace('name = "Police"', 'name = "Linja e qytetit"', 1)
    assert changed != shipped
    (tmp_path / "drenas.toml").write_text(changed, "utf-8")
    assert main(["check", "--municipalities", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "shown as it is written, in every language: “Linja e qytetit”" in said
