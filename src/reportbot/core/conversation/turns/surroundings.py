"""What the engine may know of the town and of words: plain values and pure functions, handed in by the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from reportbot.core.messages import Fill, Named, Text, TextList
from reportbot.core.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Hint:
    """What a message sounds like. `danger` names a kind of danger or is ""; `category` is one of the 29 or "".

    `language` is known by its everyday words; `likely` is a weaker guess. In both, sr may be bs. `child`: it is told as
    a child tells of itself, which decides only in whose voice we answer. `personal`: something about a person may be
    told in it, whatever else it asks. `in_need`: they have no food for their own children or at home, and nothing worse
    is told.
    `coming`: they say that somebody comes, and hardly more.
    """

    danger: str = ""
    category: str = ""
    thanks: bool = False
    language: str = ""
    likely: str = ""
    child: bool = False
    personal: bool = False
    in_need: bool = False
    coming: bool = False


@dataclass(frozen=True)
class AsksForHuman:
    """Words, folded, of somebody who wants to talk to a person: what they want, `whom`, and what stands `between`."""

    wants: frozenset[str] = frozenset()
    whom: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()

    @cached_property
    def all(self) -> frozenset[str]:
        return self.wants | self.whom | self.between


@dataclass(frozen=True, slots=True)
class LostCode:
    """Words, folded, of somebody whose code is gone: one of each is said."""

    code: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """The words understood at any time, in any language, folded: command by word, yes and no, numbers in words, and the
    names of languages by code; and those of who asks for a `human`. `unknown` is "I do not know", `polite` what people
    put beside a yes or a no, `unsolved` that a report has led to nothing, `machine` what people call a bot.
    """

    commands: Mapping[str, str] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    human: AsksForHuman = AsksForHuman()
    unknown: frozenset[str] = frozenset()
    polite: frozenset[str] = frozenset()
    unsolved: frozenset[str] = frozenset()
    lost_code: LostCode = LostCode()
    machine: frozenset[str] = frozenset()

    def plain(self, said: str) -> str:
        """A folded yes, no or "I do not know" said once and without politeness: "po po", "jo flm"; other words stay."""
        short = " ".join(word for word in dict.fromkeys(said.split()) if word not in self.polite)
        return short if short in self.yes | self.no | self.unknown else said

    def counted(self, said: str) -> str:
        """Folded words with a number in words at their beginning as a digit: "një po" is "1 po"."""
        return in_digits(said, self.numbers)


def in_digits(said: str, words: Mapping[str, int]) -> str:
    """As `Words.counted`; `words` are numbers by how they are called."""
    if said in words:
        return str(words[said])
    first, _, rest = said.partition(" ")
    return f"{words[first]} {rest}" if first in words else said


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers in a danger at that minute. `bare` are digits alone, for what may light up on a screen (R8)."""

    numbers: TextList
    bare: TextList


@dataclass(frozen=True, slots=True)
class Refusal:
    """An office that should get a report, and takes none from us: its key, its name, its own numbers or pages."""

    key: str
    institution: Fill
    numbers: TextList


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`known_as`: every folded form of a label in every language. `danger_in`: the kind of danger a text shows, or "".

    `listen`: all that a text sounds like. `numbers`: who answers a need at that minute, the most fitting first;
    `answering`: who answers a kind of danger. Both say so where nobody is known to answer. `desk`: the telephone of the
    reporting desk and its hours, None where there is none. `to_talk`: who answers by telephone for children, and the
    general number.
    `goes_to`: who would get a report with these answers in this voice, now. `outside`: who takes complaints about
    offices, and is none of those that would get it; empty where there is nobody. `refused`: the office that should get
    it, where that one takes no reports from us.
    """

    municipality: str
    town: Named
    languages: tuple[str, ...]
    language_names: Mapping[str, str]
    emergency: str
    gazetteer: Gazetteer
    words: Words
    known_as: Callable[[str], frozenset[str]]
    danger_in: Callable[[str], str]
    listen: Callable[[str], Hint]
    numbers: Callable[[str, datetime], TextList]
    answering: Callable[[str, datetime], Answering]
    to_talk: Callable[[datetime], TextList]
    desk: Callable[[datetime], Text | None]
    goes_to: Callable[[Mapping[str, Any], str, datetime], Fill]
    outside: Callable[[Mapping[str, Any], str, datetime], TextList]
    refused: Callable[[Mapping[str, Any], str, datetime], Refusal | None]
