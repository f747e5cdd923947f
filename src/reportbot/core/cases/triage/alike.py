"""How alike two reports are: same kind, near place, near time, similar words. The evidence is values; people judge.

Of a report's words only a mark is compared: for each of 64 keyed hash functions the smallest hash of any of its words
(MinHash). The share of places where two marks agree estimates the share of words that two reports have in common.
Of a point, the keyed hashes of its square of the map and of the eight around it.

What a mark shows without the key: that two reports of one town have about so many words in common, how many words
about, and whether a point was sent. Not one word, and no place: without the key nobody can try words out. The marks of
sensitive matters are sealed under the key of their case, and show nothing.

The weights and limits are set by hand, not fitted.
"""

import math
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from operator import eq
from typing import Literal

from reportbot.core.cases.case import Case
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Location
from reportbot.core.places import Gazetteer, kilometres
from reportbot.core.text import fold, loosen

WITHIN = timedelta(days=30)  # two reports of one pothole; what comes later is a new one
NEAR_KM = 1.5  # between the points of two places, which are themselves hundreds of metres off
OFFERED = 0.72  # from here on the person is told that others have reported it
SUGGESTED = 0.6  # from here on the desk is shown it
SAME_HOME_WORDS = 0.25  # words that two reports about people must share at least
HASHES = 64
_CELLS = 9
_FORMAT = struct.Struct(f">{HASHES}H{_CELLS}I")
MARK_BYTES = _FORMAT.size
_HASHED = struct.Struct(f">{HASHES}H")
_NOTHING = 0xFFFF
_CELL_DEGREES = 0.0015  # about 165 m to the north
_MOST_WORDS = 200
_ENOUGH_WORDS = 0.5  # a share of words that counts as all of it

Hashed = Callable[[str], bytes]
"""Keyed; two bytes for each of HASHES."""

