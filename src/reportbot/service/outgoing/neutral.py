"""Words that may never light up on a screen which somebody else may see (R8): of violence, and of who fights it.

Beginnings of words, folded, in every language of the product; an office's own words come in any of them.
"""

import re

from reportbot.core.text import fold

_TELLING = (
    "violen", "abus", "polic", "rape", "dhun", "abuz", "keqtrajt", "perdhun", "nasil", "zlostav", "silovan", "siddet",
    "istismar", "polis", "tecavuz", "victim", "viktim", "zrtv", "magdur", "suicid", "vetevra", "samoub", "intihar",
)  # fmt: skip
_FOUND = re.compile(rf"\b(?:{'|'.join(_TELLING)})")


def is_neutral(*texts: str) -> bool:
    """Whether none of them tells what it is about."""
    return not any(_FOUND.search(fold(text)) for text in texts)
