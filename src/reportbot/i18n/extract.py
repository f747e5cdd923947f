"""Find every English sentence that people read: in flows, notices, municipality files, rules of triage and the code.

`extract_toml` and `extract_python` are Babel extractors (pyproject.toml, [tool.babel]); `extract_all` does the same
without Babel's command line.
"""

import ast
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from reportbot.core.errors import BadSetup, Problem
from reportbot.i18n.holes import has_words

Found = tuple[int, str, str]
"""Line, msgid and part: the table and key of a TOML file ("institutions.role"; of notices only the table), else ""."""

_TABLES = {
    "step": ("ask", "ask_sms", "again", "options"),
    "options": ("label",),
    "institutions": ("name", "role"),
    "rules": ("name", "because"),
    "ladder": ("because",),
    "hotlines": ("name", "short", "audience", "cost", "note"),
}
"""Lists of tables, and their keys that people read. A file with none of them is a file of notices: all is read."""
_WORDS = "commands"  # marks words.toml, which holds every language already
_IDEAS = "ideas"  # marks the rules of triage: what ideas mean and why something is urgent is read at the desk
_CALLS = {
    "Text": (0, 2),
    "_row": (1,),
    "wrong": (0,),
}  # Text(msgid, fill, sms); _row of core/categories.py; core/wrong.py
_KEYWORDS = frozenset({"msgid", "sms", "label"})


@dataclass(frozen=True, slots=True)
class Message:
    """One English sentence and where it stands: a path below the root, a line from 1, and the part of a TOML file."""

    msgid: str
    file: str
    line: int
    part: str = ""


def extract_all(root: Path) -> list[Message]:
    """From a checkout of the project. Raises BadSetup with every file that cannot be read."""
    return extract_from(root / "conversations", root / "deploy" / "municipalities", root / "src" / "reportbot", root)


def extract_from(conversations: Path, municipalities: Path, package: Path, root: Path) -> list[Message]:
    """From folders that may stand anywhere, as they do once installed. Files are named below `root` if they are."""
    messages: list[Message] = []
    problems: list[Problem] = []
    paths = [
        *sorted(conversations.glob("*.toml")),
        *sorted(conversations.glob("old/*.toml")),
        *sorted(municipalities.glob("*.toml")),
    ]
    for path in [*paths, *sorted(package.glob("lexicon/rules.toml")), *sorted(package.rglob("*.py"))]:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        try:
            found = _in_toml(path.read_text("utf-8")) if path.suffix == ".toml" else _in_python(path.read_text("utf-8"))
            messages += [Message(msgid, name, line, part) for line, msgid, part in found]
        except (ValueError, SyntaxError, RecursionError) as error:
            line = re.search(r"line (\d+)", str(error))
            problems.append(Problem(name, int(line[1]) if line else 0, f"cannot be read: {error}"))
    if problems:
        raise BadSetup(*problems)
    return messages


def extract_toml(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str | None, str, list[str]]]:
    """Babel's contract for an extractor. The kind of file is told by its tables."""
    return ((line, None, msgid, []) for line, msgid, _ in _in_toml(fileobj.read().decode()))


def extract_python(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str | None, str, list[str]]]:
    """Babel's contract for an extractor. Its own one reads no keyword arguments, and Text(..., sms="...") has one."""
    return ((line, None, msgid, []) for line, msgid, _ in _in_python(fileobj.read().decode()))


def _in_toml(text: str) -> list[Found]:
    data = tomllib.loads(text)
    if _WORDS in data:
        return []
    known = [name for name in data if name in _TABLES]
    if _IDEAS in data:
        said = [(meaning, _IDEAS) for meaning in _every_string(data[_IDEAS])]
        said += [(str(rule.get("why", "")), "raise.why") for rule in data.get("raise", ())]
    elif known:
        said = [found for name in known for found in _strings(data[name], name)]
    else:
        said = [(msgid, name) for name, table in data.items() for msgid in _every_string(table)]
    return list(_with_lines(text, [(msgid, part) for msgid, part in said if has_words(msgid)]))


def _strings(tables: Any, name: str) -> Iterator[tuple[str, str]]:
    """Sentence and part, in the order in which they are written."""
    for table in tables if isinstance(tables, list) else ():
        for key, value in table.items():
            if key in _TABLES and key in _TABLES[name]:
                yield from _strings(value, key)
            elif key in _TABLES[name]:
                yield from ((msgid, f"{name}.{key}") for msgid in _every_string(value))


def _every_string(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _every_string(each)


def _with_lines(text: str, said: list[tuple[str, str]]) -> Iterator[Found]:
    """tomllib keeps no lines, so each is looked for below the one before it. 0 where it is written in another way."""
    at = 0
    for msgid, part in said:
        written = json.dumps(msgid, ensure_ascii=False)
        found = text.find(written, at)
        found = found if found >= 0 else text.find(written)
        at = found + len(written) if found >= 0 else at
        yield text.count("\n", 0, found) + 1 if found >= 0 else 0, msgid, part


@cache
def _in_python(source: str) -> tuple[Found, ...]:
    """Remembered: whoever checks a town reads the same code several times."""
    if not any(f"{name}(" in source for name in _CALLS):
        return ()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return tuple((line, msgid, "") for call in calls for line, msgid in _said_by(call) if has_words(msgid))


def _said_by(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in _CALLS:
        placed = [argument for place, argument in enumerate(call.args) if place in _CALLS[name]]
        named = [argument.value for argument in call.keywords if argument.arg in _KEYWORDS]
        for argument in (*placed, *named):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.lineno, argument.value
