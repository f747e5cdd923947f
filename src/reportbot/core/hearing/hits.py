"""What is found in a message: the entries of the lexicon, and what one word of it is."""

from typing import NamedTuple

from reportbot.core.hearing.entries import Entry


class Hit(NamedTuple):
    """An entry found in a message, from word `start` up to and including word `end`. `guessed`: a slip was forgiven."""

    entry: Entry
    start: int
    end: int
    tail: str = ""
    guessed: bool = False


Singles = tuple[tuple[Entry, str], ...]
"""Entries of one word, with the letters that follow them in a message."""


class Found(NamedTuple):
    """What one word of a message is. `pressing` are those of its `single` entries that danger may depend on."""

    single: Singles
    pressing: Singles
    pieces: frozenset[int]
    known: bool


UNKNOWN, KNOWN = Found((), (), frozenset(), False), Found((), (), frozenset(), True)
END = Found((), (), frozenset({-1}), True)  # of a part of a sentence, and with it of every phrase
