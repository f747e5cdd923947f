"""A text as it is heard or typed, letter by letter beside the original, so that what is found can be shown there.

Nothing here is longer than a constant times the text, and nothing is looked at twice.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Letters `start` to `end` (not with it) of a text, and what they are."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Shadow:
    """`at` says for each letter of `text` where it comes from in the original."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int, kind: str) -> Span:
        """Of the original; `start` and `end` are of the shadow, with something between them."""
        return Span(self.at[start], self.at[end - 1] + 1, kind)


def as_heard(text: str) -> Shadow:
    """Words in small plain Latin letters with one space between them; "," "." and "?" where a part of a sentence,
    a sentence and a question end."""
    return _shadow(_heard(text))


def as_typed(text: str) -> Shadow:
    """Small plain letters, digits and signs of any width and script as ASCII; what nobody sees is left out."""
    return _shadow((letter, place) for place, each in enumerate(text) for letter in _plain(each))


def as_seen(text: str) -> Shadow:
    """As typed, but a letter of another alphabet is the Latin one that it looks like: "аррӏе" is "apple"."""
    return _shadow((letter, place) for place, each in enumerate(text) for letter in _plain(_LOOKS.get(each, each)))


def as_read(text: str) -> tuple[str, ...]:
    """The same text, letter by letter, in the ways in which a person may read it: as it stands, on over the end of a
    line, and with letters of other alphabets as the Latin ones that they look like."""
    on_one_line = text.translate(_ONE_LINE)
    looks = (each.translate(_LOOKING) for each in (text, on_one_line))
    return tuple(dict.fromkeys((text, on_one_line, *looks)))


def _shadow(letters: Iterator[tuple[str, int]]) -> Shadow:
    kept = list(letters)
    return Shadow("".join(letter for letter, _ in kept), tuple(place for _, place in kept))


def _heard(text: str) -> Iterator[tuple[str, int]]:
    before = " "
    for place, each in enumerate(text):
        for letter in _plain(each) or ():
            said = letter if letter in _WORDS else _ENDS.get(letter, " ")
            if said in ",.?" and before != " ":
                yield " ", place
            elif said == before == " ":
                continue
            if said in ",.?":
                yield said, place
                said = " "
            yield said, place
            before = said


_WORDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ENDS = {**dict.fromkeys(".!\n\r", "."), **dict.fromkeys(",;:()–—", ","), "?": "?"}
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_ALIKE = {
    **dict.fromkeys("‐‑‒―−﹣－", "-"), **dict.fromkeys("。｡．․﹒", "."), **dict.fromkeys("／⁄∕", "/"),
    **dict.fromkeys("：∶", ":"), **dict.fromkeys("＠﹫", "@"), **dict.fromkeys("＋﹢", "+"),
    **dict.fromkeys("？﹖;", "?"),
    "đ": "dj", "ı": "i", "ł": "l", "ø": "o", "ß": "ss",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z", "з": "z", "и": "i", "й": "j",
    "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
}  # fmt: skip
_LOOKS = dict(zip("аеорсухіјѕһкмтнвӏԁԛԝАЕОРСУХІЈЅКМТНВαοενικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
                  "aeopcyxijshkmthbldqwaeopcyxijskmthbaoevikptuxabezhikmnoptyx", strict=True))  # fmt: skip
"""Cyrillic and Greek letters by what they look like in Latin."""
_LOOKING = str.maketrans(_LOOKS)
_ONE_LINE = str.maketrans(dict.fromkeys("\n\r\v\f\x85\u2028\u2029", " "))


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    """ "" for what nobody sees; any space as " ", a line break as itself."""
    if letter.isascii():
        return letter.lower() if letter in "\n\r" or letter.isprintable() else " "
    if _UNSEEN.match(letter) or unicodedata.combining(letter):
        return ""
    if letter in _ALIKE:
        return _ALIKE[letter]
    small = letter.lower()
    if small in _ALIKE:
        return _ALIKE[small]
    if letter.isspace():
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    parts = unicodedata.normalize("NFKD", small)
    if parts == letter:
        return letter
    return "".join(_plain(part) for part in parts)
