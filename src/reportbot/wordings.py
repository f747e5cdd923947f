"""Reads the word lists in `reportbot/wording/`, one file per language, for `reportbot check`."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reportbot.core.conversation.checks.plainness import WordList
from reportbot.core.conversation.checks.wording import Wording
from reportbot.core.errors import BadSetup, Problem

_LISTS = ("office", "identifying", "prying", "says_not")


def load(folder: Path | None = None) -> dict[str, Wording]:
    """By language. Raises BadSetup with the problems of every file."""
    root: Traversable = folder or files("reportbot") / "wording"
    found: dict[str, Wording] = {}
    problems: list[Problem] = []
    for file in sorted(root.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            found[file.name.removesuffix(".toml")] = _read(file)
        except (ValueError, KeyError, TypeError) as error:
            problems.append(Problem(file.name, 0, f"cannot be used: {error}"))
    if problems:
        raise BadSetup(*problems)
    return found


def lists_for(languages: Iterable[str]) -> dict[str, Wording]:
    """The lists of each language that has some; a variant (sq_AL) shares those of its language. Raises BadSetup."""
    lists = load()
    return {code: lists[code.partition("_")[0]] for code in languages if code.partition("_")[0] in lists}


def _read(file: Traversable) -> Wording:
    """Raises ValueError, KeyError, TypeError."""
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    unknown = sorted(set(said) - set(_LISTS))
    if unknown:
        raise ValueError(f"unknown list {unknown[0]!r}")
    return Wording(**{name: _list(said[name], name) for name in _LISTS})


def _list(entries: object, name: str) -> WordList:
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip(" *") for entry in entries):
        raise TypeError(f"{name!r} must be a list of words")
    return WordList(tuple(entries))
