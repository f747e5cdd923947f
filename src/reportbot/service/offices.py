"""Which offices somebody names in their own words: by name in any language, or abbreviation. Pure."""

from collections.abc import Callable, Iterable

from reportbot.core.text import fold
from reportbot.service.towns import Office

_SMALL = 2  # letters of words that tell nothing: i, e, të, za
_SHORTEST_STEM = 4  # letters; shorter words have no endings that we know
_ENDING = 3  # letters by which an inflected word may be longer


def offices_named(text: str, offices: Iterable[Office], known_as: Callable[[str], frozenset[str]]) -> tuple[str, ...]:
    """The keys of all offices whose name stands in the text, its words in any order and inflected.

    `known_as` gives every folded form of a name in every language. A key is understood as it is.
    """
    said = list(dict.fromkeys(fold(text.replace("_", " ")).split()))
    return tuple(office.key for office in offices if any(_says(said, form) for form in _forms(office, known_as)))


def _forms(office: Office, known_as: Callable[[str], frozenset[str]]) -> list[list[str]]:
    forms = {fold(office.key.replace("_", " ")), *map(fold, office.also), *known_as(office.name)}
    return [form.split() for form in forms if form]


def _says(said: list[str], form: list[str]) -> bool:
    telling = [word for word in form if len(word) > _SMALL] or form
    return all(any(_same(word, other) for other in said) for word in telling)


def _same(known: str, said: str) -> bool:
    """The same word, but for its ending: policia, policinë."""
    stem = len(known) - (1 if len(known) <= _SHORTEST_STEM + _SMALL else _SMALL)
    if known == said or stem < _SHORTEST_STEM:
        return known == said
    return said.startswith(known[:stem]) and len(said) <= len(known) + _ENDING
