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
        "đ": "dj", "ı": "i", "ø": "o", "ł": "l", "ß": "ss",
    }
)  # fmt: skip
# Written on paper nobody sees these: zero-width letters, soft hyphens, marks of writing direction.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# The marks of ë, ç, č, ć and й by themselves: with them gone, most texts are plain already.
_USUAL_MARKS = ("\u0308", "\u0327", "\u030c", "\u0301", "\u0306")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_CLAUSE_END = re.compile(r"[.!?;:,\n\r]+")
_NOT_A_WORD_NOR_END = re.compile(r"[^a-z0-9.]+")
_REPEATED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """Lower case, Latin letters, no marks, no punctuation, single spaces."""
    return _NOT_A_WORD.sub(" ", _bare(text)).strip()


def fold_clauses(text: str) -> str:
    """As `fold`, but a lone `.` stands where a part of a sentence ends, so that a "not" does not reach beyond it."""
    return _NOT_A_WORD_NOR_END.sub(" ", _CLAUSE_END.sub(" . ", _bare(text))).strip()


def loosen(folded: str) -> str:
    """A looser form for matching words that are heard, not spelt: rr = r, q = ç = c, sh = s, xh = gj, w = v."""
    plain = (
        folded.replace("xh", "gj").replace("sh", "s").replace("zh", "z").replace("ch", "c").replace("q", "c")
        .replace("w", "v")
    )  # fmt: skip
    return _REPEATED.sub(r"\1", plain)


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    seen = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).lower()
    for mark in _USUAL_MARKS:
        seen = seen.replace(mark, "")
    if seen.isascii():
        return seen
    seen = seen.translate(_CYRILLIC)
    return seen if seen.isascii() else "".join(c for c in seen if not unicodedata.combining(c))
