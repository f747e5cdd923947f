"""The places of one municipality, and what people mean when they type one.

The tolerances are those of the gazetteer's notes (places.md, section 1): letters without marks, ë left out, ç = c = q,
ll = l, rr = r, xh = gj = dž, -c = -vc = -fc = -ovc, i Poshtëm = i Ulët, the endings of cases. A name that fits several
places gives all of them: the person is asked.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from reportbot.core.messages import Location, Named
from reportbot.core.text import fold

Kind = Literal["municipality", "unit", "town", "neighbourhood", "village", "landmark", "school"]

LONGEST_ANSWER = 200
LONGEST_STORY = 1000
"""Letters that are looked at; what comes later is not."""


@dataclass(frozen=True, slots=True)
class Place:
    """`variants` are other spellings; `alternatives` are taken only when they are the whole answer, for they are also
    everyday words or first names. `in_place` is what it lies in. Only `offered` places stand in menus."""

    key: str
    name: Named
    kind: Kind
    location: Location | None = None
    variants: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    confidence: Literal["A", "B", "C"] = "B"
    in_place: str | None = None
    offered: bool = True

    @property
    def called(self) -> tuple[str, ...]:
        return (*self.name.names.values(), *self.variants)


class Gazetteer:
    """`ambiguous_groups` maps a bare name ("Fushticë") to the keys of all places that it may mean."""

    def __init__(self, places: Iterable[Place], ambiguous_groups: Mapping[str, Sequence[str]] | None = None) -> None:
        self.by_key: dict[str, Place] = {place.key: place for place in places}
        self._listed = _in_menu_order(self.by_key.values())
        self._towns = _Index([p for p in self.by_key.values() if p.kind != "school"], ambiguous_groups or {})
        self._schools = _Index([p for p in self.by_key.values() if p.kind == "school"], {})

    def find(self, text: str) -> tuple[Place, ...]:
        """The places that an answer to "where?" may mean, none if nothing is near enough."""
        words = fold(text[:LONGEST_ANSWER]).split()
        school = any(word in _SCHOOL for word in words)
        name = _without_cues(words)
        if not name:
            return ()
        indexes = (self._schools, self._towns) if school else (self._towns, self._schools)
        for look in (_Index.exactly, _Index.by_sound, _Index.nearly):
            for index in indexes:
                if found := look(index, name):
                    return self._named(found)
        return self._heard_in(words, slips_after=_CUES)

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
        if words[at] in _ARTICLES or words[at] in _CUES or words[at] in _SCHOOL:
            return (), 1
        before = words[at - 1] if at else ""
        school = any(word in _SCHOOL for word in words[max(0, at - 2) : at + 1])
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            name = words[at : at + length]
            if name[-1] in _ARTICLES:
                continue
            if school and (found := self._schools.by_sound(name, old_names=False)):
                return found, length
            meant = length > 1 or _is_meant(name[0], before)
            if meant and (found := self._towns.by_sound(name, old_names=False)):
                return found, length
        return (), 1

    def _narrowed(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """ "School Shote Galica in Tërdevc": of two schools of one name, the one in that village alone."""
        named = {place.key for place in places}
        schools = [p for p in places if p.in_place in named and p.kind == "school"]
        inside = {p.in_place for p in schools}
        return tuple(schools) if schools and named == inside | {p.key for p in places if p.kind == "school"} else places

    def _named(self, keys: Iterable[str]) -> tuple[Place, ...]:
        return tuple(self.by_key[key] for key in dict.fromkeys(keys))


def _in_menu_order(places: Iterable[Place]) -> tuple[Place, ...]:
    offered = [p for p in places if p.offered and p.kind not in ("municipality", "school")]
    return tuple(sorted(offered, key=lambda p: (_MENU.index(p.kind), fold(p.name.in_("sq")))))


def kilometres(one: Location, other: Location) -> float:
    """Great-circle distance on a sphere of 6371 km."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, half)))


