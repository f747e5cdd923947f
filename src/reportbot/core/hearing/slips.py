"""Forgives one typing error in a long word, beyond its first letter: one left out, added, changed, or two swapped."""

from collections.abc import Mapping
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
SHORTEST = 6  # letters of a stem in which a slip is forgiven


class Slips(Generic[_Value]):
    """Looks up stems of six letters and more: both sides leave out each of their first letters once."""

    def __init__(self, stems: Mapping[str, _Value]) -> None:
        self._values = {stem: value for stem, value in stems.items() if len(stem) >= SHORTEST}
        self._keys: dict[str, list[str]] = {}
        for stem in self._values:
            for key in {stem[:SHORTEST], *_one_left_out(stem[:SHORTEST])}:
                self._keys.setdefault(key, []).append(stem)

    def near(self, word: str) -> _Value | None:
        """The value of the longest stem that this word begins with but for one error, or None."""
        if len(word) < SHORTEST - 1:
            return None
        best = ""
        tried = [word[:SHORTEST], word[: SHORTEST - 1]]
        tried += _one_left_out(word[:SHORTEST]) + _one_left_out(word[: SHORTEST + 1])
        if self._keys.keys().isdisjoint(tried):
            return None
        for key in tried:
            for stem in self._keys.get(key, ()):
                if len(stem) > len(best) and word[0] == stem[0] and begins_nearly(word, stem):
                    best = stem
        return self._values.get(best)


def begins_nearly(word: str, stem: str) -> bool:
    """Whether the word begins with the stem but for one letter left out, added, changed or swapped with the next."""
    at = 0
    shorter = min(len(word), len(stem))
    while at < shorter and word[at] == stem[at]:
        at += 1
    rest = stem[at + 1 :]
    return (
        at >= len(stem) - 1
        or word.startswith(rest, at)
        or word.startswith(rest, at + 1)
        or word.startswith(stem[at:], at + 1)
        or (word[at : at + 2] == stem[at : at + 2][::-1] and word.startswith(stem[at + 2 :], at + 2))
    )


def _one_left_out(letters: str) -> list[str]:
    return [letters[:i] + letters[i + 1 :] for i in range(len(letters))]
