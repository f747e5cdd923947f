"""Which office somebody means in their own words: by its name in any language, or its abbreviation. Pure."""

from collections.abc import Callable, Iterable

from reportbot.core.text import fold
from reportbot.service.towns import Office

_SHORTEST_STEM = 4  # letters that words of one stem share: policia, policinë, policijom
_LONGEST_ENDING = 3  # letters that inflection may change
_SMALL = 2  # letters of words that tell nothing: i, e, të, za


def office_named(text: str, offices: Iterable[Office], known_as: Callable[[str], frozenset[str]]) -> str:
    """The key of the one office that fits best, "" where none does, or two do equally well.

    `known_as` gives every folded form of a name in every language. A key is understood as it is.
    """
    said = fold(text[:_LONGEST].replace("_", " ")).split()
    scores = {office.key: _score(office, said, known_as) for office in offices}
    best = max(scores.values(), default=0)
    fitting = [key for key, score in scores.items() if score == best]
    return fitting[0] if best and len(fitting) == 1 else ""


_LONGEST = 400  # letters that are looked at


def _score(office: Office, said: list[str], known_as: Callable[[str], frozenset[str]]) -> int:
    """How many letters of a name were said, all of whose words were."""
    forms = {fold(office.key.replace("_", " ")), *map(fold, office.also), *known_as(office.name)}
    return max((_letters(form.split(), said) for form in forms), default=0)


def _letters(form: list[str], said: list[str]) -> int:
    telling = [word for word in form if len(word) > _SMALL] or form
    if telling and all(any(_same(word, other) for other in said) for word in telling):
        return sum(map(len, telling))
    return 0


def _same(known: str, said: str) -> bool:
    """The same word, but for its ending."""
    if known == said:
        return True
    stem = max(_SHORTEST_STEM, len(known) - _LONGEST_ENDING)
    return len(said) >= stem and known[:stem] == said[:stem] and len(said) <= len(known) + _LONGEST_ENDING
