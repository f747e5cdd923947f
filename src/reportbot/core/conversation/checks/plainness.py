"""How plain a sentence is, in any language: its words, its long words, the age at which it can be read.

No formula of readability was made for Albanian. The fog index needs nothing but sentences and syllables; Polish, whose
words are as long as ours, counts those of four and more syllables, and so do we.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportbot.core.text import fold

_SENTENCE_END = re.compile(r"[.?!:;]+(?:\s|$)|\n")
_HOLE = re.compile(r"{\w+}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONG = 4  # syllables of a word that is hard for a child
_LONG_BY_ENDINGS = {"tr": 6}  # where what others say in words of their own (to, my, not, can) are endings of a word
_FIRST_GRADE = 5  # years before the grade that the fog index gives
_VOWELS = re.compile(r"[aeiouyëáéíóúäöüıâаеиоу]+", re.IGNORECASE)
_SILENT = {"en": "e", "sq": "ë"}  # at the end of a word, in Kosovo's speech
_R_SOUNDS = ("sr", "bs")  # between consonants it carries a syllable: prst, žrtva
_SOUNDING_R = re.compile(r"(?<![aeiouаеиоу\W])[rр](?![aeiouаеиоу\W])", re.IGNORECASE)


@dataclass(frozen=True)
class WordList:
    """Words and phrases as an editor writes them: `stem*` is every word that begins so. Marks make no difference."""

    entries: tuple[str, ...] = ()

    def in_(self, text: str) -> str:
        """The first of them in this text, "" if there is none."""
        found = self._pattern.search(fold(text))
        return found[0] if found else ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        written = [
            " ".join(fold(word) + (r"\w*" if word.endswith("*") else "") for word in entry.split())
            for entry in self.entries
        ]
        return re.compile(rf"\b(?:{'|'.join(written)})\b" if written else r"(?!)")


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` per sentence; `long`: the share of words with four and more syllables, from 0 to 1."""

    words: float
    long: float

    @property
    def age(self) -> float:
        """In years: the fog index is a grade of school."""
        return _FIRST_GRADE + 0.4 * (self.words + 100 * self.long)


def sentences(text: str) -> list[str]:
    """What fills a hole counts as one word."""
    parts = _SENTENCE_END.split(_HOLE.sub("x", text))
    return [part.strip(" “”\"'") for part in parts if any(letter.isalnum() for letter in part)]


def words_in(sentence: str) -> int:
    return len(sentence.split())


def longest_sentence(text: str) -> str:
    return max(sentences(text), key=words_in, default="")


def reading(texts: Iterable[str], language: str) -> Reading | None:
    """Of all these texts together; None where there is nothing to read."""
    said: Sequence[str] = [sentence for text in texts for sentence in sentences(text)]
    words = [word for sentence in said for word in _WORD.findall(sentence)]
    if not words:
        return None
    hard = _LONG_BY_ENDINGS.get(language[:2], _LONG)
    long = sum(syllables(word, language) >= hard for word in words)
    return Reading(sum(map(words_in, said)) / len(said), long / len(words))


def syllables(word: str, language: str) -> int:
    """Nearly: neighbouring vowels count as one, as they are mostly spoken."""
    silent = _SILENT.get(language[:2], "")
    heard = word[:-1] if silent and word.lower().endswith(silent) and len(_VOWELS.findall(word)) > 1 else word
    count = len(_VOWELS.findall(heard))
    return max(1, count + (len(_SOUNDING_R.findall(heard)) if language[:2] in _R_SOUNDS else 0))
