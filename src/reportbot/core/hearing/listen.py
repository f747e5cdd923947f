"""What a message says, as ideas, and what these mean together: a danger, likely categories, how urgent at least.

text -> at most 4,000 letters -> folded, loosened words -> entries found -> idioms and negations taken out -> rules
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportbot.core.hearing.guesses import Guess, guesses
from reportbot.core.hearing.hits import Hit
from reportbot.core.hearing.lexicon import DangerKind, DangerRule, Lexicon
from reportbot.core.hearing.runs import LONG_RUN, SHORTEST_RUN, split_run
from reportbot.core.hearing.wording import danger_reason, raise_reason
from reportbot.core.messages import Text
from reportbot.core.text import fold_clauses, loosen
from reportbot.core.urgency import Urgency

MOST_LETTERS = 4_000  # of a text that are heard
_NOT_REACHES = 3  # words: "nuk me ka rrahur", "nije me nikad udario"
_LANGUAGE_IS_CLEAR = 2  # common words of one language, and fewer of the other
_TELLING = 7  # letters: so long a word is seldom another one in the neighbour's language
_FEW_WORDS = 3  # in so short a message a short run is looked for as well: "pomvret"
_SMALL_WORDS = frozenset({"not_before", "not_after", "new_thought"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message says. `evidence` names lexicon entries per idea, never the person's own words."""

    danger: DangerKind | None = None
    happening_now: bool = False
    at_least: Urgency = Urgency.INFORMATION
    guesses: tuple[Guess, ...] = ()
    ideas: frozenset[str] = frozenset()
    evidence: Mapping[str, str] = field(default_factory=dict)
    because: tuple[Text, ...] = ()
    words: int = 0

    @property
    def is_thanks(self) -> bool:
        """Only thanks or a greeting: no case, no question back."""
        return self.danger is None and bool(self.ideas & {"thanks", "greeting"}) and self.ideas <= _PLEASANTRIES


@dataclass(frozen=True, slots=True)
class Danger:
    """The answer of the quick look that every message gets."""

    kind: DangerKind
    happening_now: bool
    urgency: Urgency


_PLEASANTRIES = {"thanks", "greeting", "small_talk", "help_word"}


def look_for_danger(lexicon: Lexicon, text: str) -> Danger | None:
    """Only the danger in a message, the same as `listen` hears; tests/benchmarks/danger_look.py tells how quickly."""
    words = _words(lexicon, text)
    hits = lexicon.index.scan(words, danger_alone=True)
    if not _could_be_danger(lexicon, _bits(hits)):
        return None
    rule = _danger(lexicon, _bits(_meant(lexicon, words, hits)))
    return Danger(rule.kind, rule.now, rule.urgency) if rule else None


def listen(lexicon: Lexicon, text: str) -> Heard:
    """Everything that a message says. Never raises; rubbish says nothing."""
    hits, count = _hear(lexicon, text)
    evidence: dict[str, str] = {}
    for hit in hits:
        evidence.setdefault(hit.entry.idea, hit.entry.written)
    return listened(lexicon, evidence, count)


def listened(lexicon: Lexicon, evidence: Mapping[str, str], words: int) -> Heard:
    """What these ideas mean together. Raises KeyError for an idea that the lexicon does not have."""
    bits = 0
    for idea in evidence:
        bits |= lexicon.bits[idea]
    danger = _danger(lexicon, bits)
    at_least = danger.urgency if danger else Urgency.INFORMATION
    because = [danger_reason(lexicon, danger, evidence)] if danger else []
    for rule in lexicon.rules.raises:
        if rule.urgency > at_least and rule.when.holds(bits):
            at_least = rule.urgency
            because.append(raise_reason(lexicon, rule, evidence))
    return Heard(
        danger=danger.kind if danger else None,
        happening_now=bool(danger and danger.now),
        at_least=at_least,
        guesses=guesses(lexicon, evidence, bits),
        ideas=frozenset(evidence),
        evidence=evidence,
        because=tuple(because),
        words=words,
    )


def _hear(lexicon: Lexicon, text: str) -> tuple[list[Hit], int]:
    words = _words(lexicon, text)
    hits = _meant(lexicon, words, lexicon.index.scan(words))
    return hits, sum(word != "." for word in words)


def _could_be_danger(lexicon: Lexicon, bits: int) -> bool:
    """Before anything is taken out: what is not there now cannot be there later."""
    return any(rule.when.could_hold(bits) for rule in lexicon.rules.dangers)


