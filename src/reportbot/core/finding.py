"""Does a text hold these words, however they were spelt? And which piece of it to show."""

from reportbot.core.text import fold, loosen

LONGEST_SEARCH = 100  # letters
AROUND = 8  # words shown before and after what was found


def finds(words: str, text: str) -> bool:
    """Whether each word begins, or stands inside, a word of the text: "shkoll" finds "shkollës". Never for no words."""
    wanted = _loose(words).split()
    if not wanted:
        return False
    loose = _loose(text)
    return all(word in loose for word in wanted)


def snippet(words: str, text: str) -> str:
    """The text's own words around the first one that was found, "" where there is none."""
    wanted = _loose(words).split()
    said = text.split()
    for place, word in enumerate(said):
        loose = _loose(word)
        if any(each in loose for each in wanted):
            start, end = max(0, place - AROUND), place + AROUND + 1
            before, after = ("… " if start else ""), (" …" if end < len(said) else "")
            return f"{before}{' '.join(said[start:end])}{after}"
    return ""


def _loose(text: str) -> str:
    return loosen(fold(text))
