"""What is not wrong in a town's rules, but should be looked at: pairs of which the order decides, leads that sleep."""

from collections.abc import Iterator
from itertools import groupby

from reportbot.core.cases.routing.shadows import cells, overlaps
from reportbot.core.cases.routing.when import OfficeTime
from reportbot.core.categories import CATEGORIES
from reportbot.municipality.loading import Municipality


def hints(town: Municipality) -> Iterator[str]:
    """With file and line. Rules that can never match are problems, found when the file is read."""
    places = town.gazetteer.by_key
    for one, other in overlaps(town.rules, CATEGORIES, places):
        both = f"rules {one.name!r} and {other.name!r} (line {other.line}) share some matters"
        yield f"{town.key}.toml:{one.line}: {both}: the first of them gets those, as long as it stands first"
    for line, rule_name, lead, categories in _asleep(town):
        told = "whoever is on call is told, this office does not act before it opens"
        sent = f"{lead!r} is closed at some hours, and {rule_name!r} sends it emergencies ({categories})"
        yield f"{town.key}.toml:{line}: {sent}: {told}"


def _asleep(town: Municipality) -> Iterator[tuple[int, str, str, str]]:
    """(line, rule, lead, categories) of emergencies that can reach a lead whose office is closed at that hour."""
    emergencies = [code for code, urgency in town.urgencies.items() if urgency.word == "emergency"]
    hours = [OfficeTime(town.institutions[key].hours, True) for key in sorted({rule.lead for rule in town.rules})]
    also = [each for each in hours if not each.hours.always]
    found = {
        (rule.line, rule.name, rule.lead, cell.category)
        for cell in cells(town.rules, emergencies, town.gazetteer.by_key, also)
        for rule in [next(each for each in town.rules if each.fits(*cell))]
        if not town.institutions[rule.lead].hours.is_open(cell.at)
    }
    for key, group in groupby(sorted(found), key=lambda each: each[:3]):
        yield (*key, ", ".join(each[3] for each in group))
