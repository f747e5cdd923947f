"""Listens to what people write: for danger, as an answer, and once more when a report is sent.

The same words are understood once. What was understood is remembered by a hash of the words, never by the words: what
a person takes back must not live on here.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar

from reportbot.core.cases.triage.alike import is_about_home
from reportbot.core.cases.triage.confidence import calibrated
from reportbot.core.cases.triage.deciding import TriageDecision, decide, likeliest
from reportbot.core.cases.triage.opinion import Opinion, with_opinion
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.turns.surroundings import Hint
from reportbot.core.hearing.features import features
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import Heard, listen, look_for_danger
from reportbot.core.text import fold, loosen
from reportbot.core.urgency import Urgency
from reportbot.guessing import likely_language

REMEMBERED = 500  # texts; about 1 kB each
_ENOUGH = 400  # letters from which a language is guessed
_FEW_WORDS = 6  # "he is coming": a longer message tells more than that
_NEED = frozenset({"own_need", "home_need"})
_HELP_COMES = frozenset({"authority", "health", "office", "rides", "no_water"})

_Known = TypeVar("_Known")


class Listening:
    """What one lexicon hears, the same for every municipality."""

    def __init__(self, lexicon: Callable[[], Lexicon]) -> None:
        """`lexicon` is asked when somebody is first listened to: the commands that hear nobody need not read it."""
        self._read = lexicon
        self._opinion_of: Callable[[str, str], Opinion | None] = lambda town, words: None
        self._heard: dict[bytes, Heard] = {}
        self._dangers: dict[bytes, str] = {}
        self._decided: dict[bytes, TriageDecision] = {}
        self._hints: dict[bytes, Hint] = {}

    def danger_in(self, text: str) -> str:
        """The kind of danger, "" for none: the quick look that every message gets."""
        return _once(self._dangers, text, self._danger)

    def hint(self, text: str) -> Hint:
        """All that the conversation may know of a text."""
        return _once(self._hints, text, self._hint)

    def advised_by(self, opinion_of: Callable[[str, str], Opinion | None]) -> None:
        """`opinion_of` (town, words): what a model thinks by now, None where it has not spoken. Nobody waits."""
        self._opinion_of = opinion_of

    def triage(
        self, words: str, chosen: str | None, danger_now: bool, urgencies: Mapping[str, Urgency], town: str = ""
    ) -> TriageDecision:
        """As `triage` decides; its confidence is a probability. With the opinion of a model that has spoken."""
        asked = f"{chosen!r} {danger_now} {hash(frozenset(urgencies.items()))} {words}"
        decision = _once(self._decided, asked, lambda _: self._decide(words, chosen, danger_now, urgencies))
        opinion = self._opinion_of(town, words)
        if opinion is None:
            return decision
        return with_opinion(decision, opinion, chosen is not None, self._usual(urgencies))

    def _decide(
        self, words: str, chosen: str | None, danger_now: bool, urgencies: Mapping[str, Urgency]
    ) -> TriageDecision:
        """By the rules alone."""
        decision = decide(self._lexicon, self._hear(words), chosen, danger_now, urgencies)
        return decision if chosen is not None else as_probabilities(decision)

    def features(self, text: str) -> Mapping[str, float]:
        """What the rules heard, for the model."""
        return features(self._hear(text))

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._read()

    def _usual(self, urgencies: Mapping[str, Urgency]) -> Mapping[str, Urgency]:
        return {**{code: each.urgency for code, each in CATEGORIES.items()}, **urgencies}

    def _danger(self, text: str) -> str:
        found = look_for_danger(self._lexicon, text)
        return found.kind if found else ""

    def _hear(self, text: str) -> Heard:
        return _once(self._heard, text, lambda words: listen(self._lexicon, words))

    def _hint(self, text: str) -> Hint:
        heard = self._hear(text)
        category = likeliest(heard)
        thanks = heard.is_thanks and "thanks" in heard.ideas  # a greeting alone is the start of something
        return Hint(
            heard.danger or "",
            category,
            thanks,
            self._language_of(text),
            likely_language(text[:_ENOUGH]),
            child="child_speaks" in heard.ideas,
            personal=any(is_about_home(each.category) for each in heard.guesses),
            in_need=bool(_NEED & heard.ideas) and category == "service_info" and heard.at_least < Urgency.URGENT,
            coming="comes" in heard.ideas and heard.words <= _FEW_WORDS and not heard.ideas & _HELP_COMES,
        )

    def _language_of(self, text: str) -> str:
        """The language whose everyday words it uses, at least two and twice as many as of any other; "" if unsure."""
        common = self._lexicon.index.common
        votes = Counter(name for word in loosen(fold(text[:_ENOUGH])).split() for name in common.get(word, ()))
        (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
        return first if most >= 2 * max(1, next_most) else ""


def as_probabilities(decision: TriageDecision) -> TriageDecision:
    """Shares of the evidence made into how likely each is: what is not the first shares what is left, in proportion."""
    first = calibrated(decision.confidence)
    left = (1 - first) / max(1 - decision.confidence, 0.01)
    others = tuple((category, round(min(first, share * left), 2)) for category, share in decision.alternatives)
    return replace(decision, confidence=round(first, 2), alternatives=others)


def _once(known: dict[bytes, _Known], text: str, work: Callable[[str], _Known]) -> _Known:
    key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    found = known.get(key)
    if found is None:
        found = known[key] = work(text)
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
    return found
