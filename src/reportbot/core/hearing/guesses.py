"""The categories that the ideas of a message speak for."""

from collections.abc import Iterable
from dataclasses import dataclass

from reportbot.core.hearing.lexicon import Lexicon

_MORE = -1  # all bits: no single idea


@dataclass(frozen=True, slots=True)
class Guess:
    """A category that the words speak for, and how strongly (a sum of weights, not a probability).

    `by_hand` is the part of the score that comes from rules written by hand. `everyday`: one idea of every day
    alone speaks for it; it may be so, and is not said to be.
    """

    category: str
    score: float
    by_hand: float = 0.0
    everyday: bool = False


def guesses(lexicon: Lexicon, ideas: Iterable[str], bits: int) -> tuple[Guess, ...]:
    """Of 900 rules only those are looked at that begin with something heard, in the order of the file. What one word of
    every day alone speaks for comes last."""
    begun = sorted({place for idea in ideas for place in lexicon.leading_to.get(idea, ())})
    scores: dict[str, float] = {}
    by_hand: dict[str, float] = {}
    spoken_for: dict[str, int] = {}
    for rule in map(lexicon.rules.categories.__getitem__, begun):
        if rule.when.holds(bits):
            scores[rule.category] = scores.get(rule.category, 0.0) + rule.weight
            if not rule.fitted:
                by_hand[rule.category] = by_hand.get(rule.category, 0.0) + rule.weight
            if rule.weight > 0:
                speaking = rule.when.needs[0] & bits if rule.everyday else _MORE
                spoken_for[rule.category] = spoken_for.get(rule.category, 0) | speaking
    found = (
        Guess(category, score, by_hand.get(category, 0.0), _is_one_idea(spoken_for[category]))
        for category, score in scores.items()
        if score > 0
    )
    return tuple(sorted(found, key=lambda guess: (guess.everyday, -guess.score)))


def _is_one_idea(bits: int) -> bool:
    return not bits & (bits - 1)
