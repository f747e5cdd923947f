"""A docstring or comment that sends its reader to a module or a class sends them to one that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "reportbot"
CLASS = re.compile(r"\b(?:Implements|What|Also) ((?:[a-z_0-9]+\.)+)([A-Z]\w+)")
FILE = re.compile(r"(?<![\w/.:{}])((?:\w+/)+\w+\.py)\b")


def test_a_docstring_names_only_classes_and_files_that_exist() -> None:
    assert [each for path in sorted(SRC.rglob("*.py")) for each in _missing(path)] == []


def _missing(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    for module, name in CLASS.findall(text):
        at = SRC.joinpath(*module.strip(".").split("."))
        files = at.glob("*.py") if at.is_dir() else [at.with_suffix(".py")]
        if not any(each.exists() and f"class {name}" in each.read_text("utf-8") for each in files):
            yield f"{path.relative_to(SRC)}: {module}{name}"
    for file in FILE.findall(text):
        if not any((folder / file).exists() for folder in (SRC.parent, SRC, ROOT, path.parent)):
            yield f"{path.relative_to(SRC)}: {file}"
