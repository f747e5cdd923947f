"""`reportbot check` does not let a town promise a language that nobody has written."""

from pathlib import Path

from reportbot import checking, paths


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
