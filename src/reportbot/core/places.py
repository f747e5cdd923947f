"""The places of one municipality, and what people mean when they type one.

The tolerances are those of the gazetteer's notes (places.md, section 1): letters without marks, ë left out, ç = c = q,
ll = l, rr = r, xh = gj = dž, -c = -vc = -fc = -ovc, i Poshtëm = i Ulët, the endings of cases. A name that fits several
places gives all of them: the person is asked.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Literal

from reportbot.core.messages import Location, Named
from reportbot.core.place_index import Called, NameIndex
from reportbot.core.place_sounds import ARTICLES, LONGEST_NAME, forms_heard
from reportbot.core.text import fold

Kind = Literal["municipality", "unit", "town", "neighbourhood", "village", "landmark", "street", "school"]
Confidence = Literal["A", "B", "C"]
CONFIDENCES: tuple[Confidence, ...] = ("A", "B", "C")
"""A is well sourced; B has one source, or an older one; C is weak: understood when typed, never offered or shown."""

WITHIN: tuple[Kind, ...] = ("street", "school")
"""What lies in a place and is no answer of its own in a menu."""

LONGEST_ANSWER = 200  # letters
LONGEST_STORY = 1000  # letters
"""Letters that are looked at; what comes later is not."""


@dataclass(frozen=True, slots=True)
class Place:
    """`variants` are other spellings; `alternatives` are taken only when they are the whole answer, for they are also
    everyday words or first names. `in_place` is what it lies in. Only `offered` places stand in menus. One that is
    `removed` is meant by nothing that anybody says or types any more; only its name is still shown."""

    key: str
    name: Named
    kind: Kind
    location: Location | None = None
    variants: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    confidence: Confidence = "B"
    in_place: str | None = None
    offered: bool = True
    removed: bool = False


class Gazetteer:
    """`ambiguous_groups` maps a bare name ("Fushticë") to the keys of all places that it may mean."""

    def __init__(self, places: Iterable[Place], ambiguous_groups: Mapping[str, Sequence[str]] | None = None) -> None:
        self.by_key: dict[str, Place] = {place.key: place for place in places}
        self._listed = _in_menu_order(self.by_key.values())
        there = {key: place for key, place in self.by_key.items() if not place.removed}
        towns = [_called(place) for place in there.values() if place.kind not in WITHIN]
        groups = {name: [key for key in keys if key in there] for name, keys in (ambiguous_groups or {}).items()}
        self._towns = NameIndex(towns, groups)
        self._schools = NameIndex([_called(place) for place in there.values() if place.kind == "school"], {})
        self._has_schools = any(place.kind == "school" and place.offered for place in there.values())
        self._streets = NameIndex([_called(place) for place in there.values() if place.kind == "street"], {})

    def find(self, text: str) -> tuple[Place, ...]:
        """The places that an answer to "where?" may mean, none if nothing is near enough."""
        words = fold(text[:LONGEST_ANSWER]).split()
        name = _without_cues(words)
        if not name:
            return ()
        indexes = [self._towns, self._schools]
        if any(word in _SCHOOL for word in words):
            indexes.reverse()
        whole = _without(words, _CUES - _VILLAGE)  # "Lagjja e Re" is all of a name
        named = [(index, called) for called in ([whole] if whole != name else []) + [name] for index in indexes]
        if any(word in _STREET for word in words):
            named.insert(0, (self._streets, [word for word in name if word not in _STREET]))
        else:
            named.append((self._streets, name))
        for look in (NameIndex.exactly, NameIndex.by_sound, NameIndex.nearly):
            for index, called in named:
                if called and (found := look(index, called)):
                    return self._named(found)
        return self._heard_in(words, slips_after=_CUES)

    def schools_meant(self, text: str) -> tuple[Place, ...]:
        """For "te shkolla në Drenas": the schools of that place, where a school is meant and there are several."""
        words = fold(text[:LONGEST_ANSWER]).split()
        if not any(word in _SCHOOL for word in words):
            return ()
        named = self.find(text) or self.mentioned_in(text)
        schools = self.schools_in(named[0].key) if len(named) == 1 else ()
        return schools if len(schools) > 1 else ()

    def is_some_school(self, text: str) -> bool:
        """ "te shkolla": one of the schools that are known, nobody knows which."""
        words = fold(text[:LONGEST_ANSWER]).split()
        return self._has_schools and any(word in _SCHOOL for word in words)

    def mentioned_in(self, text: str) -> tuple[Place, ...]:
        """The places named somewhere in a sentence, in its order. Strict: most words of a story are no places."""
        return self._heard_in(fold(text[:LONGEST_STORY]).split(), slips_after=_VILLAGE)

    def nearest(self, location: Location, within_km: float) -> Place | None:
        """The closest offered place with a point. The points are map-sheet points, hundreds of metres off: confirm."""
        near = [
            (kilometres(location, place.location), place)
            for place in self.by_key.values()
            if place.location is not None and place.offered and place.kind not in ("municipality", "unit")
        ]
        distance, place = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        return place if distance <= within_km else None

    def listed(self) -> tuple[Place, ...]:
        """For menus: towns and units first, then the rest by name. Only what is safe to offer; no schools."""
        return self._listed

    def schools_in(self, place_key: str) -> tuple[Place, ...]:
        """The schools of a place that may be offered, by name."""
        schools = [p for p in self.by_key.values() if p.kind == "school" and p.offered and p.in_place == place_key]
        return tuple(sorted(schools, key=lambda p: fold(p.name.in_("sq"))))

    def within(self, place_key: str) -> frozenset[str]:
        """The key itself and every place that lies in it, however deep."""
        inside = {place_key}
        while more := {p.key for p in self.by_key.values() if p.in_place in inside} - inside:
            inside |= more
        return frozenset(inside)

    def _heard_in(self, words: Sequence[str], slips_after: frozenset[str]) -> tuple[Place, ...]:
        """A name with a slip counts after one of `slips_after` alone, or where it is long."""
        keys: list[str] = []
        at = 0
        while at < len(words):
            found, length = self._starting_at(words, at)
            after_cue = at > 0 and words[at - 1] in slips_after
            if not found and words[at] not in _CUES and (after_cue or len(words[at]) >= 9):
                found = self._towns.one_slip(words[at])
            keys += found
            at += length
        return self._narrowed(self._named(keys))

    def _starting_at(self, words: Sequence[str], at: int) -> tuple[Iterable[str], int]:
        """The keys of the longest name that starts at this word, and how many words it takes (at least 1)."""
        if words[at] in ARTICLES or words[at] in _CUES or words[at] in _SCHOOL or words[at] in _STREET:
            return self._whole_name_at(words, at) if words[at] in _VILLAGE else ((), 1)
        before = words[at - 1] if at else ""
        school = any(word in _SCHOOL for word in words[max(0, at - 2) : at + 1])
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            name = words[at : at + length]
            if name[-1] in ARTICLES:
                continue
            if school and (found := self._schools.by_sound(name, old_names=False)):
                return found, length
            beside = before in _STREET or (at + length < len(words) and words[at + length] in _STREET)
            if beside and (found := self._streets.by_sound(name, old_names=False)):
                return found, length
            meant = length > 1 or _is_meant(name[0], before)
            if meant and (found := self._towns.by_sound(name, old_names=False)):
                return found, length
        return (), 1

    def _whole_name_at(self, words: Sequence[str], at: int) -> tuple[Iterable[str], int]:
        """A name that begins like "the quarter": Lagjja e Re."""
        for length in range(min(LONGEST_NAME, len(words) - at), 1, -1):
            name = words[at : at + length]
            if name[-1] not in ARTICLES and (found := self._towns.by_sound(name, old_names=False)):
                return found, length
        return (), 1

    def _narrowed(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """ "School Shote Galica in Tërdevc": of two schools or streets of one name, the one in that village alone."""
        named = {place.key for place in places}
        spots = [p for p in places if p.in_place in named and p.kind in WITHIN]
        inside = {p.in_place for p in spots}
        return tuple(spots) if spots and named == inside | {p.key for p in places if p.kind in WITHIN} else places

    def _named(self, keys: Iterable[str]) -> tuple[Place, ...]:
        return tuple(self.by_key[key] for key in dict.fromkeys(keys))


def _in_menu_order(places: Iterable[Place]) -> tuple[Place, ...]:
    offered = [p for p in places if p.offered and p.kind not in ("municipality", *WITHIN)]
    return tuple(sorted(offered, key=lambda p: (_MENU.index(p.kind), fold(p.name.in_("sq")))))


def _called(place: Place) -> Called:
    """A street is found without the word for street."""
    spoken = _street_name if place.kind == "street" else str
    names, others = map(spoken, place.name.names.values()), map(spoken, place.variants)
    return Called(place.key, tuple(names), tuple(others), place.alternatives)


def _street_name(name: str) -> str:
    return " ".join(word for word in name.split() if fold(word) not in _STREET)


def kilometres(one: Location, other: Location) -> float:
    """Great-circle distance on a sphere of 6371 km."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, half)))


