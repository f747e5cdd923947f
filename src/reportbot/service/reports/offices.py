"""Which offices somebody names in their own words: by name in any language, or abbreviation. Pure."""

from collections.abc import Callable, Iterable

from reportbot.core.text import fold
from reportbot.service.towns import Office

_SMALL = 2  # letters of words that tell nothing: i, e, të, za; and by which an ending differs
_SHORTEST_STEM = 4  # letters; shorter words that stand alone have no endings that we know
_SHORTEST_BESIDE_OTHERS = 3  # "zyrës së raportimeve": the word beside it says what is meant
_ENDING = 3  # letters that may follow the stem


def offices_named(text: str, offices: Iterable[Office], known_as: Callable[[str], frozenset[str]]) -> tuple[str, ...]:
    """The keys of all offices whose name stands in the text, inflected as it may be.

    `known_as` gives every folded form of a name in every language. A key is understood as it is.
    """
    said = _telling(fold(text.replace("_", " ")))
    return tuple(office.key for office in offices if any(_says(said, form) for form in _forms(office, known_as)))


def _forms(office: Office, known_as: Callable[[str], frozenset[str]]) -> list[list[str]]:
    forms = {fold(office.key.replace("_", " ")), *map(fold, office.also), *known_as(office.name)}
    return [telling for telling in map(_telling, forms) if telling]


def _telling(folded: str) -> list[str]:
    return [word for word in folded.split() if len(word) > _SMALL]


def _says(said: list[str], form: list[str]) -> bool:
    """Word after word."""
    shortest = _SHORTEST_STEM if len(form) == 1 else _SHORTEST_BESIDE_OTHERS
    starts = range(len(said) - len(form) + 1)
    return any(all(_same(known, said[start + at], shortest) for at, known in enumerate(form)) for start in starts)


def _same(known: str, said: str, shortest: int) -> bool:
    """The same word, but for its ending: policia, policinë."""
    stem = len(known) - (1 if len(known) <= _SHORTEST_STEM + _SMALL else _SMALL)
    if known == said or stem < shortest:
        return known == said
    return said.startswith(known[:stem]) and len(said) <= stem + _ENDING
