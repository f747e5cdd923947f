"""The words that reportbot knows, ready for listening. Built once from the data in `reportbot/lexicon/`; never changes.

An *idea* is a group of words that mean the same in every language ("hits", "child", "weapon"). Languages give words to
ideas; rules, which know no language, say what ideas mean together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reportbot.core.hearing.entries import Entry, read_entry
from reportbot.core.hearing.index import WordIndex
from reportbot.core.urgency import Urgency

Names = tuple[tuple[str, ...], ...]
"""Choices of ideas by their names: of each, one must be heard."""


class DangerKind(StrEnum):
    """What is dangerous. Each has its own reply; `violence` is told but not happening this minute."""

    SUICIDE = "suicide"
    CHILD_IN_PIT = "child_in_pit"
    INJURED = "injured"
    WEAPON = "weapon"
    FIRE_GAS_ELECTRICITY = "fire_gas_electricity"
    MISSING_CHILD = "missing_child"
    CHILD_ALONE = "child_alone"
    SEXUAL_VIOLENCE = "sexual_violence"
    VIOLENCE_NOW = "violence_now"
    VIOLENCE = "violence"
    CRY_FOR_HELP = "cry_for_help"


@dataclass(frozen=True, slots=True)
class When:
    """A condition on ideas: each of `needs` is a choice (bits) of which one must be heard, none of `unless` may be."""

    needs: tuple[int, ...]
    unless: int
    names: Names

    def holds(self, heard: int) -> bool:
        return not heard & self.unless and self.could_hold(heard)

    def could_hold(self, heard: int) -> bool:
        """Of what is needed nothing lacks."""
        for choice in self.needs:  # noqa: SIM110 - a plain loop is twice as fast as all(), and this is the hot path
            if not heard & choice:
                return False
        return True


@dataclass(frozen=True, slots=True)
class DangerRule:
    """The first that holds says what the danger is and how soon somebody must act."""

    kind: DangerKind
    when: When
    urgency: Urgency

    @property
    def now(self) -> bool:
        return self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """Adds `weight` to a category. About 1 is a hint, 3 a usual sign, 6 and more leaves little doubt.

    `fitted`: not written by hand, but found in the training sentences (tests/triage/fit.py). `everyday`: it needs no
    more than one idea of every day, which alone names nothing about a person.
    """

    category: str
    when: When
    weight: float
    fitted: bool = False
    everyday: bool = False


@dataclass(frozen=True, slots=True)
class RaiseRule:
    """Says that a matter is at least so urgent, whatever its category."""

    urgency: Urgency
    when: When
    why: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, as the file has them: ideas and what they mean in English, and what ideas mean together."""

    ideas: Mapping[str, str]
    dangers: tuple[DangerRule, ...]
    categories: tuple[CategoryRule, ...]
    raises: tuple[RaiseRule, ...]
    base: Mapping[str, Urgency]
    negatable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """What one language file gives: words per idea. `family` is the language whose words it shares (bs: sr)."""

    family: str
    ideas: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that listening needs. Compare `size` to know how many entries were read. `speaking_for`: of each
    category, the choices of ideas of the rules that speak for it; `leading_to`: of each idea, the places of the
    category rules whose first choice it is in."""

    rules: Rules
    index: WordIndex
    bits: Mapping[str, int]
    negatable: int
    endings: Mapping[str, tuple[str, ...]]
    size: int
    speaking_for: Mapping[str, tuple[Names, ...]]
    leading_to: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, rules: Rules, languages: Iterable[Words]) -> "Lexicon":
        """Raises ValueError for an entry that cannot be read."""
        bits = bits_of(rules.ideas)
        entries: list[Entry] = []
        endings: dict[str, tuple[str, ...]] = {}
        for words in languages:
            endings[words.family] = endings.get(words.family, ()) + words.ideas.get("not_ending", ())
            for idea, written in words.ideas.items():
                for text in written if idea != "not_ending" else ():
                    entries.extend(read_entry(text, idea, bits[idea], words.family))
        negatable = sum(bits[idea] for idea in rules.negatable)
        presses = sum(bits[idea] for idea in SPECIAL)
        for rule in rules.dangers:
            presses |= rule.when.unless
            for choice in rule.when.needs:
                presses |= choice
        return cls(
            rules,
            WordIndex.of(entries, presses),
            bits,
            negatable,
            endings,
            len(entries),
            _speaking_for(rules),
            _leading_to(rules),
        )


def _speaking_for(rules: Rules) -> dict[str, tuple[Names, ...]]:
    found: dict[str, list[Names]] = {}
    for rule in rules.categories:
        if rule.weight > 0:
            found.setdefault(rule.category, []).append(rule.when.names)
    return {category: tuple(names) for category, names in found.items()}


def _leading_to(rules: Rules) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(rules.categories):
        for idea in dict.fromkeys(rule.when.names[0]):
            found.setdefault(idea, []).append(place)
    return {idea: tuple(places) for idea, places in found.items()}


def bits_of(ideas: Iterable[str]) -> dict[str, int]:
    """One bit for each idea, in the order of the file."""
    return {idea: 1 << place for place, idea in enumerate(ideas)}


# Ideas that listening itself uses; the rules file must know them and may not use them in rules.
SPECIAL = ("common", "sounds_like_danger", "not_before", "not_after", "not_ending", "new_thought")
