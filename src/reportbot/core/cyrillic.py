"""Serbian from Latin into Cyrillic letters. One catalogue serves both; what people type in either is folded alike.

Left as they are: holes, addresses of pages and mail, words in capitals (what people are told to type, and
abbreviations), and words with letters that Serbian does not have, which are names from other languages.
"""

import re

_PAIRS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_SINGLE = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
_LETTERS = frozenset(_SINGLE)

_APART = (
    # n and j meet where two parts of a word meet, and so do d and ž: инјекција, надживети.
    *("injek", "injic", "konjug", "konjunk", "anjon", "tanjug", "vanjezič", "vanjadr"),
    *("nadživ", "nadžnj", "nadžet", "podžanr", "podžup", "odžal", "odživ", "odžvak", "predživ"),
)
_HOLE = re.compile(r"\{\w+\}")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(
    r"\{\w+\}"  # a hole
    r"|\S+://\S+|\S+@\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|(?<!\w)/\w+"  # addresses, commands such as /start
    r"|\([^()]*\)"  # a name in brackets may be of another language
    r"|[^\W\d_]+"  # a word
)


def to_cyrillic(sentence: str) -> str:
    """ "Gde je to?" becomes "Где је то?"."""
    return _TOKEN.sub(lambda found: _token(found[0]), sentence)


def is_cyrillic(text: str) -> bool:
    """More Cyrillic letters than others, and at least two."""
    letters = [letter for letter in text if letter.isalpha()]
    there = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    return there >= 2 and 2 * there > len(letters)


def _token(token: str) -> str:
    if token.isalpha():
        return _word(token)
    if token.startswith("(") and all(map(_is_serbian, _LETTERS_ONLY.findall(_HOLE.sub("", token)))):
        return f"({to_cyrillic(token[1:-1])})"
    return token


def _is_serbian(word: str) -> bool:
    return _LETTERS.issuperset(word.lower())


def _word(word: str) -> str:
    small = word.lower()
    if not _is_serbian(word) or (len(word) > 1 and word.isupper()):
        return word
    said: list[str] = []
    place = 0
    while place < len(small):
        pair = _PAIRS.get(small[place : place + 2], "")
        if pair and not _meet_by_chance(small, place):
            said.append(pair.upper() if word[place].isupper() else pair)
            place += 2
        else:
            letter = _SINGLE[small[place]]
            said.append(letter.upper() if word[place].isupper() else letter)
            place += 1
    return "".join(said)


def _meet_by_chance(small: str, place: int) -> bool:
    """These two letters are two sounds: they stand inside one of the known beginnings of words."""
    return any(
        (start := small.find(stem)) >= 0 and start <= place and place + 2 <= start + len(stem) for stem in _APART
    )
