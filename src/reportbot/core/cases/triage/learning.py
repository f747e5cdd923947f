"""What a head may learn of a town's corrections, and when a head that was trained may be switched to. Pure.

    correction ─► may its words be opened? ─► personal numbers taken out ─► one example of each case ─► a day's share

Not opened are the words of a case that was erased (its key is gone), that is held (somebody has stopped its clock, so
nobody uses it), whose person said "forget me" (the words were erased there and then), or that concerns a person, unless
the town's file says `learn_from_sensitive`: a lawyer must confirm that a story told for help may train a machine. What
somebody has said afterwards of the same case takes the place of what was said before.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reportbot.core.cases.case import Case
from reportbot.core.cases.triage.correction import CATEGORY, URGENCY
from reportbot.core.categories import CATEGORIES
from reportbot.core.judging import Figures, Share
from reportbot.core.urgency import Urgency

FEWEST_WORDS = 3  # of fewer nothing can be learnt that the word lists do not know
A_DAY = 20  # examples of one day: one desk on one bad day cannot swamp what was learnt before
MOST = 2_000  # examples of one town, the newest: about as many as come with the program
WEIGHT = 2.0  # of a town's own example beside one that comes with the program


class LeftOut(StrEnum):
    """Why a correction teaches nothing."""

    ERASED = "erased"
    HELD = "held"
    FORGOTTEN = "forgotten"
    SENSITIVE = "sensitive"
    GUESSED = "guessed"
    UNREADABLE = "unreadable"
    SHORT = "short"
    SAID_ALREADY = "said_already"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What people said last of one case, "" where they said nothing; `at` is when. `has_words`: kept with them."""

    at: datetime
    category: str = ""
    urgency: str = ""
    has_words: bool = True

    def then(self, at: datetime, kind: str, became: str, has_words: bool) -> "Corrected":
        """A later one takes the place of an earlier one of its kind."""
        category = became if kind == CATEGORY else self.category
        urgency = became if kind == URGENCY else self.urgency
        return Corrected(at, category, urgency, has_words)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One example of a town's own: what somebody wrote, and what people say that it means."""

    at: datetime
    language: str
    text: str = field(repr=False)
    category: str
    urgency: Urgency


def why_not(case: Case | None, said: Corrected, held: bool, sensitive_too: bool) -> LeftOut | None:
    """Asked before anything is opened; None where its words may be. `case` is None where it is no more."""
    if case is None or not case.sealed_key:
        return LeftOut.ERASED
    if held:
        return LeftOut.HELD
    if not said.has_words:
        return LeftOut.FORGOTTEN
    category = said.category or case.category
    if category not in CATEGORIES or (said.urgency and said.urgency.upper() not in Urgency.__members__):
        return LeftOut.UNREADABLE
    if (case.concerns_a_person or CATEGORIES[category].sensitive) and not sensitive_too:
        return LeftOut.SENSITIVE
    if not said.category and case.needs_look:
        return LeftOut.GUESSED
    return None


def lesson_of(case: Case, said: Corrected, text: str) -> Lesson:
    """What nobody has put right is as the case has it."""
    urgency = Urgency.from_word(said.urgency) if said.urgency else case.urgency
    return Lesson(said.at, case.language, cleaned(text), said.category or case.category, urgency)


def chosen(lessons: Iterable[Lesson]) -> tuple[list[Lesson], Counter[LeftOut]]:
    """The newest first. The same words count once, so that a message sent a hundred times is one example."""
    kept: list[Lesson] = []
    left_out: Counter[LeftOut] = Counter()
    words: set[str] = set()
    days: Counter[object] = Counter()
    for each in sorted(lessons, key=lambda lesson: lesson.at, reverse=True):
        same = " ".join(each.text.casefold().split())
        if sum(any(map(str.isalpha, word)) for word in same.split()) < FEWEST_WORDS:
            left_out[LeftOut.SHORT] += 1
        elif same in words:
            left_out[LeftOut.SAID_ALREADY] += 1
        elif days[each.at.date()] >= A_DAY or len(kept) >= MOST:
            left_out[LeftOut.TOO_MANY] += 1
        else:
            kept.append(each)
            words.add(same)
            days[each.at.date()] += 1
    return kept, left_out


def cleaned(text: str) -> str:
    """Without mail addresses, links, names of accounts, and whatever may be the number of a phone or a document."""
    lines = [" ".join(word for word in line.split() if not _ADDRESS.search(word)) for line in text.splitlines()]
    lines = [" ".join(_LONG_NUMBER.sub(" ", line).split()) for line in lines]
    return "\n".join(filter(None, lines))


_ADDRESS = re.compile(r"@|://|^www\.", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"[+(]{0,2}(?:\b[^\W\d_]{1,4})?\d(?:[ ./()\-]{0,2}\d){5,}\w{0,20}")
"""Six digits and more, however they are parted, with the letters of a document before and behind them."""


EMERGENCIES = "emergencies"
_SHARES = (EMERGENCIES, "urgent", "alarms", "top_1", "top_3")


def facts_of(before: Figures, after: Figures, measured: str, used: int, least: Share) -> Mapping[str, str]:
    """What is kept of a trained head. `measured` names the sentences; `least` is how many emergencies it must find."""
    facts = {"used": str(used), "measured": measured, "least": _said(least)}
    for name, figures in (("before", before), ("after", after)):
        shares = (figures.emergency, figures.urgent, figures.alarmed, figures.top_1, figures.top_3)
        facts |= {f"{key}_{name}": _said(share) for key, share in zip(_SHARES, shares, strict=True)}
        facts[f"macro_f1_{name}"] = f"{figures.macro_f1:.3f}"
    return facts


def may_be_switched_to(facts: Mapping[str, str]) -> bool:
    """It finds no fewer emergencies than what it would take the place of. What does not say how many it finds, no."""
    after, least = share_in(facts, f"{EMERGENCIES}_after"), share_in(facts, "least")
    return after is not None and least is not None and after.count == least.count > 0 and after.hits >= least.hits


def share_in(facts: Mapping[str, str], name: str) -> Share | None:
    """As `facts_of` has written it; None where nothing of it can be read."""
    hits, _, count = facts.get(name, "").partition("/")
    return Share(int(hits), int(count)) if hits.isdecimal() and count.isdecimal() else None


def at_least(figures: Sequence[Figures]) -> Share:
    """The most emergencies that any of them finds."""
    return max((each.emergency for each in figures), key=lambda share: share.hits)


def _said(share: Share) -> str:
    return f"{share.hits}/{share.count}"
