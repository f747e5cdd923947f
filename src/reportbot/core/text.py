"""Fold what people type to one plain form, so that `Shkollë`, `shkolle` and `школа` can be compared.

The folding rules come from the gazetteer's notes on spellings and the SMS facts on letters that phones lack.
"""

import re
import unicodedata

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z", "з": "z", "и": "i",
        "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
    }
)  # fmt: skip
_LETTERS = str.maketrans({"đ": "dj", "ı": "i", "ø": "o", "ł": "l", "ß": "ss", "’": "'", "`": "'", "´": "'"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, Latin letters, no marks, no punctuation, single spaces."""
    lowered = text.lower().translate(_CYRILLIC).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_A_WORD.sub(" ", bare).strip()