_MENU = ("town", "unit", "neighbourhood", "village", "landmark")
_LONGEST_NAME = 4
_ARTICLES = frozenset({"e", "i", "te", "se"})
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
# Place names that are also words people use, as heard: cough, tower, grove, lake, beach, field ...
_EVERYDAY_SOUNDS = frozenset({
    "kol", "kul", "lug", "zabel", "jezer", "grac", "grec", "sal", "fus", "banj", "babr", "slatin", "galic", "lig",
    "sel", "obr", "studim",
})  # fmt: skip
# Words one slip away from a place name: pedestrian crossing, global.
_EVERYDAY = frozenset({"prelaz", "prelaza", "prelazu", "global"})

_Form = tuple[str, str]
"""A name as it sounds: its stem, and the marks of upper, lower, old, new."""


class _Index:
    """Names of places by spelling and by sound. Earlier levels hide later ones: names, variants, alternatives."""

    def __init__(self, places: Sequence[Place], groups: Mapping[str, Sequence[str]]) -> None:
        self._spelt: dict[str, frozenset[str]] = {}
        self._heard: dict[_Form, frozenset[str]] = {}
        self._heard_alone: dict[_Form, frozenset[str]] = {}
        self._add_level(self._heard, [(name, p.key) for p in places for name in p.name.names.values()])
        self._add_level(self._heard, [(name, p.key) for p in places for name in p.variants])
        bare: dict[_Form, frozenset[str]] = {}
        for place in places:
            for stem, marks in (form for name in place.called for form in _forms_of_name(name)):
                if marks:
                    bare[stem, ""] = bare.get((stem, ""), frozenset()) | {place.key}
        self._heard = {**bare, **self._heard}
        self._add_level(self._heard_alone, [(name, p.key) for p in places for name in p.alternatives])
        for name, keys in groups.items():
            self._spelt[fold(name)] = frozenset(keys)
            self._heard.update(dict.fromkeys(_forms_of_name(name), frozenset(keys)))
        self._by_length: dict[int, list[tuple[_Form, int]]] = {}
        for form in self._heard:
            self._by_length.setdefault(len(form[0]), []).append((form, _letters(form[0])))

    def _add_level(self, heard: dict[_Form, frozenset[str]], rows: Iterable[tuple[str, str]]) -> None:
        spelt: dict[str, frozenset[str]] = {}
        sounds: dict[_Form, frozenset[str]] = {}
        for name, key in rows:
            spelt[fold(name)] = spelt.get(fold(name), frozenset()) | {key}
            for form in _forms_of_name(name):
                sounds[form] = sounds.get(form, frozenset()) | {key}
        for spelling, keys in spelt.items():
            self._spelt.setdefault(spelling, keys)
        for form, keys in sounds.items():
            heard.setdefault(form, keys)

    def exactly(self, name: Sequence[str]) -> list[str]:
        return sorted(self._spelt.get(" ".join(name), ()))

    def by_sound(self, name: Sequence[str], *, old_names: bool = True) -> list[str]:
        forms = _forms_heard(name)
        for table in (self._heard, self._heard_alone) if old_names else (self._heard,):
            for form in forms:
                if form in table:
                    return sorted(table[form])
        return []

    def one_slip(self, word: str) -> list[str]:
        """For a word in a sentence: one slip, and not in the first letter."""
        if word in _EVERYDAY or len(_stem(word)) < 6:
            return []
        first = _stem(word)[0]
        return self.nearly([word], most=1, shortest=6, first=first)

    def nearly(self, name: Sequence[str], *, most: int = 2, shortest: int = 4, first: str = "") -> list[str]:
        """The nearest names within the tolerance: one slip from 5 letters, two from 9."""
        best, keys = most + 1, set[str]()
        letters = len("".join(name))
        for stem, marks in _forms_heard(name):
            tolerance = 2 if letters >= 9 and len(stem) >= 7 else 1 if letters >= 5 and len(stem) >= shortest else 0
            allowed, bag = min(most, best, tolerance), _letters(stem)
            for length in range(len(stem) - allowed, len(stem) + allowed + 1):
                for form, other in self._by_length.get(length, ()) if allowed else ():
                    if form[1] != marks or not form[0].startswith(first) or (bag ^ other).bit_count() > 2 * allowed:
                        continue
                    slips = _slips(stem, form[0])
                    if slips <= allowed and slips < best:
                        best, keys = slips, set()
                    if slips == best <= allowed:
                        keys |= self._heard[form]
        return sorted(keys)


