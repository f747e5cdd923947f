"""At which line of a TOML file each table and key stands, so that a problem can name it."""

import re
from collections.abc import Iterator

Where = tuple[str | int, ...]


def lines_of(text: str) -> dict[Where, int]:
    """The line of every header and key. A light scan: it trusts that tomllib has taken the text."""
    lines: dict[Where, int] = {}
    counts: dict[Where, int] = {}
    here: Where = ()
    last: Where = ()
    depth, quotes, tables = 0, "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not depth and not quotes:
            if header := re.match(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]", line):
                here = _header(header[2], header[1] == "[[", counts)
                lines.setdefault(here, number)
                continue
            if key := re.match(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*[.=]", line):
                last, tables = (*here, key[1] or key[2] or key[3] or ""), 0
                lines.setdefault(last, number)
        depth, quotes, begun = _still_open(line, depth, quotes)
        for _ in range(begun):  # the tables in a list such as ways = [{ … }, { … }]
            lines.setdefault((*last, tables), number)
            tables += 1
    return lines


def _header(name: str, is_list: bool, counts: dict[Where, int]) -> Where:
    here: Where = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for place, part in enumerate(parts):
        here = (*here, part)
        if is_list and place == len(parts) - 1:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here


def _still_open(line: str, depth: int, quotes: str) -> tuple[int, str, int]:
    """Brackets and long quotes that this line leaves open; and how many tables of a list begin in it."""
    begun = 0
    for mark in _marks(line, quotes):
        if quotes:
            quotes = "" if mark == quotes else quotes
        elif mark in ('"""', "'''"):
            quotes = mark
        elif mark in "[{":
            begun += mark == "{" and depth == 1
            depth += 1
        elif mark in "]}":
            depth -= 1
    return max(depth, 0), quotes, begun


def _marks(line: str, quotes: str) -> Iterator[str]:
    at = 0
    while at < len(line):
        if line.startswith(('"""', "'''"), at):
            quotes = "" if quotes == line[at : at + 3] else quotes or line[at : at + 3]
            yield line[at : at + 3]
            at += 3
        elif quotes:
            at += 1
        elif line[at] in "\"'":
            end = re.compile(r'"(?:\\.|[^"\\])*"' if line[at] == '"' else r"'[^']*'").match(line, at)
            at = end.end() if end else at + 1
        elif line[at] == "#":
            return
        else:
            yield line[at]
            at += 1
