"""Does a text hold these words, however they were spelt? And which piece of it to show. Is it the number of a case?"""

import re

from reportbot.core.text import fold, loosen

LONGEST_SEARCH = 100  # letters
SHORTEST_STEM = 3  # letters that are left of a word at least
AROUND = 8  # words shown before and after what was found
_NUMBER = re.compile(r"(\d{4})\s*[-–/]\s*(\d{1,9})", re.ASCII)


def finds(words: str, text: str) -> bool:
    """Whether each word stands in the text, with whatever ending: "shkollë" finds "shkolla". Never for no words."""
    wanted = _stems(words)
    if not wanted:
        return False
    loose = _loose(text)
    return all(word in loose for word in wanted)


def snippet(words: str, text: str) -> str:
    """The text's own words around the first one that was found, "" where there is none."""
    wanted = _stems(words)
    said = text.split()
    for place, word in enumerate(said):
        loose = _loose(word)
        if any(each in loose for each in wanted):
            start, end = max(0, place - AROUND), place + AROUND + 1
            before, after = ("… " if start else ""), (" …" if end < len(said) else "")
            return f"{before}{' '.join(said[start:end])}{after}"
    return ""


def case_number_in(typed: str) -> str:
    """The number of a case as it is kept ("2026/7" is 2026-0007), "" for anything else."""
    number = _NUMBER.fullmatch(typed.strip())
    return f"{number[1]}-{int(number[2]):04d}" if number else ""


def _stems(words: str) -> list[str]:
    """Without the last vowel, in which Albanian and Serbian endings differ most."""
    return [word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "aeiou" else word for word in _loose(words).split()]


def _loose(text: str) -> str:
    return loosen(fold(text))
