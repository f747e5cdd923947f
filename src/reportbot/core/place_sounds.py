"""How the name of a place sounds, and how typed words may sound: the folding rules of the gazetteer's notes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from reportbot.core.text import fold

Form = tuple[str, str]
"""A name as it sounds: its stem, and the marks of upper, lower, old, new."""

LONGEST_NAME = 4  # words
ARTICLES = frozenset({"e", "i", "te", "se"})


@lru_cache(10_000)
def forms_of_name(name: str) -> tuple[Form, ...]:
    """How the name of a place in a file sounds: as it stands, with its ë left out, with its đ as d. Remembered, for
    each change of a setting reads the file again; never for what a person typed.
    """
    without = {"ë": re.sub("ë", "", name, flags=re.IGNORECASE), "đ": re.sub("đ", "d", name, flags=re.IGNORECASE)}
    spellings = dict.fromkeys(map(fold, (name, *without.values())))
    return tuple(
        dict.fromkeys(_form([stem_of(word) for word in words]) for words in map(str.split, spellings) if words)
    )


def forms_heard(words: Sequence[str]) -> list[Form]:
    """How typed words may sound once the endings of cases are taken off, the plainest reading first."""
    readings = [_readings(word) for word in words[:LONGEST_NAME]]
    readings += [[stem_of(word)] for word in words[LONGEST_NAME:]]
    return list(dict.fromkeys(_form(stems) for stems in product(*readings)))


def _form(stems: Sequence[str]) -> Form:
    marks = sorted({_QUALIFIERS[stem] for stem in stems if stem in _QUALIFIERS})
    base = [stem for stem in stems if stem not in _QUALIFIERS and stem not in ARTICLES]
    return (" ".join(base), "".join(marks)) if base else (" ".join(stems), "")


def _readings(word: str) -> list[str]:
    stem = stem_of(word)
    cut = [stem_of(word[: -len(end)]) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4]
    return [stem] if stem in _QUALIFIERS else list(dict.fromkeys([stem, *cut]))


def stem_of(word: str) -> str:
    """One folded word as it sounds: sister letters made one, the last vowels off, a qualifier made one mark."""
    for mark, pattern in _QUALIFIER_WORDS:
        if pattern.fullmatch(word):
            return mark
    for spelling, sound in _SAME_SOUND:
        word = word.replace(spelling, sound)
    word = re.sub(r"(\D)\1+", r"\1", word)
    bare = word.rstrip("aeiou")
    word = bare if len(bare) >= 3 else word[:3]
    return re.sub(r"([oe])[vf]a?c$", r"\1c", word)


_SAME_SOUND = (
    ("xh", "gj"), ("dj", "gj"), ("dz", "gj"), ("sh", "s"), ("zh", "z"), ("th", "t"), ("ch", "c"), ("q", "c"),
    ("nj", "n"), ("lj", "l"), ("y", "i"), ("w", "v"),
)  # fmt: skip
_ENDINGS = ("jes", "jen", "ja", "ve", "it", "in", "ut", "un", "es", "en", "se", "em", "om", "s", "t", "n")
_QUALIFIER_WORDS = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("+u", r"ep[e]?r[e]?m\w{0,3}|gornj\w{1,3}"),
        ("+d", r"posht[e]?m\w{0,3}|ul[e]?t\w{0,3}|donj\w{1,3}"),
        ("+o", r"vjet[e]?r\w{0,3}|star(?:i|o|a|e|og|om|oj)"),
        ("+n", r"ri|re|rit|rine|novi|novo|nova|nove|novog|novom|novoj|novu"),
    )
)
_QUALIFIERS = {mark: mark[1] for mark, _ in _QUALIFIER_WORDS}


def letters_of(stem: str) -> int:
    """Which letters occur, one bit each: two names whose sets differ much need not be compared."""
    bits = 0
    for letter in stem:
        bits |= 1 << (ord(letter) & 31)
    return bits


def slips_between(one: str, other: str) -> int:
    """Letters wrong, missing, too many or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