def _meant(lexicon: Lexicon, words: list[str], hits: list[Hit]) -> list[Hit]:
    """Without words of another language, idioms, and what is denied."""
    if not hits:
        return hits
    hits = _in_its_language(lexicon, words, hits)
    hits = _without_idioms(hits)
    return _without_negated(lexicon, words, hits)


def _words(lexicon: Lexicon, text: str) -> list[str]:
    words = loosen(fold_clauses(text[:MOST_LETTERS])[:MOST_LETTERS]).split()
    shortest = SHORTEST_RUN if len(words) <= _FEW_WORDS else LONG_RUN
    if any(len(word) >= shortest for word in words):
        index = lexicon.index
        words = [piece for word in words for piece in (split_run(index, word) if len(word) >= shortest else (word,))]
    return words


def _in_its_language(lexicon: Lexicon, words: list[str], hits: list[Hit]) -> list[Hit]:
    """Drop a lone word that belongs to another language than the message: `gun` is a weapon, or a day (gün)."""
    votes: dict[str, int] = {}
    common = lexicon.index.common
    for word in words:
        for family in common.get(word, ()):
            votes[family] = votes.get(family, 0) + 1
    if not votes:
        return hits
    most = max(votes.values())
    told = _told_by_words(hits, votes)
    most_told = max(told.values())

    def fits(hit: Hit) -> bool:
        family = hit.entry.family
        if family == "any" or len(hit.entry.words) > 1:
            return True
        mine = votes.get(family, 0)
        if hit.entry.idea in _SMALL_WORDS:
            return mine == most and told.get(family, 0) == most_told
        if hit.guessed and most >= _LANGUAGE_IS_CLEAR:
            return mine == most
        is_short = len(hit.entry.last) < _TELLING and not (mine and hit.entry.bit & lexicon.negatable)
        if is_short and mine < most >= _LANGUAGE_IS_CLEAR:
            return False
        others = common.get(words[hit.start], frozenset()) - {family}
        return not others or mine >= max(votes.get(other, 0) for other in others)

    return [hit for hit in hits if fits(hit)]


def _told_by_words(hits: list[Hit], votes: Mapping[str, int]) -> dict[str, int]:
    """The votes, and one more for each word of one language alone: "ne" denies in Serbian, in Albanian it is "in"."""
    families: dict[int, set[str]] = {}
    for hit in hits:
        if hit.entry.family != "any" and hit.entry.idea not in _SMALL_WORDS and not hit.guessed:
            families.setdefault(hit.start, set()).add(hit.entry.family)
    told = dict(votes)
    for each in families.values():
        if len(each) == 1:
            (family,) = each
            told[family] = told.get(family, 0) + 1
    return told


def _without_idioms(hits: list[Hit]) -> list[Hit]:
    idioms = [(hit.start, hit.end) for hit in hits if hit.entry.idea == "sounds_like_danger"]
    if not idioms:
        return hits

    def inside(hit: Hit) -> bool:
        return any(start <= hit.start and hit.end <= end for start, end in idioms)

    return [hit for hit in hits if hit.entry.idea == "sounds_like_danger" or not inside(hit)]


def _without_negated(lexicon: Lexicon, words: list[str], hits: list[Hit]) -> list[Hit]:
    before = [hit.end for hit in hits if hit.entry.idea == "not_before"]
    after = [hit.start for hit in hits if hit.entry.idea == "not_after"]
    breaks = {hit.start for hit in hits if hit.entry.idea == "new_thought"}
    breaks.update(place for place, word in enumerate(words) if word == ".")
    endings = lexicon.endings

    def negated(hit: Hit) -> bool:
        if not hit.entry.bit & lexicon.negatable:
            return False
        if hit.tail and hit.entry.family in endings and hit.tail.startswith(endings[hit.entry.family]):
            return True
        if any(0 < hit.start - place <= _NOT_REACHES and not _between(breaks, place, hit.start) for place in before):
            return True
        return any(0 < place - hit.end <= 2 and not _between(breaks, hit.end, place) for place in after)

    return [hit for hit in hits if not negated(hit)]


def _between(places: set[int], start: int, end: int) -> bool:
    return any(place in places for place in range(start + 1, end))


def _bits(hits: list[Hit]) -> int:
    bits = 0
    for hit in hits:
        bits |= hit.entry.bit
    return bits


def _danger(lexicon: Lexicon, bits: int) -> DangerRule | None:
    return next((rule for rule in lexicon.rules.dangers if rule.when.holds(bits)), None)
