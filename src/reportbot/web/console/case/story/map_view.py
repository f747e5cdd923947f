"""The town as a small drawing: its places as dots, the case's place marked, and the same said in words. Pure.

Drawn here, so that it needs no tiles, no script and no other host. Where there is a script, it puts a map in its place
that can be moved (static/case.js), made of the same dots.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportbot.core.messages import Fill, Location, Named, Text
from reportbot.core.places import WITHIN, Gazetteer, Place, kilometres
from reportbot.service.cases.points import point_that_counts
from reportbot.service.desk.reading import CasePage
from reportbot.web.console.case import case_words
from reportbot.web.console.place_names import place_name

WIDE = 360  # units of the drawing: about the pixels of a phone
_TALLEST = 480  # units of the picture
_EDGE = 18  # units of the picture
_LETTER, _LINE = 6.6, 13  # how wide a letter and how high a line is, about
_NAMED = 12  # places whose name is tried


@dataclass(frozen=True, slots=True)
class Dot:
    """A place, at `x` and `y` in the drawing. `named`: on which side of it its name is written, "" where no room is."""

    name: Named
    x: float
    y: float
    latitude: float
    longitude: float
    named: str = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """`mark` is where the case is, None where no point is known; `exact` where the person sent it."""

    height: int
    dots: tuple[Dot, ...]
    place: Text
    mark: Dot | None = field(repr=False)
    exact: bool
    point: Text | None = field(repr=False)
    away: Text | None
    geo: str = field(repr=False)


def map_of(page: CasePage) -> MapView | None:
    """None for a town of which no points are known."""
    gazetteer = page.town.around.gazetteer
    frame = _frame(gazetteer)
    if frame is None:
        return None
    place = gazetteer.by_key.get(page.case.place)
    sent = point_that_counts(page.case, page.events, page.story.reports, gazetteer)
    at = sent or (place.location if place else None)
    called = place_name(page.town, page.case.place)
    if at is None:
        return MapView(
            height=frame.height,
            dots=tuple(_with_names(frame.dots, None)),
            place=called,
            mark=None,
            exact=False,
            point=None,
            away=None,
            geo="",
        )
    mark = frame.dot(Named({"": ""}) if place is None else place.name, at)
    return MapView(
        height=frame.height,
        dots=tuple(_with_names(frame.dots, mark)),
        place=called,
        mark=mark,
        exact=sent is not None,
        point=Text(case_words.POINT.msgid, {"latitude": f"{at.latitude:.5f}", "longitude": f"{at.longitude:.5f}"}),
        away=_away(gazetteer, at) if sent else None,
        geo=f"geo:{at.latitude:.5f},{at.longitude:.5f}",
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """How degrees become units: the same scale both ways, at the latitude of the town."""

    north: float
    west: float
    scale: float
    narrow: float
    height: int
    dots: tuple[Dot, ...] = ()

    def dot(self, name: Named, at: Location) -> Dot:
        """Whatever lies outside is marked at the edge."""
        x = _EDGE + (at.longitude - self.west) * self.scale * self.narrow
        y = _EDGE + (self.north - at.latitude) * self.scale
        inside = min(max(x, 4), WIDE - 4), min(max(y, 4), self.height - 4)
        return Dot(name, round(inside[0], 1), round(inside[1], 1), at.latitude, at.longitude)


@lru_cache(maxsize=64)
def _frame(gazetteer: Gazetteer) -> _Frame | None:
    known = [(each, each.location) for each in _places(gazetteer) if each.location is not None]
    if not known:
        return None
    norths, easts = [at.latitude for _, at in known], [at.longitude for _, at in known]
    narrow = math.cos(math.radians((max(norths) + min(norths)) / 2))
    tall, wide = max(max(norths) - min(norths), 0.01), max((max(easts) - min(easts)) * narrow, 0.01)
    scale = min((WIDE - 2 * _EDGE) / wide, (_TALLEST - 2 * _EDGE) / tall)
    empty = _Frame(max(norths), min(easts), scale, narrow, round(tall * scale) + 2 * _EDGE)
    dots = tuple(empty.dot(each.name, at) for each, at in known)
    return _Frame(empty.north, empty.west, scale, narrow, empty.height, dots)


def _places(gazetteer: Gazetteer) -> Iterator[Place]:
    """Towns first. Schools and streets would hide the villages."""
    there = [each for each in gazetteer.by_key.values() if not each.removed]
    listed = [each for each in there if each.kind not in ("municipality", "unit", *WITHIN)]
    yield from sorted(listed, key=lambda each: each.kind != "town")


def _with_names(dots: Sequence[Dot], mark: Dot | None) -> Iterator[Dot]:
    """The town's name, and those of the nearest places, as far as none lies upon another."""
    near = sorted(dots, key=lambda each: math.hypot(each.x - mark.x, each.y - mark.y)) if mark else list(dots)
    tried = [*dots[:1], *near][:_NAMED]
    boxes: list[tuple[float, float, float, float]] = []
    sides: dict[int, str] = {}
    for each in tried:
        for side in ("right", "left"):
            box = _box(each, side)
            fits = box[0] >= 0 and box[2] <= WIDE and id(each) not in sides
            if fits and not any(_overlap(box, other) for other in boxes):
                boxes.append(box)
                sides[id(each)] = side
                break
    for each in dots:
        yield Dot(each.name, each.x, each.y, each.latitude, each.longitude, sides.get(id(each), ""))


def _box(dot: Dot, side: str) -> tuple[float, float, float, float]:
    wide = _LETTER * len(dot.name.in_("sq")) + 8
    left = dot.x if side == "right" else dot.x - wide
    return left, dot.y - _LINE / 2, left + wide, dot.y + _LINE / 2


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _away(gazetteer: Gazetteer, at: Location) -> Text | None:
    """ "1.4 km from Komoran, to the north" """
    place = gazetteer.nearest(at, within_km=30)
    if place is None or place.location is None:
        return None
    narrow = math.cos(math.radians(at.latitude))
    north, east = at.latitude - place.location.latitude, (at.longitude - place.location.longitude) * narrow
    eighth = round(math.degrees(math.atan2(east, north)) / 45) % 8
    far = f"{kilometres(at, place.location):.1f}"
    fill: dict[str, Fill] = {"distance": far, "place": place.name, "direction": case_words.DIRECTIONS[eighth]}
    return Text(case_words.DISTANCE.msgid, fill)
