"""The README's tree tells the truth: what stands there exists, and what exists at the top stands there."""

import re
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
TREE = README.partition("## The tree")[2].partition("```")[2].partition("```")[0]


def test_every_file_and_folder_of_the_package_stands_in_the_tree() -> None:
    named = re.findall(r"[\w*]+(?:\.py|/)", TREE)
    for folder in (ROOT / "src/reportbot", ROOT / "src/reportbot/core"):
        for path in folder.iterdir():
            name = f"{path.name}/" if path.is_dir() else path.name
            if not name.startswith("__") and (path.suffix == ".py" or path.is_dir()):
                assert any(fnmatch(name, pattern) for pattern in named), f"{name} is missing in the README's tree"


def test_everything_in_the_tree_exists() -> None:
    for name in re.findall(r"\b[\w]+\.(?:py|toml|txt|json)\b", TREE):
        assert name == "municipality.toml" or list(ROOT.glob(f"**/{name}")), f"{name} is not there"
    for name in re.findall(r"[├└]── ([a-z0-9_]+)/", TREE):
        assert list((ROOT / "src/reportbot").glob(f"**/{name}")), f"{name}/ is not there"


def test_every_command_of_the_readme_can_be_typed() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`make (\w+)", README)):
        assert f"\n{target}:" in makefile


def test_every_picture_is_there_and_small() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert len(pictures) == 4
    for picture in pictures:
        assert 0 < (ROOT / picture).stat().st_size < 300_000
