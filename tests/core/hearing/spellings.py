"""The sentences of dangers.tsv and idioms.tsv beside it, and other ways to spell them."""

import unicodedata
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
_CYRILLIC = str.maketrans(
    "abvgdežzijklmnoprstćufhcčšđABVGDEŽZIJKLMNOPRSTĆUFHCČŠĐ", "абвгдежзијклмнопрстћуфхцчшђАБВГДЕЖЗИЈКЛМНОПРСТЋУФХЦЧШЂ"
)
_TWO_LETTERS = {"lj": "љ", "nj": "њ", "dž": "џ", "Lj": "Љ", "Nj": "Њ", "Dž": "Џ"}


class Said(NamedTuple):
    kind: str
    language: str
    text: str


def dangers() -> list[Said]:
    return [Said(*line.split("\t")) for line in _lines("dangers.tsv")]


def first_of_each() -> list[Said]:
    """One of each kind in each language, and the same without marks and in Cyrillic."""
    chosen = list({(said.kind, said.language): said for said in reversed(dangers())}.values())
    return list(
        dict.fromkeys(Said(kind, language, form) for kind, language, text in chosen for form in forms(text, language))
    )


def idioms() -> list[tuple[str, str]]:
    """Language and saying."""
    return [(language, text) for language, text in (line.split("\t") for line in _lines("idioms.tsv"))]


def forms(text: str, language: str) -> list[str]:
    """As it is, without marks, and in Cyrillic where that is written."""
    return [text, without_marks(text), *([in_cyrillic(text)] if language in ("sr", "bs") else [])]


def without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("đ", "dj"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def in_cyrillic(text: str) -> str:
    for latin, cyrillic in _TWO_LETTERS.items():
        text = text.replace(latin, cyrillic)
    return text.translate(_CYRILLIC)


def _lines(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").splitlines()[1:]