def _without_cues(words: Sequence[str]) -> list[str]:
    """ "te shkolla në Komoran" → "komoran": what stands before the name is not part of it."""
    rest = list(words)
    while rest and (rest[0] in _CUES or rest[0] in _SCHOOL):
        rest.pop(0)
    return rest


def _is_meant(word: str, before: str) -> bool:
    """Whether one word can be trusted to be a place: a short one after "in", an everyday one after "the village"."""
    if any(stem in _EVERYDAY_SOUNDS for stem, _ in _forms_heard([word])):
        return before in _VILLAGE
    return len(word) >= 5 or before in _CUES


def _forms_of_name(name: str) -> list[_Form]:
    """How a name sounds: as it stands, with its ë left out, with its đ as d."""
    without = {"ë": re.sub("ë", "", name, flags=re.IGNORECASE), "đ": re.sub("đ", "d", name, flags=re.IGNORECASE)}
    spellings = dict.fromkeys(map(fold, (name, *without.values())))
    return list(dict.fromkeys(_form([_stem(word) for word in words]) for words in map(str.split, spellings) if words))


def _forms_heard(words: Sequence[str]) -> list[_Form]:
    """How typed words may sound once the endings of cases are taken off, the plainest reading first."""
    readings = [_readings(word) for word in words[:_LONGEST_NAME]]
    readings += [[_stem(word)] for word in words[_LONGEST_NAME:]]
    return list(dict.fromkeys(_form(stems) for stems in product(*readings)))


def _form(stems: Sequence[str]) -> _Form:
    marks = sorted({_QUALIFIERS[stem] for stem in stems if stem in _QUALIFIERS})
    base = [stem for stem in stems if stem not in _QUALIFIERS and stem not in _ARTICLES]
    return (" ".join(base), "".join(marks)) if base else (" ".join(stems), "")


def _readings(word: str) -> list[str]:
    stem = _stem(word)
    cut = [_stem(word[: -len(end)]) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4]
    return [stem] if stem in _QUALIFIERS else list(dict.fromkeys([stem, *cut]))


def _stem(word: str) -> str:
    """One folded word as it sounds: sister letters made one, the last vowels off, a qualifier made one mark."""
    for mark, pattern in _QUALIFIER_WORDS:
        if pattern.fullmatch(word):
            return mark
    for spelling, sound in _SAME_SOUND:
        word = word.replace(spelling, sound)
    word = re.sub(r"(\D)\1+", r"\1", word)
    bare = word.rstrip("aeiou")
    word = bare if len(bare) >= 3 else word[:3]
    return re.sub(r"([oe])[vf]a?c$", r"\1c", word)


_SAME_SOUND = (
    ("xh", "gj"), ("dj", "gj"), ("dz", "gj"), ("sh", "s"), ("zh", "z"), ("th", "t"), ("ch", "c"), ("q", "c"),
    ("nj", "n"), ("lj", "l"), ("y", "i"), ("w", "v"),
)  # fmt: skip
_ENDINGS = ("ve", "it", "in", "ut", "un", "es", "en", "se", "em", "om", "s", "t", "n")
_QUALIFIER_WORDS = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("+u", r"ep[e]?r[e]?m\w{0,3}|gornj\w{1,3}"),
        ("+d", r"posht[e]?m\w{0,3}|ul[e]?t\w{0,3}|donj\w{1,3}"),
        ("+o", r"vjet[e]?r\w{0,3}|star(?:i|o|a|e|og|om|oj)"),
        ("+n", r"ri|re|rit|rine|novi|novo|nova|nove|novog|novom|novoj|novu"),
    )
)
_QUALIFIERS = {mark: mark[1] for mark, _ in _QUALIFIER_WORDS}


def _letters(stem: str) -> int:
    """Which letters occur, one bit each: two names whose sets differ much need not be compared."""
    bits = 0
    for letter in stem:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _slips(one: str, other: str) -> int:
    """Letters wrong, missing, too many or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
