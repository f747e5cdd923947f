"""A report becomes a category, an urgency and their reasons. A person's choice wins; words only raise urgency."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.cases.triage.reasons import in_english
from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.guesses import Guess
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import Heard, listen
from reportbot.core.hearing.wording import category_reason, chosen_reason
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

MOST_ALTERNATIVES = 4  # categories beside the one that is taken
_DOUBT = 2.5  # weight that a guess must overcome before it is believed; set by hand, not fitted
_HINT, _USUAL_SIGN = 1.0, 3.0  # weight by hand, or in all, below which nothing is said to a person of a guess
_UNKNOWN = 0.1  # share of "other" where nothing is named
_NOT_UNDERSTOOD = 4  # words: a longer text of which nothing is known is shown to a person, never dropped

_SAYS_NOW = Text("the person says that someone is in danger now")
_UNKNOWN_WORDS = Text("No rule knows these words. Somebody must read it.")
_TOO_FEW_WORDS = Text("Too few words to say anything.")


@dataclass(frozen=True, slots=True)
class TriageDecision:
    """What a report is about and how soon somebody must act. `because` cites rules and entries, not the text."""

    category: str
    urgency: Urgency
    danger: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    because: tuple[Text, ...]


def triage(
    lexicon: Lexicon,
    text: str,
    chosen_category: str | None = None,
    danger_now: bool = False,
    defaults: Mapping[str, Urgency] | None = None,
) -> TriageDecision:
    """Decide on `text`.

    `danger_now`: the person said yes to "is someone in danger?". `defaults`: the town's own urgencies, if any.
    Raises KeyError for a chosen category that is none of the 29.
    """
    return decide(lexicon, listen(lexicon, text), chosen_category, danger_now, defaults)


def decide(
    lexicon: Lexicon,
    heard: Heard,
    chosen_category: str | None = None,
    danger_now: bool = False,
    defaults: Mapping[str, Urgency] | None = None,
) -> TriageDecision:
    """As `triage`, for a message that was listened to already. An unknown chosen category raises KeyError."""
    ranked = _ranked(heard)
    because = list(heard.because)
    if chosen_category is not None:
        category, confidence = chosen_category, 1.0
        urgency = _default(category, defaults)
        because.insert(0, chosen_reason(category))
    else:
        category, confidence = ranked[0]
        urgency, reason = _by_words(lexicon, heard, category, defaults)
        because.insert(0, reason)
    urgency = max(urgency, heard.at_least)
    if danger_now:
        urgency = Urgency.EMERGENCY
        because.insert(0, _SAYS_NOW)
    others = sorted((one for one in ranked if one[0] != category), key=lambda one: -one[1])[:MOST_ALTERNATIVES]
    return TriageDecision(category, urgency, heard.danger, round(confidence, 2), tuple(others), tuple(because))


def likeliest(heard: Heard) -> str:
    """The category that `decide` gives a message without a chosen one; "other" where next to nothing speaks for it."""
    first = _first(heard)
    faint = first is None or (first.by_hand < _HINT and first.score < _USUAL_SIGN)
    return "other" if faint else _ranked(heard)[0][0]


def to_json(decision: TriageDecision) -> dict[str, object]:
    """The decision as plain values and English, as `reportbot triage` prints it; the caller adds the institutions."""
    return {
        "category": decision.category,
        "urgency": decision.urgency.word,
        "danger": decision.danger,
        "confidence": decision.confidence,
        "alternatives": [{"category": category, "confidence": share} for category, share in decision.alternatives],
        "because": [in_english(reason) for reason in decision.because],
    }


def _ranked(heard: Heard) -> list[tuple[str, float]]:
    """Categories with their share of the evidence, the likeliest first; never empty."""
    if heard.is_thanks:
        return [("other", 0.95)]
    first = _first(heard)
    doubt = _DOUBT if first and _is_believed(first) else 2 * _DOUBT
    total = sum(guess.score for guess in heard.guesses) + doubt
    most = round(first.score / total, 2) if first else _UNKNOWN
    ranked = [(guess.category, min(most, round(guess.score / total, 2))) for guess in heard.guesses]
    return ranked if first else [("other", _UNKNOWN), *(one for one in ranked if one[0] != "other")]


def _first(heard: Heard) -> Guess | None:
    """The guess that is named, if any is."""
    return next((guess for guess in heard.guesses[:1] if not guess.everyday), None)


def _by_words(
    lexicon: Lexicon, heard: Heard, category: str, defaults: Mapping[str, Urgency] | None
) -> tuple[Urgency, Text]:
    first = _first(heard)
    if first is None:
        if heard.words >= _NOT_UNDERSTOOD:
            return Urgency.NORMAL, _UNKNOWN_WORDS
        return Urgency.INFORMATION, _TOO_FEW_WORDS
    most = Urgency.EMERGENCY if _is_believed(first) else Urgency.NORMAL
    urgency = min(_default(category, defaults), lexicon.rules.base.get(category, Urgency.EMERGENCY), most)
    return urgency, category_reason(lexicon, category, heard.evidence)


def _is_believed(guess: Guess) -> bool:
    """Not where no rule written by hand speaks for it and its words only lean there: "somebody" is no emergency."""
    return guess.by_hand > 0 or guess.score > _DOUBT


def _default(category: str, defaults: Mapping[str, Urgency] | None) -> Urgency:
    return (defaults or {}).get(category, CATEGORIES[category].urgency)
