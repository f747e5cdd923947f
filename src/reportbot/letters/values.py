"""What is handed to a template: plain text, never markup. Whatever somebody wrote arrives as the letters that it has.

Typst reads the values as JSON and prints strings as they are, so nothing here escapes anything. What is taken out is
what no paper can show: control characters, marks that turn the direction of writing, halves of letters. What the fonts
lack would be an empty box: a pictograph becomes a word that we have for it, or goes; a letter of another script is
given as the plain letter that it stands for, or as "(…)", so that the reader knows that something is missing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.core.errors import RuleBroken

LONGEST = 20_000  # letters of one value: more than any report may have
LONGEST_WORD = 40  # letters without a space; a longer one may be broken here, or it would run off the paper
MOST_MARKS = 3  # accents on one letter
UNREADABLE = "(…)"
PLAIN = {"✅": "✔", "❌": "✘", "❎": "✘", "❗": "!", "❕": "!", "❓": "?", "❔": "?", "➕": "+", "➖": "−"}
"""Pictographs with a sign of the same meaning that the fonts have."""

_LINE_ENDS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")
_MARKS = re.compile(
    rf"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{{{MOST_MARKS}}})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
_UNSHOWN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_MAY_BREAK = "\u200b"
_GAP = "\ue000"  # stands for letters that are missing, until all of a text are known: of private use, so it is in none
_GAPS = re.compile(rf"{_GAP}(?:[\s{_GAP}]*{_GAP})?")
_WORD = "\ue001{}\ue002"
_WORDS = re.compile(r"(?: ?\ue001([^\ue002]*)\ue002)+")


@dataclass(frozen=True, slots=True)
class Signs:
    """`lacking` are the letters that the fonts do not have, `words` what stands for a pictograph in their place."""

    lacking: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


NONE = Signs()


def printable(value: Any, signs: Signs = NONE) -> Any:
    """The same values with every text made printable. Raises RuleBroken for what is neither text, number nor list."""
    match value:
        case str():
            return text(value, signs)
        case bool() | int() | None:
            return value
        case Mapping():
            return {str(name): printable(each, signs) for name, each in value.items()}
        case list() | tuple():
            return [printable(each, signs) for each in value]
    raise RuleBroken(f"a letter cannot hold a {type(value).__name__}")


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value, as far as it will be printed."""
    match value:
        case str():
            yield value[:LONGEST]
        case Mapping():
            for each in value.values():
                yield from texts_of(each)
        case list() | tuple():
            for each in value:
                yield from texts_of(each)


def text(said: str, signs: Signs = NONE) -> str:
    """As it was written, as far as paper can show it; shortened to LONGEST letters, with an ellipsis."""
    lines = _LINE_ENDS.sub("\n", said[: LONGEST + 1])
    shown = "".join(map(_shown, lines))
    shown = _MARKS.sub(r"\1", shown)
    if len(said) > LONGEST:
        shown = shown[:LONGEST] + "…"
    if signs.lacking:
        shown = _without(shown, signs)
    return _LONG_WORD.sub(rf"\1{_MAY_BREAK}", shown)


def _shown(letter: str) -> str:
    if letter == "\n" or (letter.isascii() and letter.isprintable()):
        return letter
    if letter == "\t":
        return " "
    kind = unicodedata.category(letter)
    return "\ufffd" if kind == "Cs" else "" if kind in _UNSHOWN else letter


def _without(shown: str, signs: Signs) -> str:
    """The same in letters that the fonts have. A pictograph said three times is said once."""
    shown = "".join(_in_its_place(letter, signs) if letter in signs.lacking else letter for letter in shown)
    shown = _WORDS.sub(_in_brackets, shown)
    return _GAPS.sub(UNREADABLE, shown)


def _in_its_place(letter: str, signs: Signs) -> str:
    if word := signs.words.get(letter):
        return _WORD.format(word)
    plain = PLAIN.get(letter) or unicodedata.normalize("NFKC", letter)
    if plain != letter and not signs.lacking & set(plain):
        return plain
    return _GAP if unicodedata.category(letter)[0] in "LN" else ""


def _in_brackets(found: re.Match[str]) -> str:
    words = dict.fromkeys(re.findall("\ue001([^\ue002]*)\ue002", found[0]))
    before = "" if found.start() == 0 or found.string[found.start() - 1].isspace() else " "
    after = "" if found.end() == len(found.string) or not found.string[found.end()].isalnum() else " "
    return f"{before}({', '.join(words)}){after}"
