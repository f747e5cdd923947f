"""The point that a person sent, and whether the case is still taken to be there."""

from collections.abc import Sequence

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.placing import is_corrected, may_lie_at
from reportbot.core.messages import Location
from reportbot.core.places import Gazetteer
from reportbot.service.cases.dossier import Said


def point_of(reports: Sequence[Said]) -> Location | None:
    """The newest that the person sent, as it is kept: rounded to five decimals, about a metre."""
    for said in reversed(reports):
        place = (said.answers or {}).get("place")
        if isinstance(place, dict) and {"lat", "lon"} <= place.keys():
            try:
                return Location(float(place["lat"]), float(place["lon"]))
            except (TypeError, ValueError):
                continue
    return None


def point_that_counts(
    case: Case, events: Sequence[CaseEvent], reports: Sequence[Said], gazetteer: Gazetteer
) -> Location | None:
    """Not one that lies elsewhere than the desk has said that the case is."""
    point = point_of(reports)
    if point is None or not is_corrected(case, events) or may_lie_at(point, case.place, gazetteer):
        return point
    return None
