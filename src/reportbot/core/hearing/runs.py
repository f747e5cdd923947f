"""Cuts words that were run together ("duatevdes") at words that the lexicon knows."""

from reportbot.core.hearing.index import WordIndex

_LONGEST = 80  # letters; beyond this it is no run of words, only noise
_USUAL_PIECE = 2.5  # letters on average; shorter pieces are chance, not words
_LONG_TAIL = 4  # letters of ending that a stem may have inside a run


def split_run(index: WordIndex, word: str) -> list[str]:
    """The known words that make up this one, or the word itself when it is known or cannot be cut whole."""
    if not 8 < len(word) <= _LONGEST or index.knows(word):
        return [word]
    pieces = _cut(index, word)
    is_speech = pieces and any(len(piece) > 3 for piece in pieces) and len(word) >= _USUAL_PIECE * len(pieces)
    return pieces if pieces and is_speech else [word]


def _cut(index: WordIndex, word: str) -> list[str] | None:
    """From the back: best[i] is the shortest list of known words that spells word[i:]."""
    best: list[list[str] | None] = [None] * len(word) + [[]]
    for start in range(len(word) - 1, -1, -1):
        for end in range(len(word), start, -1):
            rest = best[end]
            if rest is None or (best[start] is not None and len(rest) + 1 >= len(best[start] or ())):
                continue
            piece = word[start:end]
            if piece in index.whole or piece in index.common or _is_inflected(index, piece):
                best[start] = [piece, *rest]
    return best[0]


def _is_inflected(index: WordIndex, piece: str) -> bool:
    return any(piece[:length] in index.stems for length in range(max(4, len(piece) - _LONG_TAIL), len(piece) + 1))
