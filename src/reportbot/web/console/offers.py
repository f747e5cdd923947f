"""What can be chosen when cases are looked for: (value, word) pairs for the lists of a form."""

from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Named, Text
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Town
from reportbot.web.console import words

Offers = list[tuple[str, Text]]


def categories() -> Offers:
    return [(key, Text(each.label)) for key, each in CATEGORIES.items()]


def offices(town: Town) -> Offers:
    return [(key, each.called) for key, each in town.rules.institutions.items()]


def urgencies() -> Offers:
    """The most urgent first."""
    return [(each.word, words.URGENCIES[each]) for each in sorted(Urgency, reverse=True)]


def places(town: Town) -> list[Named]:
    return [place.name for place in town.around.gazetteer.listed()]
