"""The word lists: complete, readable, and every mistake named with file and line."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadSetup
from reportbot.core.hearing.lexicon import SPECIAL, DangerKind
from reportbot.lexicons import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(files("reportbot") / "lexicon") as shipped:
        shutil.copytree(shipped, tmp_path / "lexicon")
    return tmp_path / "lexicon"


def test_the_shipped_lists_are_read() -> None:
    lexicon = load()
    assert {rule.category for rule in lexicon.rules.categories} == set(CATEGORIES)
    assert {rule.kind for rule in lexicon.rules.dangers} == set(DangerKind)


@pytest.mark.parametrize("language", ["sq", "sr", "en", "tr"])
def test_every_language_has_words_for_every_idea(folder: Path, language: str) -> None:
    import tomllib

    ideas = tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8"))["ideas"].keys() - set(SPECIAL)
    known = {
        idea
        for name in ("danger", "categories")
        for idea, words in tomllib.loads((folder / f"{name}.{language}.toml").read_text(encoding="utf-8")).items()
        if words
    }
    assert ideas - known == set()


def test_every_list_tells_its_reader_what_it_is(folder: Path) -> None:
    for file in folder.glob("*.toml"):
        assert file.read_text(encoding="utf-8").startswith("# ")
    assert not list(folder.glob("*.rom.toml"))


def test_every_problem_is_named_at_once_with_its_line(folder: Path) -> None:
    (folder / "danger.sq.toml").write_text(
        '# words\nfire = ["zjarr*"]\nfyre = ["x"]\nhits = ["", 3]\n', encoding="utf-8"
    )
    (folder / "danger.sr.toml").write_text("fire = [\n", encoding="utf-8")
    rules = folder / "rules.toml"
    broken = (
        rules.read_text(encoding="utf-8")
        .replace('"6: manhole"', '"6: manhoel"')
        .replace("[danger.weapon]", "[danger.wepon]")
    )
    rules.write_text(broken, encoding="utf-8")
    with pytest.raises(BadSetup) as refusal:
        load(folder)
    told = [str(problem) for problem in refusal.value.problems]
    assert any(line.startswith("danger.sq.toml:3: unknown idea 'fyre'") for line in told)
    assert any(line.startswith("danger.sq.toml:4:") and "no letters" in line for line in told)
    assert any("danger.sq.toml:4:" in line and "no text" in line for line in told)
    assert any(line.startswith("danger.sr.toml") and "cannot be read" in line for line in told)
    assert any("unknown idea 'manhoel'" in line and line.startswith("rules.toml:") for line in told)
    assert any("unknown danger 'wepon'" in line for line in told)


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetup):
        load(tmp_path)
    with pytest.raises(BadSetup):
        load(tmp_path / "nowhere")
