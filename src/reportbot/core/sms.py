"""What fits into an SMS: letters that phones have, and how many messages a text is billed as.

The tables are those of GSM 03.38 (3GPP TS 23.038, section 6.2.1): a text of these letters alone counts 160 to a
message, any other text only 70. So `ë`, `ç`, `š` and Cyrillic are folded before sending; `ö`, `ü` and `Ç` may stay.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
"""Each of these is sent as an escape and a letter: it counts two, and is never torn apart between two messages."""

_GSM = frozenset(BASIC + EXTENSION)
_TWO = frozenset(EXTENSION)


def fold_to_gsm(text: str) -> str:
    """The same text in letters every phone has; a sign without any likeness is left out, with the space after it."""
    if _GSM.issuperset(text):
        return text
    return _LOST_AND_SPACE.sub("", "".join(map(_fold_letter, unicodedata.normalize("NFC", text))))


def segments(text: str) -> int:
    """As how many messages it is billed: 160 letters in one or 153 in each of several; 70 or 67 outside GSM 03.38."""
    sizes, alone, each = _measure(text)
    if sum(sizes) <= alone:
        return 1 if text else 0
    return _parcels(sizes, each)


def parcels(text: str) -> list[str]:
    """The messages that it is billed as, each with its letters; put together they are the text."""
    sizes, alone, each = _measure(text)
    room, found, filled = (alone if sum(sizes) <= alone else each), [""] if text else [], 0
    for letter, size in zip(text, sizes, strict=True):
        if filled + size > room:
            found.append("")
            filled = 0
        found[-1] += letter
        filled += size
    return found


def letters(text: str) -> int:
    """As how many letters it is billed: those of the extension count two."""
    return sum(_measure(text)[0])


def cut(text: str, most: int, keep: str = "") -> str:
    """`text` and `keep`, billed as at most `most` messages: `text` loses its end for that, and "..." tells so.

    Where `keep` alone is too long, it loses its end as well.
    """
    whole = text + keep
    if segments(whole) <= most:
        return whole
    sizes, alone, each = _measure(whole)
    # One unit per further message stays unused, for a letter that must not be torn apart.
    room = (alone if most == 1 else most * (each - 1)) - len(_MORE) - sum(sizes[len(text) :])
    if room < 0:
        return cut(keep, most)
    kept = sum(1 for size in accumulate(sizes[: len(text)]) if size <= room)
    return text[:kept].rstrip() + _MORE + keep


def number_within(text: str, limit: int = 70) -> bool:
    """Does a telephone number (three digits or more) end within the first `limit` letters, where every phone shows it?

    Source: facts.md section 3, "number in the first 70 characters".
    """
    number = _NUMBER.search(text)
    return number is not None and number.end() <= limit


_MORE = "..."
_NUMBER = re.compile(r"\+?[0-9](?:[ /-]?[0-9]){2,}")
_LOST = "\ue000"  # a private sign: nobody can type it and mean something
_LOST_AND_SPACE = re.compile(f"{_LOST}+ ?")

_ALIKE = {
    **dict.fromkeys("„“”«»‟″", '"'), **dict.fromkeys("‚‘’‛‹›′`´ʼ", "'"), **dict.fromkeys("‐‑‒–—―−•·▪", "-"),
    "…": "...", "đ": "dj", "Đ": "Dj", "ı": "i", "İ": "I", "ł": "l", "Ł": "L", "œ": "oe", "Œ": "OE", "þ": "th",
    "ð": "d", "→": "->", "←": "<-", "×": "x", "÷": ":", "⁄": "/",
    "\t": " ", "\x0b": " ", "\u2028": "\n", "\u2029": "\n",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z", "з": "z", "и": "i",
    "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    if letter in _GSM:
        return letter
    if letter in _ALIKE:
        return _ALIKE[letter]
    if letter.lower() in _ALIKE:
        return _ALIKE[letter.lower()].capitalize()
    parts = unicodedata.normalize("NFKD", letter)
    if unicodedata.combining(letter):
        return ""
    return "".join(_fold_letter(p) for p in parts if not unicodedata.combining(p)) if parts != letter else _LOST


def _measure(text: str) -> tuple[list[int], int, int]:
    """The size of every letter, and how much fits into a message alone and into each of several."""
    if _GSM.issuperset(text):
        return [2 if letter in _TWO else 1 for letter in text], 160, 153
    return [2 if letter > "\uffff" else 1 for letter in text], 70, 67


def _parcels(sizes: Iterable[int], room: int) -> int:
    count, filled = 1, 0
    for size in sizes:
        if filled + size > room:
            count, filled = count + 1, 0
        filled += size
    return count
