"""What the rules heard, as numbers by name, for a model that weighs it beside the words. What is absent is 0.

Of the categories only what rules written by hand say: what was fitted on the training sentences would be believed too
much by a model that learns from the same ones.
"""

from collections.abc import Mapping

from reportbot.core.hearing.listen import Heard
from reportbot.core.urgency import Urgency

_MOST_SCORE = 12.0  # beyond it there is no doubt left
_MANY_WORDS = 40


def features(heard: Heard) -> Mapping[str, float]:
    """Names hold none of the person's words. Each value is between 0 and 2."""
    by_hand = {guess.category: guess.by_hand for guess in heard.guesses if guess.by_hand > 0}
    found = {f"rule {category}": min(score, _MOST_SCORE) / 6 for category, score in by_hand.items()}
    found |= {f"idea {idea}": 1.0 for idea in heard.ideas}
    found |= {f"at least {level.word}": 1.0 for level in Urgency if Urgency.INFORMATION < level <= heard.at_least}
    if heard.danger:
        found[f"danger {heard.danger}"] = 1.0
    if heard.is_thanks:
        found["only thanks"] = 1.0
    return found | {"words": min(heard.words, _MANY_WORDS) / _MANY_WORDS}
