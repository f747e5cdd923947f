"""Finds the entries of several words: where the words of a message hold each piece of one, in order and near enough."""

from collections import Counter
from typing import NamedTuple

from reportbot.core.hearing.entries import Entry
from reportbot.core.hearing.hits import END, Found, Hit


class Phrase(NamedTuple):
    """An entry of several words, by the numbers of their pieces."""

    entry: Entry
    pieces: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]  # to each next piece: its number, and how many words further at most
    all: frozenset[int]


def by_rarest(phrases: list[Phrase]) -> dict[int, list[Phrase]]:
    """By the piece of each that stands in the fewest phrases: of "po ... rreh*" the second word, not the first."""
    stands = Counter(number for phrase in phrases for number in phrase.all)
    found: dict[int, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(min(phrase.pieces, key=lambda number: stands[number]), []).append(phrase)
    return found


def add_phrases(phrases: dict[int, list[Phrase]], found: list[Found], hits: list[Hit]) -> None:
    """To `hits`, from what each word of the message was `found` to be. `phrases` as `by_rarest` has them."""
    places: dict[int, list[int]] = {}
    for place, here in enumerate(found):
        for number in here.pieces:
            places.setdefault(number, []).append(place)
    heard = set(places)  # a subset of a set is told much faster than one of the keys of a dict
    for number in phrases.keys() & heard:
        for phrase in phrases[number]:
            if phrase.all <= heard:
                for place in places[phrase.pieces[0]]:
                    end = _end_of(phrase, found, place)
                    if end:
                        hits.append(Hit(phrase.entry, place, end))


def _end_of(phrase: Phrase, found: list[Found], start: int) -> int:
    """The place of the last word of the phrase that begins at `start`, or 0."""
    place, last = start, len(found) - 1
    for wanted, gap in phrase.steps:
        furthest = min(place + gap, last)
        while place < furthest:
            place += 1
            here = found[place]
            if wanted in here.pieces:
                break
            if here is END:
                return 0
        else:
            return 0
    return place
