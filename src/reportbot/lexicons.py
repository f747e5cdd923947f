"""Reads the word lists in `reportbot/lexicon/`, or in another folder, into one Lexicon; or lists all problems."""

import gc
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from reportbot.core.categories import CATEGORIES, is_about_somebody
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.hearing.entries import read_entry
from reportbot.core.hearing.lexicon import (
    SPECIAL,
    CategoryRule,
    DangerKind,
    DangerRule,
    Lexicon,
    RaiseRule,
    Rules,
    When,
    Words,
    bits_of,
)
from reportbot.core.hearing.rules import read_weighted, read_when
from reportbot.core.urgency import Urgency

RULES = "rules.toml"


def load(folder: Path | None = None) -> Lexicon:
    """The lexicon in `folder`, by default the shipped one. Raises BadSetup with every problem, file and line."""
    return _read(folder) if folder else _shipped()


@cache
def _shipped() -> Lexicon:
    """Read once in a process. Half a million objects that never change: the garbage collector walks them neither
    while they are made nor later."""
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        lexicon = _read(files("reportbot") / "lexicon")
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
    return lexicon


def _read(root: Traversable) -> Lexicon:
    problems: list[Problem] = []
    rules = _read_rules(_Source.of(root / RULES, problems))
    names = sorted(file.name for file in root.iterdir() if file.name.endswith(".toml")) if root.is_dir() else []
    languages = [_read_words(_Source.of(root / name, problems), rules) for name in names if name != RULES]
    if problems:
        raise BadSetup(*problems)
    return Lexicon.of(rules, languages)


@dataclass(frozen=True, slots=True)
class _Source:
    """One file: its values, and where in it a problem stands."""

    name: str
    text: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(repr=False)

    @classmethod
    def of(cls, file: Traversable, problems: list[Problem]) -> "_Source":
        text = ""
        try:
            text = file.read_text(encoding="utf-8")
            return cls(file.name, text, tomllib.loads(text), problems)
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(file.name, _line_in(str(error)), f"cannot be read: {error}"))
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(file.name, 0, "is missing, or is no text in UTF-8"))
        return cls(file.name, text, {}, problems)

    def complain(self, about: str, message: str) -> None:
        lines = self.text.splitlines()
        line = next((number for number, written in enumerate(lines, 1) if about and about in written), 0)
        self.problems.append(Problem(self.name, line, message))

    def texts(self, values: object, about: str) -> Iterator[str]:
        """The texts of a list; anything else is a problem."""
        if not isinstance(values, list):
            self.complain(about, f"{about!r} must be a list of texts")
            return
        for value in values:
            if isinstance(value, str):
                yield value
            else:
                self.complain(about, f"{about!r} holds something that is no text")

    def table(self, name: str) -> Mapping[str, Any]:
        value = self.values.get(name, {})
        if isinstance(value, dict):
            return value
        self.complain(name, f"{name!r} must be a table")
        return {}


def _read_rules(source: _Source) -> Rules:
    ideas = {name: str(meaning) for name, meaning in source.table("ideas").items()}
    bits = bits_of(ideas)
    if source.text:
        for special in SPECIAL:
            if special not in ideas:
                source.complain("[ideas]", f"the idea {special!r} is missing")
    negatable, everyday = _read_ideas(source, "negatable", ideas), _read_ideas(source, "everyday", ideas)
    return Rules(
        ideas,
        tuple(_read_dangers(source, bits)),
        tuple(_read_categories(source, bits, everyday)),
        tuple(_read_raises(source, bits)),
        dict(_read_base(source)),
        negatable,
    )


def _read_ideas(source: _Source, name: str, ideas: Mapping[str, str]) -> frozenset[str]:
    found = frozenset(source.texts(source.values.get(name, []), name))
    for idea in sorted(found - ideas.keys()):
        source.complain(name, f"unknown idea {idea!r} in {name!r}")
    return found


def _read_dangers(source: _Source, bits: Mapping[str, int]) -> Iterator[DangerRule]:
    for name, urgencies in source.table("danger").items():
        if name not in {kind.value for kind in DangerKind} or not isinstance(urgencies, dict):
            source.complain(f"danger.{name}", f"unknown danger {name!r}")
            continue
        for word, written in urgencies.items():
            urgency = _urgency(source, word)
            for text in source.texts(written, word):
                when = _when(source, text, bits)
                if urgency is not None and when is not None:
                    yield DangerRule(DangerKind(name), when, urgency)


def _read_categories(source: _Source, bits: Mapping[str, int], everyday: frozenset[str]) -> Iterator[CategoryRule]:
    """Those written by hand under [category], and what the training sentences added to them under [lean]."""
    tables = [(source.table(name), name == "lean") for name in ("category", "lean")]
    for category, written, fitted in [(*item, fitted) for table, fitted in tables for item in table.items()]:
        if category not in CATEGORIES:
            source.complain(category, f"unknown category {category!r}")
            continue
        for text in source.texts(written, category):
            try:
                weight, when = read_weighted(text, bits)
            except ValueError as error:
                source.complain(text, str(error))
            else:
                alone = len(when.names) == 1 and everyday.issuperset(when.names[0])
                yield CategoryRule(category, when, weight, fitted, alone and is_about_somebody(category))


def _read_raises(source: _Source, bits: Mapping[str, int]) -> Iterator[RaiseRule]:
    rows = source.values.get("raise", [])
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or {"urgency", "why", "when"} - row.keys():
            source.complain("[[raise]]", "a [[raise]] needs urgency, why and when")
            continue
        urgency = _urgency(source, str(row["urgency"]))
        when = _when(source, str(row["when"]), bits)
        if urgency is not None and when is not None:
            yield RaiseRule(urgency, when, str(row["why"]))


def _read_base(source: _Source) -> Iterator[tuple[str, Urgency]]:
    for category, word in source.table("base").items():
        urgency = _urgency(source, str(word))
        if category not in CATEGORIES:
            source.complain(category, f"unknown category {category!r}")
        elif urgency is not None:
            yield category, urgency


def _read_words(source: _Source, rules: Rules) -> Words:
    language = source.name.removesuffix(".toml").rpartition(".")[2]
    family = str(source.values.get("extends", language))
    ideas: dict[str, tuple[str, ...]] = {}
    for idea, written in source.values.items():
        if idea == "extends":
            continue
        if idea not in rules.ideas:
            source.complain(f"{idea} =", f"unknown idea {idea!r}: {RULES} does not name it")
            continue
        texts = tuple(source.texts(written, idea))
        for text in texts:
            try:
                read_entry(text, idea, 1, family)
            except ValueError as error:
                source.complain(f"{idea} =", f"{text!r} in {idea!r}: {error}")
        ideas[idea] = texts
    return Words(family, ideas)


def _when(source: _Source, text: str, bits: Mapping[str, int]) -> When | None:
    try:
        return read_when(text, bits)
    except ValueError as error:
        source.complain(text, str(error))
        return None


def _urgency(source: _Source, word: str) -> Urgency | None:
    try:
        return Urgency.from_word(word)
    except KeyError:
        source.complain(word, f"unknown urgency {word!r}")
        return None


def _line_in(message: str) -> int:
    _, _, tail = message.partition("at line ")
    digits = tail.partition(",")[0]
    return int(digits) if digits.isdigit() else 0
