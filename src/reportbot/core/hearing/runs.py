"""Cuts words that were run together ("duatevdes") at words that the lexicon knows, all of one language."""

from collections.abc import Iterator

from reportbot.core.hearing.index import WordIndex

SHORTEST_RUN, _LONGEST = 7, 80  # letters of a run; a longer one is only noise
LONG_RUN = 9  # letters; in a shorter one words have no endings
_LONG_TAIL = 4  # letters of ending that a stem may have inside a run
_SHORT_STEM = 3  # letters of the shortest stem that is looked for inside a run
_USUAL_PIECE = 2.2  # letters on average; shorter pieces are chance, not words
_SHORTEST_LAST = 2  # letters; a shorter one is an ending: "gidiyoru|m"
_EXTRA = {1: 1.2, 2: 0.6}  # short pieces are less likely to be meant
_ENDING = 1.2  # for each letter behind a stem
_SHORT = 0.6  # for a stem so short that it is in many words
_SHARED = 1.2  # of two equal letters that met, loosening has left one: "wan|to" of "want to"

_Cut = tuple[float, tuple[str, ...]]


def split_run(index: WordIndex, word: str) -> tuple[str, ...]:
    """The known words that make up this one, or the word itself when it is known or cannot be cut whole."""
    if not SHORTEST_RUN <= len(word) <= _LONGEST or index.is_one_word(word):
        return (word,)
    pieces = _cut(index, word)
    is_speech = any(len(piece) > 3 for piece in pieces) and len(word) >= _USUAL_PIECE * len(pieces)
    return pieces if is_speech and len(pieces[-1]) >= _SHORTEST_LAST else (word,)


def _cut(index: WordIndex, word: str) -> tuple[str, ...]:
    """The likeliest words of one language that spell `word`, found from the back. Empty if there are none."""
    best: list[dict[str, _Cut]] = [{} for _ in word]  # best[i]: by language, what spells word[i:]
    most_tail = _LONG_TAIL if len(word) >= LONG_RUN else 0
    for start in range(len(word) - 1, -1, -1):
        for end in index.word_ends(word, start):
            cost = 1 + _EXTRA.get(end - start, 0.0)
            _try(best, word, start, end, index.families_of_word(word[start:end]), cost)
        for end in index.stem_ends(word, start):
            if end - start >= _SHORT_STEM and (families := index.families_of_stem(word[start:end])):
                cost = 1 + (_SHORT if end - start == _SHORT_STEM else 0.0)
                for tail in range(min(most_tail, len(word) - end) + 1):
                    _try(best, word, start, end + tail, families, cost + tail * _ENDING)
    return min(best[0].values(), default=(0.0, ()))[1]


def _try(best: list[dict[str, _Cut]], word: str, start: int, end: int, families: frozenset[str], cost: float) -> None:
    """Takes this piece before what spells the rest, in each language where nothing likelier is known."""
    here, piece = best[start], word[start:end]
    for family in families:
        for further, pieces in _rest(best, start, end, family):
            if family not in here or cost + further < here[family][0]:
                here[family] = cost + further, (piece, *pieces)


def _rest(best: list[dict[str, _Cut]], start: int, end: int, family: str) -> Iterator[_Cut]:
    if end == len(best):
        yield 0.0, ()
    elif family in best[end]:
        yield best[end][family]
    if end - 1 > start and family in best[end - 1]:
        further, pieces = best[end - 1][family]
        yield further + _SHARED, pieces
