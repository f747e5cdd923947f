"""Finds the entries of the lexicon in the words of a message: whole words, stems, and phrases with gaps.

An entry is written for people: `mbyt` is that word alone, `rreh*` every word that begins so, `dua te vdes` these words
in this order with at most one other between, `po ... rreh*` with up to four others between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from reportbot.core.hearing.slips import Slips
from reportbot.core.text import fold, loosen

_GAP, _WIDE_GAP = 1, 4
_number = itemgetter(0)
SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One written form of one idea. `words` holds (letters, is a stem, words that may stand before it)."""

    written: str
    idea: str
    bit: int
    family: str
    words: tuple[tuple[str, bool, int], ...]
    last: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a message, from word `start` up to and including word `end`."""

    entry: Entry
    start: int
    end: int
    tail: str = ""


@dataclass(slots=True)
class _Node:
    """Entries that begin with the same letters. `phrases` by their second word, each with its place in the lexicon:
    some words begin hundreds of phrases, and what follows in a message fits few of them."""

    single: list[Entry] = field(default_factory=list)
    phrases: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict)

    def add(self, number: int, entry: Entry) -> None:
        if len(entry.words) == 1:
            self.single.append(entry)
        else:
            self.phrases.setdefault(entry.words[1][0], []).append((number, entry))


@dataclass(slots=True)
class _Message:
    """Its words, the beginnings of each (the whole word too), and those of all together."""

    words: list[str]
    beginnings: list[set[str]]
    anywhere: set[str]

    @classmethod
    def of(cls, words: list[str]) -> "_Message":
        beginnings = [{word[:length] for length in range(1, len(word) + 1)} for word in words]
        return cls(words, beginnings, set[str]().union(*beginnings))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Two dictionaries, by whole word and by stem, and the long stems in which one typing error is forgiven."""

    whole: dict[str, _Node]
    stems: dict[str, _Node]
    common: dict[str, frozenset[str]]
    slips: Slips[tuple[Entry, ...]]
    longest_stem: int

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "WordIndex":
        whole: dict[str, _Node] = {}
        stems: dict[str, _Node] = {}
        common: dict[str, frozenset[str]] = {}
        for number, entry in enumerate(entries):
            letters, is_stem, _ = entry.words[0]
            if entry.idea == "common":
                common[letters] = common.get(letters, frozenset()) | {entry.family}
                continue
            (stems if is_stem else whole).setdefault(letters, _Node()).add(number, entry)
        slips = Slips({stem: tuple(node.single) for stem, node in stems.items() if node.single})
        return cls(whole, stems, common, slips, max(map(len, stems), default=0))

    def scan(self, words: list[str]) -> list[Hit]:
        """Every entry in these loosened words. For one word a language's longest entry wins; phrases besides."""
        message, hits = _Message.of(words), list[Hit]()
        for place, word in enumerate(words):
            if word != ".":
                self._at(message, place, word, hits)
        return hits

    def knows(self, word: str) -> bool:
        """Whether the word stands in the lexicon by itself, as a whole word or beginning with a stem."""
        return word in self.whole or word in self.common or self._stem_of(word) is not None

    def _at(self, message: _Message, place: int, word: str, hits: list[Hit]) -> None:
        # Per language, the letters of its longest entry, because others hear other words in it.
        settled: dict[str, int] = {}
        known = False
        if node := self.whole.get(word):
            known = True
            _take(node, message, place, len(word), settled, hits)
        for stem in sorted(self.stems.keys() & message.beginnings[place], key=len, reverse=True):
            known = True
            _take(self.stems[stem], message, place, len(stem), settled, hits)
        if not known and word not in self.common:
            near = self.slips.near(word)
            hits.extend(Hit(entry, place, place) for entry in near or ())

    def _stem_of(self, word: str) -> str | None:
        for length in range(min(len(word), self.longest_stem), 3, -1):
            if word[:length] in self.stems:
                return word[:length]
        return None


def read_entry(text: str, idea: str, bit: int, family: str) -> list[Entry]:
    """The forms of one written entry; an apostrophe may be typed, left out, or be a space. Raises ValueError."""
    forms = dict.fromkeys((text, text.replace("'", "")) if "'" in text else (text,))
    return [_entry(text, idea, bit, family, _words_of(form)) for form in forms]


def _entry(text: str, idea: str, bit: int, family: str, words: tuple[tuple[str, bool, int], ...]) -> Entry:
    return Entry(text, idea, bit, family, words, words[-1][0])


def _words_of(text: str) -> tuple[tuple[str, bool, int], ...]:
    words: list[tuple[str, bool, int]] = []
    gap = _GAP
    for part in text.split():
        if part == "...":
            gap = _WIDE_GAP
            continue
        is_stem = part.endswith("*")
        pieces = loosen(fold(part)).split()
        for piece in pieces:
            words.append((piece, is_stem and piece is pieces[-1], gap))
            gap = _GAP
    if not words:
        raise ValueError("no letters")
    if any(is_stem and len(letters) < SHORTEST_STEM for letters, is_stem, _ in words):
        raise ValueError("a stem needs two letters")
    return tuple(words)


def _take(node: _Node, message: _Message, place: int, length: int, settled: dict[str, int], hits: list[Hit]) -> None:
    for entry in node.single:
        if settled.setdefault(entry.family, length) == length:
            hits.append(Hit(entry, place, place, message.words[place][length:]))
    if node.phrases:
        _phrases(node, message, place, hits)


def _phrases(node: _Node, message: _Message, place: int, hits: list[Hit]) -> None:
    """The cheap questions first: is the second word near, and the last one anywhere? Most phrases fail here."""
    near = set[str]().union(*message.beginnings[place + 1 : place + 2 + _WIDE_GAP])
    possible = [
        numbered
        for second in node.phrases.keys() & near
        for numbered in node.phrases[second]
        if numbered[1].last in message.anywhere
    ]
    for _, entry in sorted(possible, key=_number):
        end = _end_of_phrase(entry, message.words, place)
        if end:
            hits.append(Hit(entry, place, end))


def _end_of_phrase(entry: Entry, words: list[str], start: int) -> int:
    """The place of the last word of the phrase that begins at `start`, or 0."""
    place = start
    for letters, is_stem, gap in entry.words[1:]:
        for here in range(place + 1, min(place + 2 + gap, len(words))):
            word = words[here]
            if word == ".":
                return 0
            if word == letters or (is_stem and word.startswith(letters)):
                place = here
                break
        else:
            return 0
    return place
