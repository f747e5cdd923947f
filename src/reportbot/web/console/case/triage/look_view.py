"""What triage thought of a case, and what a person can press instead: plain values for the templates. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CORRECTED, CaseEvent
from reportbot.core.cases.triage.correction import CATEGORY, URGENCY, confirms
from reportbot.core.cases.triage.gate import NEEDS_LOOK
from reportbot.core.cases.triage.reasons import Grounds
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.casework import LookRow
from reportbot.service.towns import Town
from reportbot.web.console import times, words
from reportbot.web.console.case.triage import look_words
from reportbot.web.console.place_names import place_name

LONGEST_WORDS = 300  # letters of the story in the list; the rest is on the page of the case
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """One category that can be pressed. The first of a list is what triage thinks."""

    category: str
    label: Text


@dataclass(frozen=True, slots=True)
class Look:
    """`guesses` are ranked; `others` are all other categories; `was` is the category as it stands."""

    number: str
    was: str
    needs_look: bool
    thinks: Text
    guesses: tuple[Guess, ...]
    others: tuple[Guess, ...]
    because: tuple[Text, ...] = field(repr=False)
    urgency: Urgency
    urgency_word: Text
    urgencies: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class LookLine:
    """One case of the list."""

    look: Look
    place: Text
    opened_at: datetime
    age: Text
    words: str = field(repr=False)
    seen: int


def line_of(row: LookRow, town: Town, now: datetime) -> LookLine:
    case = row.case
    said = row.words if len(row.words) <= LONGEST_WORDS else f"{row.words[:LONGEST_WORDS]}…"
    return LookLine(
        look_of(case, row.grounds),
        place_name(town, case.place),
        case.opened_at,
        times.age(case.opened_at, now),
        said,
        row.seen,
    )


def look_of(case: Case, grounds: Grounds) -> Look:
    ranked = _ranked(case, grounds)
    thinks = Text(look_words.THINKS.msgid, _shown(case.category, grounds.confidence or 0.0))
    known = {category for category, _ in ranked}
    return Look(
        number=case.number,
        was=case.category,
        needs_look=case.needs_look,
        thinks=thinks if grounds.confidence is not None else look_words.UNKNOWN,
        guesses=tuple(Guess(category, _label(category, share, case)) for category, share in ranked),
        others=tuple(Guess(code, Text(each.label)) for code, each in CATEGORIES.items() if code not in known),
        because=tuple(each for each in grounds.because if each.msgid != NEEDS_LOOK.msgid)[:_REASONS],
        urgency=case.urgency,
        urgency_word=words.URGENCIES[case.urgency],
        urgencies=tuple((each.word, words.URGENCIES[each]) for each in reversed(Urgency) if each is not case.urgency),
    )


def happened(event: CaseEvent) -> Text | None:
    """A correction in words, None for any other event."""
    kind = event.facts.get("kind", "")
    if event.kind != CORRECTED or kind not in look_words.CORRECTED:
        return None
    said = look_words.CONFIRMED if kind == CATEGORY and confirms(event) else look_words.CORRECTED[kind]
    return Text(said.msgid, {name: _value(kind, event.facts.get(name, "")) for name in ("was", "became")})


def _ranked(case: Case, grounds: Grounds) -> Sequence[tuple[str, float]]:
    """What triage thinks, then what else it may be."""
    others = [(category, share) for category, share in grounds.alternatives if category != case.category]
    return [(case.category, grounds.confidence or 0.0), *others]


def _label(category: str, share: float, case: Case) -> Text:
    if category == case.category:
        return Text(look_words.YES.msgid, _shown(category, share))
    return Text(look_words.CHOICE.msgid, _shown(category, share))


def _shown(category: str, share: float) -> dict[str, Text | int]:
    return {"category": Text(CATEGORIES[category].label), "share": round(100 * share)}


def _value(kind: str, code: str) -> Text:
    if kind == URGENCY:
        known = {each.word: words.URGENCIES[each] for each in Urgency}
        return known.get(code, Text("{code}", {"code": code}))
    return Text(CATEGORIES[code].label) if code in CATEGORIES else Text("{code}", {"code": code})
