"""Which offices somebody names in their own words: by name in any language, or abbreviation. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from reportbot.core.text import fold
from reportbot.service.towns import Office

_SMALL = 2  # letters of words that tell nothing: i, e, të, za; and by which an ending differs
_SHORTEST_STEM = 4  # letters; shorter words that stand alone have no endings that we know
_SHORTEST_BESIDE_OTHERS = 3  # "zyrës së raportimeve": the word beside it says what is meant
_ENDING = 3  # letters that may follow the stem
_TOWNS = 32  # lists of offices whose names are remembered by their beginnings

KnownAs = Callable[[str], frozenset[str]]
_Names = tuple[tuple[str, str, tuple[str, ...]], ...]
_ByBeginning = Mapping[str, Sequence[tuple[str, Sequence[str]]]]


def offices_named(text: str, offices: Iterable[Office], known_as: KnownAs) -> tuple[str, ...]:
    """The keys of all offices whose name stands in the text, inflected as it may be.

    `known_as` gives every folded form of a name in every language. A key is understood as it is.
    """
    names = tuple((office.key, office.name, tuple(office.also)) for office in offices)
    forms, said = _by_beginning(names, known_as), _telling(fold(text.replace("_", " ")))
    found = {
        key
        for start, word in enumerate(said)
        for key, form in forms.get(_beginning(word), ())
        if _says(said[start : start + len(form)], form)
    }
    return tuple(key for key, _, _ in names if key in found)


def other_names(office: Office) -> frozenset[str]:
    """Those of its other names by which it is found: not what says no more than its key, or a shorter one of them."""
    forms = sorted(
        {tuple(_telling(fold(name))) for name in (office.key.replace("_", " "), *office.also)} - {()}, key=len
    )
    found: list[tuple[str, ...]] = []
    for form in forms:
        if not any(_says(form[start : start + len(each)], each) for each in found for start in range(len(form))):
            found.append(form)
    return frozenset(map(" ".join, found))


@lru_cache(_TOWNS)
def _by_beginning(names: _Names, known_as: KnownAs) -> _ByBeginning:
    """Every form of every name, by the beginning of its first word."""
    found: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for key, name, also in names:
        forms = {fold(key.replace("_", " ")), *map(fold, also), *known_as(name)}
        for form in filter(None, map(_telling, forms)):
            found.setdefault(_beginning(form[0]), []).append((key, form))
    return found


def _telling(folded: str) -> list[str]:
    return [word for word in folded.split() if len(word) > _SMALL]


def _beginning(word: str) -> str:
    """What two forms of one word always have in common."""
    return word[:_SHORTEST_BESIDE_OTHERS]


def _says(said: Sequence[str], form: Sequence[str]) -> bool:
    """Word after word."""
    shortest = _SHORTEST_STEM if len(form) == 1 else _SHORTEST_BESIDE_OTHERS
    return len(said) == len(form) and all(_same(known, word, shortest) for known, word in zip(form, said, strict=True))


def _same(known: str, said: str, shortest: int) -> bool:
    """The same word, but for its ending: policia, policinë."""
    stem = len(known) - (1 if len(known) <= _SHORTEST_STEM + _SMALL else _SMALL)
    if known == said or stem < shortest:
        return known == said
    return said.startswith(known[:stem]) and len(said) <= stem + _ENDING
