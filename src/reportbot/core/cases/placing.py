"""Where a case is, once a person at the desk has put that right."""

from collections.abc import Iterable

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import PLACE_CORRECTED, CaseEvent
from reportbot.core.messages import Location
from reportbot.core.places import Gazetteer, kilometres

ELSEWHERE = "@elsewhere"  # in the town, at none of its places; no key of a place looks like that
_BESIDE_KM = 1.5  # points of places are themselves hundreds of metres off
_NEAR_KM = 5.0  # from a point to the place that it is taken for, as in a chat


def is_choice(key: str, gazetteer: Gazetteer) -> bool:
    """What a person may say of a case: a place of the town, somewhere else in it, or ("") that nobody knows."""
    place = gazetteer.by_key.get(key)
    return key in ("", ELSEWHERE) or (place is not None and not place.removed)


def corrections(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Oldest first."""
    return sorted((each for each in events if each.kind == PLACE_CORRECTED), key=lambda each: each.id)


def is_corrected(case: Case, events: Iterable[CaseEvent]) -> bool:
    """Whether the case is where the desk has put it: whoever reported may have named another place since."""
    last = corrections(events)[-1:]
    return bool(last) and last[0].facts.get("became") == case.place


def may_lie_at(point: Location, key: str, gazetteer: Gazetteer) -> bool:
    """Whether what somebody has sent may be a point of that place: it lies beside it, or the nearest place is it, lies
    in it, or has it within. Somewhere else in the town it may be; where nobody knows, it is not."""
    place = gazetteer.by_key.get(key)
    if place is None:
        return key == ELSEWHERE
    inside = gazetteer.by_key.get(place.in_place or "")
    spot = place.location or (inside.location if inside else None)
    if spot is not None and kilometres(point, spot) <= _BESIDE_KM:
        return True
    near = gazetteer.nearest(point, _NEAR_KM)
    return near is not None and (near.key in gazetteer.within(key) or key in gazetteer.within(near.key))
