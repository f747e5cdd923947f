"""The name with which somebody signs in: short, of plain letters, made of their own."""

import re
import unicodedata
from collections.abc import Collection

from reportbot.core.access.actions import Role

LONGEST_NAME = 80  # letters
_PLAIN = str.maketrans({"ë": "e", "ç": "c", "đ": "dj", "ð": "d", "ı": "i", "ø": "o", "ł": "l", "ß": "ss"})
_LONGEST = 40  # letters


def sign_in_name(name: str, taken: Collection[str]) -> str:
    """ "Ana Krasniqi" is ana.krasniqi; with a number behind it where that is taken. "" where no letter is left."""
    folded = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    letters = "".join(each for each in folded if not unicodedata.combining(each))
    stem = ".".join(re.findall(r"[a-z0-9]+", letters))[:_LONGEST].rstrip(".")
    if not stem:
        return ""
    free = (each for each in (stem, *(f"{stem}{number}" for number in range(2, 10_000))))
    return next((each for each in free if each not in taken and each not in set(Role)), "")


def as_typed(text: str) -> str:
    """As somebody types it: capitals and spaces around it do not count."""
    return unicodedata.normalize("NFC", text).strip().lower()
