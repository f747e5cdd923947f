"""Finds the entries of the lexicon in the words of a message: whole words, stems, and phrases with gaps."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reportbot.core.hearing.entries import Entry
from reportbot.core.hearing.hits import END, KNOWN, UNKNOWN, Found, Hit
from reportbot.core.hearing.phrases import Phrase, add_phrases, by_rarest
from reportbot.core.hearing.slips import Slips

_TELLING_STEM = 4  # letters
_MERE_ENDING = 2  # letters
_USUAL_ENDING, _ENDINGS = 4, {"sr": 5, "tr": 9}  # letters behind a stem: "dövüyorlarmış"
_NONE = frozenset[str]()


@dataclass(slots=True)
class _Piece:
    """A word or a stem that stands in entries. `single`: those of it alone. `begins`: any at all begins with it."""

    number: int
    letters: str
    families: frozenset[str] = frozenset()
    begins: bool = False
    single: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Two dictionaries, by whole word and by stem, and the long stems in which one typing error is forgiven.

    A message is looked at once. Everyday words are found in `ready`; of others `lengths` tells, by their first two
    letters, how long a stem in them may be. A phrase is thought of when its rarest word is met: `phrases`, or in
    `pressing` those alone that danger may depend on, by the bits of their ideas in `presses`.
    """

    whole: dict[str, _Piece]
    stems: dict[str, _Piece]
    common: dict[str, frozenset[str]]
    lengths: dict[str, tuple[int, ...]]
    word_lengths: dict[str, tuple[int, ...]]
    ready: dict[str, Found]
    phrases: dict[int, list[Phrase]]
    pressing: dict[int, list[Phrase]]
    presses: int
    slips: Slips[tuple[Entry, ...]]
    longest_stem: int

    @classmethod
    def of(cls, entries: Iterable[Entry], presses: int = -1) -> "WordIndex":
        """`presses`: the bits of the ideas that danger may depend on; -1 is all of them."""
        whole: dict[str, _Piece] = {}
        stems: dict[str, _Piece] = {}
        common: dict[str, frozenset[str]] = {}
        phrases: list[Phrase] = []
        for entry in entries:
            letters = entry.words[0][0]
            if entry.idea == "common":
                common[letters] = common.get(letters, frozenset()) | {entry.family}
                continue
            pieces = [_piece(whole, stems, letters, is_stem) for letters, is_stem, _ in entry.words]
            for piece in pieces:
                piece.families |= {entry.family}
            pieces[0].begins = True
            if len(pieces) == 1:
                pieces[0].single.append(entry)
            else:
                numbers = tuple(piece.number for piece in pieces)
                steps = tuple((number, gap + 1) for number, (_, _, gap) in zip(numbers, entry.words, strict=True))
                phrases.append(Phrase(entry, numbers, steps[1:], frozenset(numbers)))
        slips = Slips({stem: tuple(piece.single) for stem, piece in stems.items() if piece.single})
        longest = max((len(stem) for stem, piece in stems.items() if piece.begins), default=0)
        pressing = by_rarest([phrase for phrase in phrases if phrase.entry.bit & presses])
        ready = {".": END}
        index = cls(
            whole,
            stems,
            common,
            _lengths(stems),
            _lengths({*whole, *common}),
            ready,
            by_rarest(phrases),
            pressing,
            presses,
            slips,
            longest,
        )
        ready.update((word, index._look_up(word)) for word in (*whole, *common))
        return index

    def scan(self, words: list[str], *, danger_alone: bool = False) -> list[Hit]:
        """Every entry in these loosened words. For one word a language's longest entry wins; phrases besides.

        With `danger_alone` what danger does not depend on is left out, which is most of it.
        """
        hits = list[Hit]()
        ready, found = self.ready, list[Found]()
        for place, word in enumerate(words):
            here = ready.get(word) or self._look_up(word)
            found.append(here)
            for entry, tail in here.pressing if danger_alone else here.single:
                hits.append(Hit(entry, place, place, tail))
            if not here.known:
                hits.extend(Hit(entry, place, place, guessed=True) for entry in self.slips.near(word) or ())
        add_phrases(self.pressing if danger_alone else self.phrases, found, hits)
        return hits

    def is_one_word(self, word: str) -> bool:
        """Whether entries begin with this word, or with a stem behind which no more than a usual ending stands."""
        if word in self.common or (word in self.whole and self.whole[word].begins):
            return True
        for length in range(min(len(word), self.longest_stem), _TELLING_STEM - 1, -1):
            stem = self.stems.get(word[:length])
            if stem and stem.begins:
                usual = min([_ENDINGS.get(family, _USUAL_ENDING) for family in stem.families])
                return len(word) - length <= usual
        return False

    def word_ends(self, run: str, start: int) -> list[int]:
        """Where in this run a known word that begins at `start` may end."""
        lengths = (1, *self.word_lengths.get(run[start : start + 2], ()))
        return [start + length for length in lengths if start + length <= len(run)]

    def stem_ends(self, run: str, start: int) -> list[int]:
        """Where in this run a known stem that begins at `start` may end."""
        lengths = self.lengths.get(run[start : start + 2], ())
        return [start + length for length in lengths if start + length <= len(run)]

    def families_of_word(self, word: str) -> frozenset[str]:
        """The languages in which this word stands anywhere in the lexicon."""
        piece = self.whole.get(word)
        return self.common.get(word, _NONE) | piece.families if piece else self.common.get(word, _NONE)

    def families_of_stem(self, stem: str) -> frozenset[str]:
        """The languages in which this stem stands anywhere in the lexicon."""
        piece = self.stems.get(stem)
        return piece.families if piece else _NONE

    def _look_up(self, word: str) -> Found:
        stems, size = self.stems, len(word)
        pieces = [self.whole[word]] if word in self.whole else []
        for length in self.lengths.get(word[:2], ()):
            if length <= size and (stem := stems.get(word[:length])):
                pieces.append(stem)
        if not pieces:
            return KNOWN if word in self.common else UNKNOWN
        # Per language, the longest entry, because others hear other words in it: a brigade is no fire. But what stands
        # whole in one list may be a stem with a mere ending in another: "bebja" is small, and a child (bebj*).
        settled: dict[str, str] = {}
        single = tuple(
            [
                (entry, word[len(piece.letters) :])
                for piece in pieces
                for entry in piece.single
                if settled.setdefault(entry.family, piece.letters) == piece.letters
                or (settled[entry.family] == word and self._is_mere_ending(entry.family, word, piece.letters))
            ]
        )
        pressing = tuple([each for each in single if each[0].bit & self.presses]) if single else ()
        known = word in self.common or any(piece.begins for piece in pieces)
        return Found(single, pressing, frozenset([piece.number for piece in pieces]), known)

    def _is_mere_ending(self, family: str, word: str, stem: str) -> bool:
        """Whether this stem, the longest of the language, is nearly all of a word that stands whole in a list."""
        if len(word) - len(stem) > _MERE_ENDING or word not in self.whole:
            return False
        longer = (word[:length] for length in range(len(word), len(stem), -1))
        return not any(
            family in {entry.family for entry in self.stems[one].single} for one in longer if one in self.stems
        )


def _piece(whole: dict[str, _Piece], stems: dict[str, _Piece], letters: str, is_stem: bool) -> _Piece:
    known = stems if is_stem else whole
    if letters not in known:
        known[letters] = _Piece(len(whole) + len(stems), letters)
    return known[letters]


def _lengths(known: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By the first two letters, the longest first."""
    found: dict[str, set[int]] = {}
    for letters in known:
        if len(letters) > 1:
            found.setdefault(letters[:2], set()).add(len(letters))
    return {letters: tuple(sorted(lengths, reverse=True)) for letters, lengths in found.items()}