_MENU = ("town", "unit", "neighbourhood", "village", "landmark")
_VILLAGE = frozenset({
    "fshati", "fshatin", "fshatit", "lagja", "lagjja", "lagjen", "katundi", "katundin",
    "selo", "selu", "sela", "naselje", "village",
})  # fmt: skip
_CUES = _VILLAGE | {
    "ne", "te", "tek", "nga", "prej", "afer", "per", "ke", "kah",
    "u", "kod", "iz", "od", "do", "kraj", "blizu", "na", "in", "at", "near", "from",
}  # fmt: skip
_SCHOOL = frozenset({
    "shkolla", "shkolle", "shkollen", "shkolles", "shkoll", "skola", "skole", "skolu", "skoli", "skolom", "school",
})  # fmt: skip
_STREET = frozenset({
    "rruga", "rrugen", "rruges", "rruge", "rr", "bulevardi", "bulevardin",
    "ulica", "ulici", "ulice", "ulicu", "ul", "bulevar", "bulevaru", "street", "boulevard", "sokak", "caddesi",
})  # fmt: skip
# Place names that are also words people use, as heard: cough, tower, grove, lake, beach, field ...
_EVERYDAY_SOUNDS = frozenset({
    "kol", "kul", "lug", "zabel", "jezer", "grac", "grec", "sal", "fus", "banj", "babr", "slatin", "galic", "lig",
    "sel", "obr", "studim",
})  # fmt: skip


def _without_cues(words: Sequence[str]) -> list[str]:
    """ "te shkolla në Komoran" → "komoran": what stands before the name is not part of it."""
    return _without(words, _CUES | _SCHOOL)


def _without(words: Sequence[str], cues: Collection[str]) -> list[str]:
    return list(dropwhile(lambda word: word in cues, words))


def _is_meant(word: str, before: str) -> bool:
    """Whether one word can be trusted to be a place: a short one after "in", an everyday one after "the village"."""
    if any(stem in _EVERYDAY_SOUNDS for stem, _ in forms_heard([word])):
        return before in _VILLAGE
    return len(word) >= 5 or before in _CUES
