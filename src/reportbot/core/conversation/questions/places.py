"""The answer to "where?": a place of the list, words as they were written, or a point."""

from functools import lru_cache

from reportbot.core.messages import Fill, Location, Text
from reportbot.core.places import Gazetteer, Place

LONGEST_TYPED = 200  # letters of a place
MORE = "+"
KEEP = "="
_PAGE = 4  # places at once: with "more places" that is 5, as many as a person can overlook (domain facts, section 3)
_NEAR_KM = 5.0  # a pin farther than this from every known place is kept as a bare point

WHICH_SCHOOL = Text("There are several schools there. Choose one, or write its name.")
WHERE_SCHOOL = Text("There are several schools. Choose the village, or write the name of the school.")

PlaceAnswer = dict[str, str | float]
"""`key` of a known place, `text` as written, `lat` and `lon` in degrees: whichever there is."""


def page(gazetteer: Gazetteer, turn: str = "") -> tuple[str, ...]:
    """A page of the list: keys of places, then "+4" which leads to the page that starts there, after the last "+0"."""
    start = turn.removeprefix(MORE)
    return _listed(gazetteer, int(start) if start.isdecimal() else 0, _PAGE)


def with_first(key: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    return (key, *(each for each in _listed(gazetteer, 0, _PAGE - 1) if each != key))


def doubtful(found: tuple[Place, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Those that may be meant, and to keep what was written; where there are none, the list."""
    if found:
        return (*(place.key for place in found[:_PAGE]), KEEP)
    return (KEEP, *_listed(gazetteer, 0, _PAGE - 1))


def meant(typed: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    return gazetteer.find(typed) or gazetteer.mentioned_in(typed)


def schools(found: tuple[Place, ...], typed: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """ "Te shkolla": the schools of the place they name, or all places where they name none; none if it is clear."""
    if several := gazetteer.schools_meant(typed):
        return (*(school.key for school in several[:_PAGE]), KEEP)
    return doubtful((), gazetteer) if not found and gazetteer.is_some_school(typed) else ()


def kept(typed: str, gazetteer: Gazetteer) -> PlaceAnswer:
    """What they wrote stays, with the place in it where it names one."""
    named = meant(typed, gazetteer)
    return found(named[0], typed, gazetteer) if len(named) == 1 else {"text": typed}


def found(place: Place, typed: str, gazetteer: Gazetteer) -> PlaceAnswer:
    """The place, and the words around it where they say more than its name ("te shkolla në Komoran", "te shkolla")."""
    says_more = len(typed.split()) > 2 or (place.kind != "school" and gazetteer.is_some_school(typed))
    return {"key": place.key, "text": typed} if says_more else {"key": place.key}


def in_words(answer: PlaceAnswer, gazetteer: Gazetteer) -> Fill | None:
    """What was typed, with the name of the place where that was chosen beside it; None for a bare point."""
    typed, place = str(answer.get("text", "")), gazetteer.by_key.get(str(answer.get("key", "")))
    if not place or not typed:
        return typed or (place.name if place else None)
    if meant(typed, gazetteer) == (place,):
        return typed
    return Text("{place} · {rest}", {"place": place.name, "rest": typed})


def pinned(location: Location, gazetteer: Gazetteer) -> PlaceAnswer:
    near = gazetteer.nearest(location, _NEAR_KM)
    point: PlaceAnswer = {"lat": round(location.latitude, 5), "lon": round(location.longitude, 5)}
    return {"key": near.key, **point} if near else point


def _listed(gazetteer: Gazetteer, start: int, count: int) -> tuple[str, ...]:
    keys = _keys(gazetteer)
    start = start if start < len(keys) else 0
    following = start + count if start + count < len(keys) else 0
    return (*keys[start : start + count], *([f"{MORE}{following}"] if len(keys) > count else []))


@lru_cache(maxsize=64)
def _keys(gazetteer: Gazetteer) -> tuple[str, ...]:
    """The list never changes; sorting it takes longer than the rest of a turn."""
    return tuple(place.key for place in gazetteer.listed())
