"""The template folder: what its files may do. They set type; they fetch nothing and run nothing that was written."""

import re
from collections.abc import Iterator
from pathlib import Path

from reportbot.core.errors import Problem
from reportbot.service.letters.contents import KINDS

LARGEST = 256 * 1024  # bytes of one template

# Comments are looked at too: what counts as one would have to be read as Typst reads it.
_LOADS = re.compile(r"(?<![\w.-])(import|include)(?![\w-])")
_OF_THIS_FOLDER = re.compile(r"\s*\"[\w-]+\.typ\"")
_FORBIDDEN = {
    "eval": "would run what somebody wrote",
    "plugin": "would run a program",
}
_CALL = re.compile(r"(?<![\w.-])(eval|plugin)(?![\w-])")


def folder_problems(folder: Path) -> list[Problem]:
    """What is wrong before anything is set: files that are missing, and files that do what a template may not do."""
    found = [Problem(f"{kind}.typ", 0, f"is missing in {folder.name}") for kind in _missing(folder)]
    for path in sorted(folder.glob("*.typ")):
        found += _file_problems(path)
    return found


def _missing(folder: Path) -> Iterator[str]:
    return (kind for kind in sorted(KINDS) if not (folder / f"{kind}.typ").is_file())


def _file_problems(path: Path) -> Iterator[Problem]:
    try:
        data = path.read_bytes()[: LARGEST + 1]
        source = data.decode()
    except (OSError, ValueError) as error:
        yield Problem(path.name, 0, f"cannot be read: {type(error).__name__}")
        return
    if len(data) > LARGEST:
        yield Problem(path.name, 0, f"is larger than {LARGEST // 1024} KB")
        return
    for found in _LOADS.finditer(source):
        if not _OF_THIS_FOLDER.match(source, found.end()):
            yield Problem(path.name, _line(source, found), f'{found[1]}: only a file of this folder, as "name.typ"')
    for found in _CALL.finditer(source):
        yield Problem(path.name, _line(source, found), f"{found[1]}: {_FORBIDDEN[found[1]]}")


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1
