"""Sentences with holes in them. What fills a hole is never read as a sentence: people may write "{code}"."""

import re
from collections.abc import Mapping

Template = tuple[str, ...]
"""Plain words and names of holes by turns: "Call {emergency}." is ("Call ", "emergency", ".")."""

_HOLE = re.compile(r"{(\w+)}")
_ENDS = ".,;:!?)”\n"  # a word before one of these has no space after it
_PAIRS = {"“": "”", "„": "“", '"': '"', "(": ")"}


def template_of(sentence: str) -> Template:
    return tuple(_HOLE.split(sentence))


def holes_in(sentence: str) -> frozenset[str]:
    return frozenset(_HOLE.findall(sentence))


def has_words(sentence: str) -> bool:
    """False for what has nothing to translate, such as "{name}: {number}"."""
    return any(letter.isalpha() for letter in _HOLE.sub("", sentence))


def fill(template: Template, values: Mapping[str, str]) -> str:
    """Each hole filled once. A hole without a value, or with an empty one, leaves no trace in the words around it."""
    said: list[str] = []
    words = template[0]
    for hole, after in zip(template[1::2], template[2::2], strict=True):
        if value := values.get(hole, ""):
            said += (words, value)
            words = after
        else:
            words = _closed(words, after)
    return "".join((*said, words))


def _closed(before: str, after: str) -> str:
    """The words on both sides of an empty hole: no doubled space, no empty quotes, no empty line."""
    if before and after.startswith(_PAIRS.get(before[-1], "\0")):
        before, after = before[:-1], after[1:]
    if not after:
        return before.rstrip(" :,\n")
    if not before or before.endswith("\n"):
        return before + after.lstrip(" ,;:.").removeprefix("\n")
    if after[0] in _ENDS:
        return before.rstrip(" :,") + after
    return before.rstrip(" ") + " " + after.lstrip(" ")
