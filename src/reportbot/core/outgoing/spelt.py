"""A text as somebody reads it whose writer hid a word from a machine: letters apart ("e m r i"), digits for letters
("y0ur n4me"), letters for digits ("o44 l23 456").

Only what was put back counts as found here; all else is found in the text as it stands.
"""

import re
from collections import Counter
from dataclasses import dataclass

from reportbot.core.outgoing.shadow import Shadow, as_heard, as_read, as_typed


@dataclass(frozen=True, slots=True)
class Spelt:
    """`heard`: words as in `as_heard`. `hidden`: the places of the original at which they had been hidden."""

    heard: Shadow
    hidden: frozenset[int]

    def is_hidden(self, start: int, end: int) -> bool:
        """Whether anything between two letters of `heard` was hidden."""
        return any(place in self.hidden for place in self.heard.at[start:end])


def as_spelt(text: str) -> tuple[Spelt, ...]:
    """The readings in which something was put back; none of an everyday text."""
    found: dict[str, Spelt] = {}
    for each in as_read(text):
        typed = as_typed(each)
        joined, apart = _joined(typed)
        for letters in _LETTERS:
            spelt, disguised = _undisguised(joined, letters)
            if apart or disguised:
                heard = as_heard(spelt.text)
                at = tuple(spelt.at[place] for place in heard.at)
                found.setdefault(heard.text, Spelt(Shadow(heard.text, at), apart | disguised))
    return tuple(found.values())


def runs_apart(text: str) -> tuple[Shadow, ...]:
    """Each run of letters apart in one piece, for whoever leaves out the spaces between words as well."""
    found: dict[tuple[str, int], Shadow] = {}
    for each in as_read(text):
        typed = as_typed(each)
        for run in _APART.finditer(typed.text):
            places = [place for place in range(*run.span()) if typed.text[place].isalnum() or typed.text[place] in "@$"]
            letters = "".join(typed.text[place] for place in places).translate(_LETTERS[0])
            if _SHORTEST_RUN <= len(letters) <= _LONGEST_RUN:
                found.setdefault((letters, places[0]), Shadow(letters, tuple(typed.at[place] for place in places)))
    return tuple(found.values())


def address_apart(typed: Shadow) -> Shadow | None:
    """With addresses put together whose every letter stood alone: "e v i l . c o m". None where there is none."""
    kept = list(range(len(typed.text)))
    for run in _ADDRESS_APART.finditer(typed.text):
        if "." in run[0]:
            spaces = {place for place in range(*run.span()) if typed.text[place] == " "}
            kept = [place for place in kept if place not in spaces]
    return _of(typed, kept) if len(kept) < len(typed.text) else None


def with_digits(typed: str) -> str:
    """Letters that stand for digits, among two digits or more: "o44 l23"."""
    return _DIGITS_DISGUISED.sub(
        lambda found: found[0].translate(_DIGITS) if sum(map(str.isdigit, found[0])) > 1 else found[0], typed
    )


def _joined(typed: Shadow) -> tuple[Shadow, frozenset[int]]:
    """Letters apart put together; another gap than the usual one of a run is the end of a word."""
    letters: list[str] = []
    at: list[int] = []
    apart: set[int] = set()
    reached = 0
    for run in _APART.finditer(typed.text):
        if sum(map(str.isalpha, run[0])) < _FEWEST:
            continue
        gaps = Counter(gap[0] for gap in _GAP.finditer(run[0]))
        usual = min(gaps, key=lambda gap: (-gaps[gap], len(gap)))
        letters += typed.text[reached : run.start()]
        at += typed.at[reached : run.start()]
        for piece in _PIECE.finditer(typed.text, *run.span()):
            if piece[0] != usual:
                said = " " if _GAP.fullmatch(piece[0]) else piece[0]
                letters += said
                at += typed.at[piece.start() : piece.start() + len(said)]
        apart.update(typed.at[run.start() : run.end()])
        reached = run.end()
    letters += typed.text[reached:]
    at += typed.at[reached:]
    return Shadow("".join(letters), tuple(at)), frozenset(apart)


def _undisguised(shadow: Shadow, letters: dict[int, str]) -> tuple[Shadow, frozenset[int]]:
    """Words of letters and of digits or signs that look like letters."""
    disguised: set[int] = set()

    def put_back(word: re.Match[str]) -> str:
        said = word[0].translate(letters)
        if said == word[0] or not _LETTER.search(word[0]):
            return word[0]
        disguised.update(shadow.at[word.start() : word.end()])
        return said

    return Shadow(_WORD.sub(put_back, shadow.text), shadow.at), frozenset(disguised)


def _of(shadow: Shadow, places: list[int]) -> Shadow:
    return Shadow("".join(shadow.text[place] for place in places), tuple(shadow.at[place] for place in places))


_FEWEST, _SHORTEST_RUN, _LONGEST_RUN = 2, 5, 80
_SIGNS = dict(zip("0234567893@$€", "ozeasgtbgease", strict=True))
_LETTERS = tuple(str.maketrans({**_SIGNS, "1": one, "|": one, "!": one}) for one in "il")
_DIGITS = str.maketrans("oil", "011")
_LETTER = re.compile(r"[a-z]")
_ONE = r"(?:lj|nj|dj|dz|[a-z0-9@$])"  # letters of Cyrillic are two in Latin
_APART = re.compile(rf"(?<![a-z0-9@$]){_ONE}(?:[^\w@$?!]{{1,4}}_?{_ONE}|_{{1,3}}{_ONE})+(?![a-z0-9@$])")
_PIECE = re.compile(rf"{_ONE}|[^a-z0-9@$]+")
_GAP = re.compile(r"[^a-z0-9@$]+")
_WORD = re.compile(r"[a-z0-9@$€|](?:[a-z0-9@$€|]|!(?=[a-z0-9]))*")
_UNIT = r"(?:[a-z0-9](?:[.:/\-]{1,3}[a-z0-9]?)?|[.:/\-]{1,3}[a-z0-9]?)"
_ADDRESS_APART = re.compile(rf"(?<!\S){_UNIT}(?: {{1,3}}{_UNIT}){{5,}}(?!\S)")
_DIGITS_DISGUISED = re.compile(r"(?<![a-z0-9])(?=[oil]*\d)[0-9oil]{2,}(?![a-z0-9])")