NEIGHBOURS = frozenset(
    map(
        frozenset,
        (
            ("manhole", "sidewalk_traffic"),
            ("manhole", "water_sewage"),
            ("manhole", "dangerous_site"),
            ("sidewalk_traffic", "dangerous_site"),
            ("sidewalk_traffic", "disability_access"),
            ("dangerous_site", "playground"),
            ("playground", "school_building"),
            ("waste", "water_sewage"),
            ("waste", "stray_dogs"),
        ),
    )
)
"""Kinds that one and the same thing is reported as."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared. `place` is the key of a known one, "" where nobody knows."""

    category: str
    place: str
    at: datetime
    mark: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`place`: "spot" where both sent a point, and these are less than about 400 m apart; "same" by name; "near" where
    the places are `km` apart. `words` is the share of similar ones, 0 to 1; `score` too."""

    score: float
    same_kind: bool
    place: Literal["spot", "same", "near"]
    km: float
    days: int
    words: float


def likeness(one: Traits, other: Traits, gazetteer: Gazetteer) -> Likeness | None:
    """None where the kinds have nothing to do with each other, the places are apart or unknown, or too much time lies
    between them."""
    same_kind = one.category == other.category
    between = abs(one.at - other.at)
    if between > WITHIN or not (same_kind or {one.category, other.category} in NEIGHBOURS):
        return None
    where = _where(one, other, gazetteer)
    if where is None:
        return None
    place, km = where
    words = share(one.mark, other.mark)
    weight = {"spot": 1.0, "same": 0.7, "near": 0.4}[place]
    score = 0.25 * (1.0 if same_kind else 0.5) + 0.35 * weight
    score += 0.15 * (1 - between / WITHIN) + 0.25 * min(1.0, words / _ENOUGH_WORDS)
    return Likeness(round(score, 3), same_kind, place, km, between.days, round(words, 2))


def same_home(one: Traits, other: Traits, gazetteer: Gazetteer) -> Likeness | None:
    """Whether two reports about people may be about the same child or household, whatever kind each is and however much
    time lies between them: near each other, and in similar words. None where they are not."""
    where, words = _where(one, other, gazetteer), share(one.mark, other.mark)
    if where is None or words < SAME_HOME_WORDS:
        return None
    place, km = where
    score = min(1.0, words + {"spot": 0.4, "same": 0.2, "near": 0.0}[place])
    return Likeness(
        round(score, 3), one.category == other.category, place, km, abs(one.at - other.at).days, round(words, 2)
    )


def is_compared_openly(case: Case) -> bool:
    """Whether its mark may lie where it can be compared: a matter of public space, and of no person."""
    category = CATEGORIES[case.category]
    return category.group in ("public_space", "school") and not (category.sensitive or case.concerns_a_person)


def is_about_home(category: str) -> bool:
    """Whether a second report may be about the same child or household."""
    return CATEGORIES[category].sensitive and CATEGORIES[category].group in ("child", "adult", "school")


def kinds_like(category: str) -> tuple[str, ...]:
    """The kind itself first, then its neighbours."""
    others = {kind for pair in NEIGHBOURS if category in pair for kind in pair} - {category}
    return (category, *sorted(others))


@lru_cache(256)  # places of all towns
def places_near(gazetteer: Gazetteer, key: str) -> tuple[str, ...]:
    """The place itself first, then those within `NEAR_KM` of it. "" is where a bare point lies."""
    if key not in gazetteer.by_key:
        return (key,)
    others = [(apart(gazetteer, key, other), other) for other in gazetteer.by_key if other != key]
    return (key, *(other for km, other in sorted((km, other) for km, other in others if km is not None)))


def apart(gazetteer: Gazetteer, one: str, other: str) -> float | None:
    """Kilometres between two places that are near each other, None for any others. A whole municipality is no place."""
    first, second = gazetteer.by_key.get(one), gazetteer.by_key.get(other)
    if first is None or second is None or "municipality" in (first.kind, second.kind):
        return None
    if one == other:
        return 0.0
    if first.location is None or second.location is None:
        return 0.0 if one == second.in_place or other == first.in_place else None
    km = kilometres(first.location, second.location)
    return km if km <= NEAR_KM else None


def stems(text: str) -> frozenset[str]:
    """The words that tell something, as they sound, without their endings: "pusetën" and "puseta" are one."""
    found = (_stem(word) for word in loosen(fold(text)).split())
    return frozenset([stem for stem in found if len(stem) >= 3 and stem not in _COMMON][:_MOST_WORDS])


def mark_of(text: str, point: Location | None, hashed: Hashed) -> bytes:
    """`MARK_BYTES` long, whatever it holds."""
    nothing = (_NOTHING,) * HASHES
    smallest = map(min, nothing, nothing, *(_HASHED.unpack(hashed(f"word:{stem}")) for stem in stems(text)))
    cells = [int.from_bytes(hashed(cell)[:4], "big") for cell in _cells(point)] if point else [0] * _CELLS
    return _FORMAT.pack(*smallest, *cells)


def both(one: bytes, other: bytes) -> bytes:
    """The mark of two texts together; of two points the newer, `other`."""
    first, second = _read(one), _read(other)
    if not first or not second:
        return other if second else one
    smallest = map(min, first[:HASHES], second[:HASHES])
    return _FORMAT.pack(*smallest, *(second[HASHES:] if any(second[HASHES:]) else first[HASHES:]))


def share(one: bytes, other: bytes) -> float:
    """The share of words in common, 0 to 1, within 0.06 or so. 0 for what is no mark."""
    first, second = _read(one), _read(other)
    if not first or not second or first[0] == _NOTHING or second[0] == _NOTHING:
        return 0.0
    in_common: int = sum(map(eq, first[:HASHES], second[:HASHES]))
    return in_common / HASHES


def same_spot(one: bytes, other: bytes) -> bool | None:
    """Whether two points lie in one square of the map or next to each other; None where there are not two."""
    first, second = _read(one)[HASHES:], _read(other)[HASHES:]
    if not any(first) or not any(second):
        return None
    return first[0] in second and second[0] in first


def _where(one: Traits, other: Traits, gazetteer: Gazetteer) -> tuple[Literal["spot", "same", "near"], float] | None:
    """Two points say it better than any names."""
    spot = same_spot(one.mark, other.mark)
    if spot is not None:
        return ("spot", 0.0) if spot else None
    km = apart(gazetteer, one.place, other.place)
    if km is None:
        return None
    return ("same" if one.place == other.place else "near"), round(km, 1)


def _read(mark: bytes) -> tuple[int, ...]:
    return _FORMAT.unpack(mark) if len(mark) == MARK_BYTES else ()


def _cells(point: Location) -> Iterable[str]:
    """Its own square first. To the east a degree is shorter, by the cosine of where Kosovo and Albania lie."""
    row = math.floor(point.latitude / _CELL_DEGREES)
    column = math.floor(point.longitude * 0.74 / _CELL_DEGREES)
    around = [(0, 0), *((north, east) for north in (-1, 0, 1) for east in (-1, 0, 1) if (north, east) != (0, 0))]
    return [f"cell:{row + north}:{column + east}" for north, east in around]


def _stem(word: str) -> str:
    """At most six letters, without the ending: a consonant of a case, then vowels."""
    word = word[:6]
    if len(word) >= 5 and word[-1] in "ntsmh" and word[-2] in _VOWELS:
        word = word[:-1]
    bare = word.rstrip(_VOWELS)
    return bare if len(bare) >= 3 else word[:3]


_VOWELS = "aeiouy"
# Words that every report may hold, in Albanian, Serbian and Bosnian, English, Turkish; as `stems` hears them.
_COMMON = frozenset(
    _stem(word)
    for word in loosen(
        fold(
            "pershendetje tungjatjeta mirdita mirembrema mirmengjes faleminderit flm lutem ju lutem rrespekt "
            "nje eshte jane kane kemi kam ishte ketu atje aty tash tani sot dje neser shume pak nuk ska prej nga tek "
            "per mbi nen pran prane afer midis kush cka cfare pse kur ku dhe ose por edhe vetem gjithe gjitha kete "
            "kjo ky ata ato une jeni jam don duhet mund dikush ndonje dua raportoj raport raportim problem "
            "zdravo dobar dan pozdrav hvala molim vas imam ima ovde tamo sada danas juce sutra mnogo malo nije nema "
            "kod blizu pored ispod iznad izmedju ko sta zasto kada gde gdje ili ali samo sve ovo ova ovaj neko treba "
            "moze zelim prijavim prijava "
            "hello good morning thank thanks please there here the and with near from this that have has someone "
            "report want not you "
            "merhaba selam tesekkur ederim lutfen var yok burada orada simdi bugun dun cok ama bir icin yakin"
        )
    ).split()
)
