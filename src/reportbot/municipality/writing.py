"""Write a municipality file: what has changed is put into the operator's own text, whose comments stay.

What comes out is read again: it must say what was meant, else the file is written anew without comments.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from reportbot.core.townfile.toml_text import key_in_toml, pair_in_toml
from reportbot.municipality.lines import Where, lines_of

_IDENTITY = ("key", "name")  # by which the tables of a list are known


def written(text: str, tables: Mapping[str, Any]) -> str:
    """The file `text` with these tables."""
    before = tomllib.loads(text)
    if before == tables:
        return text
    spliced = _spliced(text, before, tables)
    try:
        if tomllib.loads(spliced) == tables:
            return spliced
    except tomllib.TOMLDecodeError:
        pass
    return anew(tables)


def anew(tables: Mapping[str, Any]) -> str:
    """Without any comment: single values first, then tables, then lists of tables."""
    lines = [pair_in_toml(key, value) for key, value in tables.items() if not _is_table(value) and not _is_list(value)]
    parts = ["\n".join(lines)]
    for key, value in tables.items():
        if _is_table(value):
            parts += _table([key], value)
        elif _is_list(value):
            parts += [
                "\n".join([f"[[{key_in_toml(key)}]]", *(pair_in_toml(*pair) for pair in row.items())]) for row in value
            ]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Text:
    """The lines of the file, and from where to where each table stands, with the comments right above it."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.known = lines_of(text)
        headers = sorted(
            (line, where) for where, line in self.known.items() if where and _HEADER.match(self.lines[line - 1])
        )
        starts = [(self._with_comments(line - 1), line - 1, where) for line, where in headers]
        ends = [*(after[0] for _, after in pairwise(starts)), *([len(self.lines)] if starts else [])]
        self.blocks: dict[Where, tuple[int, int, int]] = {}
        for (start, header, where), end in zip(starts, ends, strict=True):
            self.blocks[where] = (start, header, self._trimmed(header, end))
        self.top = self._trimmed(0, starts[0][0] if starts else len(self.lines))

    def key_span(self, where: Where, end: int) -> tuple[int, int]:
        """The lines of one key, without the comments and blanks behind it."""
        begins = self.known[where] - 1
        siblings = [line - 1 for each, line in self.known.items() if each[:-1] == where[:-1] and line - 1 > begins]
        return begins, self._trimmed(begins, min([end, *siblings]))

    def _with_comments(self, header: int) -> int:
        start = header
        while start and self.lines[start - 1].startswith("#"):
            start -= 1
        return start

    def _trimmed(self, start: int, end: int) -> int:
        while end > start + 1 and _EMPTY.match(self.lines[end - 1]):
            end -= 1
        return end


def _spliced(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    of = _Text(text)
    edits: list[tuple[int, int, list[str]]] = []
    tail: list[str] = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if _is_list(old or new) and (old is None or (key, 0) in of.blocks):
            tail += _rows(of, edits, key, old or [], new or [])
        elif _is_table(old) and _is_table(new) and old is not None and new is not None:
            _keys(of, edits, (key,), old, new)
        elif not _is_table(old or new) and not _is_list(old or new):
            _single(of, edits, key, new)
    lines = list(of.lines)
    for start, end, into in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[start:end] = into
    return "\n".join([*lines, *tail]) + "\n"


def _rows(
    of: _Text, edits: list[tuple[int, int, list[str]]], key: str, old: Sequence[Any], new: Sequence[Any]
) -> list[str]:
    """The rows keep their text, in the new order; what is new and has no place is returned, for the end."""
    places = {_identity(row): number for number, row in enumerate(old)}
    if len(places) < len(old):
        places = {}
    texts: list[list[str]] = []
    for row in new:
        at = places.get(_identity(row))
        texts.append(_fresh(key, row) if at is None else _kept(of, (key, at), old[at], row))
    slots = [of.blocks[key, number] for number in range(len(old))]
    for number, (start, _, end) in enumerate(slots):
        is_last = number == len(slots) - 1
        mine = texts[number:] if is_last else texts[number : number + 1]
        edits.append((start, end, [line for each in _parted(mine) for line in each]))
    return [] if slots else [line for each in texts for line in ("", *each)]


def _parted(texts: Sequence[list[str]]) -> list[list[str]]:
    return [[*([""] if number else []), *each] for number, each in enumerate(texts)]


def _fresh(key: str, row: Mapping[str, Any]) -> list[str]:
    return "\n".join([f"[[{key}]]", *(pair_in_toml(*pair) for pair in row.items())]).split("\n")


def _kept(of: _Text, where: Where, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    start, _, end = of.blocks[where]
    edits: list[tuple[int, int, list[str]]] = []
    _keys(of, edits, where, old, new)
    lines = list(of.lines[:end])
    for begins, ends, into in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[begins:ends] = into
    return lines[start:]


def _keys(
    of: _Text,
    edits: list[tuple[int, int, list[str]]],
    where: Where,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> None:
    """Changes inside one table: only the lines of the keys that differ."""
    found = of.blocks.get(where)
    added: list[str] = []
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        below = (*where, key)
        if below in of.blocks and _is_table(old.get(key)) and _is_table(new.get(key)):
            _keys(of, edits, below, old[key], new[key])
        elif found and below in of.known:
            begins, ends = of.key_span(below, found[2])
            edits.append((begins, ends, pair_in_toml(key, new[key]).split("\n") if key in new else []))
        elif key in new:
            added += pair_in_toml(key, new[key]).split("\n")
    if found and added:
        edits.append((found[2], found[2], added))


def _single(of: _Text, edits: list[tuple[int, int, list[str]]], key: str, value: Any) -> None:
    into = [] if value is None else pair_in_toml(key, value).split("\n")
    if (key,) in of.known:
        begins, ends = of.key_span((key,), of.top)
        edits.append((begins, ends, into))
    else:
        edits.append((of.top, of.top, into))


def _table(path: list[str], table: Mapping[str, Any]) -> list[str]:
    own = [pair_in_toml(key, value) for key, value in table.items() if not (_is_table(value) and len(path) < 2)]
    parts = ["\n".join([f"[{'.'.join(map(key_in_toml, path))}]", *own])] if own or not table else []
    for key, value in table.items():
        if _is_table(value) and len(path) < 2:
            parts += _table([*path, key], value)
    return parts


def _identity(row: Mapping[str, Any]) -> str:
    return next((str(row[key]) for key in _IDENTITY if row.get(key)), repr(row))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    """Of tables."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


_HEADER = re.compile(r"\s*\[")
_EMPTY = re.compile(r"\s*(#.*)?$")
