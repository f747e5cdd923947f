"""Where something is, as the console writes it."""

from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web.console import words


def place_name(town: Town, key: str) -> Text:
    """The name of that place of the town; "not known" for "" and for a place that its file no longer has."""
    if key == ELSEWHERE:
        return words.ELSEWHERE
    place = town.around.gazetteer.by_key.get(key)
    return Text("{place}", {"place": place.name}) if place else words.NOT_KNOWN
