"""Entries of the lexicon, as people write them: `mbyt` is that word alone, `rreh*` every word that begins so,
`dua te vdes` these words in this order with at most one other between, `po ... rreh*` with up to four others between.
"""

from dataclasses import dataclass
from functools import lru_cache

from reportbot.core.text import fold, loosen

_GAP, _WIDE_GAP = 1, 4
SHORTEST_STEM = 2  # letters


@dataclass(frozen=True, slots=True)
class Entry:
    """One written form of one idea. `words` holds (letters, is a stem, words that may stand before it)."""

    written: str
    idea: str
    bit: int
    family: str
    words: tuple[tuple[str, bool, int], ...]
    last: str


def read_entry(text: str, idea: str, bit: int, family: str) -> list[Entry]:
    """The forms of one written entry; an apostrophe may be typed, left out, or be a space. Raises ValueError."""
    forms = dict.fromkeys((text, text.replace("'", "")) if "'" in text else (text,))
    return [_entry(text, idea, bit, family, _words_of(form)) for form in forms]


def _entry(text: str, idea: str, bit: int, family: str, words: tuple[tuple[str, bool, int], ...]) -> Entry:
    return Entry(text, idea, bit, family, words, words[-1][0])


def _words_of(text: str) -> tuple[tuple[str, bool, int], ...]:
    words: list[tuple[str, bool, int]] = []
    gap = _GAP
    for part in text.split():
        if part == "...":
            gap = _WIDE_GAP
            continue
        is_stem = part.endswith("*")
        pieces = _letters_of(part)
        for piece in pieces:
            words.append((piece, is_stem and piece is pieces[-1], gap))
            gap = _GAP
    if not words:
        raise ValueError("no letters")
    if any(is_stem and len(letters) < SHORTEST_STEM for letters, is_stem, _ in words):
        raise ValueError("a stem needs two letters")
    return tuple(words)


@lru_cache(maxsize=30_000)
def _letters_of(part: str) -> tuple[str, ...]:
    """Most words stand in many entries, and folding is slow."""
    return tuple(loosen(fold(part)).split())
