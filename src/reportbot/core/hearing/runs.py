"""Cuts words that were run together ("duatevdes") at words that the lexicon knows."""

from reportbot.core.hearing.index import WordIndex

_SHORTEST, _LONGEST = 9, 80  # letters of a run; a longer one is only noise
_LONG_TAIL = 4  # letters of ending that a stem may have inside a run
_USUAL_PIECE = 2.5  # letters on average; shorter pieces are chance, not words
_EXTRA = {1: 2.0, 2: 0.6}  # short pieces are less likely to be meant
_NEVER = 1_000.0

_Cut = tuple[float, tuple[str, ...]]


def split_run(index: WordIndex, word: str) -> tuple[str, ...]:
    """The known words that make up this one, or the word itself when it is known or cannot be cut whole."""
    if not _SHORTEST <= len(word) <= _LONGEST or index.knows(word):
        return (word,)
    pieces = _cut(index, word)
    is_speech = any(len(piece) > 3 for piece in pieces) and len(word) >= _USUAL_PIECE * len(pieces)
    return pieces if is_speech else (word,)


def _cut(index: WordIndex, word: str) -> tuple[str, ...]:
    """The likeliest words that spell `word`, found from the back: best[i] spells word[i:]. Empty if there are none."""
    best: list[_Cut | None] = [None] * len(word) + [(0.0, ())]
    for start in range(len(word) - 1, -1, -1):
        for end in range(start + 1, len(word) + 1):
            rest = best[end]
            if rest is None:
                continue
            piece = word[start:end]
            cost = rest[0] + _cost(index, piece)
            here = best[start]
            if cost < _NEVER and (here is None or cost < here[0]):
                best[start] = (cost, (piece, *rest[1]))
    return best[0][1] if best[0] else ()


def _cost(index: WordIndex, piece: str) -> float:
    if index.has_word(piece):
        return 1 + _EXTRA.get(len(piece), 0.0)
    for tail in range(min(_LONG_TAIL, len(piece) - 4) + 1):
        if index.has_stem(piece[: len(piece) - tail]):
            return 1 + tail / 2
    return _NEVER
