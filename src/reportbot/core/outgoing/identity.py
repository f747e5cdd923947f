"""Questions that ask who somebody is: refused, since nobody who reports has to say it (R6, and "never ask" of R1-R18).

Heard as people write: with and without marks, in both letters of Serbian, without a question mark. A sentence that says
the opposite ("do not write your name") asks nothing, nor does one about the name of a street or a school. Whoever hides
such a word from us ("y0ur n a m e") asks for it, in whatever sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reportbot.core.outgoing.links import united
from reportbot.core.outgoing.shadow import Shadow, Span, as_heard, as_read
from reportbot.core.outgoing.spelt import Spelt, as_spelt, runs_apart
from reportbot.core.outgoing.tongues import (
    ADDRESS,
    CONTACT,
    ID_NUMBER,
    KINDS,
    SCHOOL,
    SMALL_WORDS,
    TONGUES,
    WHO,
    Tongue,
)

__all__ = ["ADDRESS", "CONTACT", "ID_NUMBER", "KINDS", "SCHOOL", "WHO", "asked_for"]


def asked_for(text: str) -> tuple[Span, ...]:
    """Where it asks who somebody is, from left to right; the kind of each is one of `KINDS`."""
    plain = [Spelt(as_heard(each), frozenset()) for each in as_read(text)]
    found = {span for tongue in _READY for each in (*plain, *as_spelt(text)) for span in _asked(tongue, each)}
    heard = plain[0].heard
    return united(found | {span for run in runs_apart(text) for span in _asked_in_one_piece(run, heard)})


@dataclass(frozen=True, slots=True)
class _Ready:
    direct: Mapping[str, re.Pattern[str]]
    nouns: Mapping[str, re.Pattern[str]]
    requests: re.Pattern[str]
    opposite: re.Pattern[str]


def _asked(tongue: _Ready, spelt: Spelt) -> Iterator[Span]:
    """Of words that were hidden, only those that are found again."""
    heard = spelt.heard
    for sentence in _SENTENCE.finditer(heard.text):
        is_question, begged = sentence[0].endswith("?"), False
        for clause in _CLAUSE.finditer(heard.text, *sentence.span()):
            requests = tongue.requests.search(heard.text, *clause.span()) is not None
            if not tongue.opposite.search(heard.text, *clause.span()):
                asks = is_question or requests or begged or bool(spelt.hidden)
                for kinds in (tongue.direct, tongue.nouns if asks else {}):
                    for kind, pattern in kinds.items():
                        for found in pattern.finditer(heard.text, *clause.span()):
                            if not spelt.hidden or spelt.is_hidden(*found.span()):
                                yield heard.span(found.start(), found.end(), kind)
            begged = requests and len(clause[0].split()) <= _FEW


def _asked_in_one_piece(run: Shadow, heard: Shadow) -> Iterator[Span]:
    """ "s i q u h e n i": a question anywhere in it, or a word that is asked for among small words."""
    around = _clause_at(heard, run.at[0])
    for kind, direct, noun, opposite in _IN_ONE_PIECE:
        found = direct.search(run.text)
        if (found and found.end() - found.start() >= _LONG) or (
            noun.fullmatch(run.text) and not opposite.search(around)
        ):
            yield run.span(0, len(run.text), kind)


def _clause_at(heard: Shadow, place: int) -> str:
    """The words around a place of the original, so far as they are near."""
    at = bisect_left(heard.at, place)
    before, after = heard.text[max(0, at - _NEAR) : at], heard.text[at : at + _NEAR]
    return f"{_ENDS.split(before)[-1]}{_ENDS.split(after)[0]}"


_NEAR = 200
_ENDS = re.compile(r"[,.?]")
_LONG = 6
"""Letters of a question in one piece; a shorter one stands in other words too."""
_FEW = 3
"""Words of a "please tell us," behind which it is still asked."""
_SENTENCE = re.compile(r"[^.?]+[.?]?")
_CLAUSE = re.compile(r"[^,.?]+")


def _ready(tongue: Tongue) -> _Ready:
    def words(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")

    return _Ready(
        {kind: words(pattern) for kind, pattern in tongue.direct.items()},
        {kind: words(pattern) for kind, pattern in tongue.nouns.items()},
        words(tongue.requests),
        words(tongue.opposite),
    )


_READY = tuple(map(_ready, TONGUES))


def _in_one_piece() -> Iterator[tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    def closed_up(pattern: str) -> str:
        return _LOOKS_BACK.sub("", pattern).replace(" ", " ?")

    for tongue, ready in zip(TONGUES, _READY, strict=True):
        for kind in KINDS:
            noun = rf"(?:{SMALL_WORDS}){{0,6}}(?:{closed_up(tongue.nouns[kind])})(?:{SMALL_WORDS}){{0,4}}"
            yield kind, re.compile(closed_up(tongue.direct[kind])), re.compile(noun), ready.opposite


_LOOKS_BACK = re.compile(r"\(\?<!\w+ \)")
_IN_ONE_PIECE = tuple(_in_one_piece())
