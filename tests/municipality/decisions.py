"""The decision table of a town as a readable file: every category, place, hour and voice, where it makes a difference.

`PYTHONPATH=src:. python -m tests.municipality.decisions` writes decisions.<town>.tsv anew; the diff shows what changed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from reportbot.core.cases.routing.rules import VOICES, Route
from reportbot.core.categories import CATEGORIES
from reportbot.municipality.loading import Municipality
from tests import shipped

FOLDER = Path(__file__).parent
TOWNS = shipped.towns(date(2026, 11, 22))
HEAD = ("category", "place", "hour", "voice", "lead", "together", "copies", "by", "rule")
HOURS = {
    "office hours": "2026-11-24 10:00",
    "evening": "2026-11-24 21:00",
    "night": "2026-11-25 03:00",
    "saturday": "2026-11-28 10:00",
    "sunday": "2026-11-29 10:00",
    "night of spring": "2026-03-29 01:30",  # the hour from two to three does not exist
    "night of autumn": "2026-10-25 02:30",  # it exists twice
}
ALL = "*"
Spot = tuple[str, str | None, str, str]
"""What a row is about: category, place, hour, voice."""


def moments(town: Municipality) -> dict[str, datetime]:
    """By their names. The holiday is the first one on a working day of the coming year."""
    zone = ZoneInfo(town.zone)
    days_off = sorted(town.institutions[town.coordinator].hours.holidays)
    holiday = next(day for day in days_off if day > date(2026, 11, 22) and day.weekday() < 5)
    found = {name: datetime.fromisoformat(text).replace(tzinfo=zone) for name, text in HOURS.items()}
    return found | {"holiday": datetime(holiday.year, holiday.month, holiday.day, 10, tzinfo=zone)}


def places(town: Municipality) -> list[str | None]:
    """One of each kind, and of each kind within every place that a rule names; and a place that is not known."""
    first: dict[tuple[object, ...], str | None] = {("unknown",): None}
    for key, place in town.gazetteer.by_key.items():
        first.setdefault((place.kind, *(key in rule.places for rule in town.rules)), key)
    return list(first.values())


def spots(town: Municipality) -> Iterator[Spot]:
    yield from product(CATEGORIES, places(town), moments(town), VOICES)


def table(town: Municipality) -> str:
    """The first row of a category is what holds as a rule; those that follow are its exceptions."""
    rows: list[tuple[str, ...]] = [HEAD]
    hours = moments(town)
    for category in CATEGORIES:
        found = {
            (place, hour, voice): _told(town.route(category, place, voice, at))
            for place, (hour, at), voice in product(places(town), hours.items(), VOICES)
        }
        usual = max(found.values(), key=list(found.values()).count)
        rows.append((category, ALL, ALL, ALL, *usual))
        rows += [(category, *where, *said) for where, said in _exceptions(found, usual)]
    return "".join("\t".join(row) + "\n" for row in rows)


def _told(route: Route) -> tuple[str, ...]:
    return route.lead, " ".join(route.together), " ".join(route.copies), route.by, route.rule_name


def _exceptions(
    found: dict[tuple[str | None, str, str], tuple[str, ...]], usual: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Each once, with * for what makes no difference to any of them."""
    matters = [_matters(found, position) for position in range(3)]
    seen: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for where, said in found.items():
        if said != usual:
            place, hour, voice = (str(each or "unknown") if matters[n] else ALL for n, each in enumerate(where))
            seen[place, hour, voice] = said
    yield from seen.items()


def _matters(found: dict[tuple[str | None, str, str], tuple[str, ...]], position: int) -> bool:
    rest: dict[Sequence[object], tuple[str, ...]] = {}
    for where, said in found.items():
        if rest.setdefault((*where[:position], *where[position + 1 :]), said) != said:
            return True
    return False


def file_of(town: str) -> Path:
    return FOLDER / f"decisions.{town}.tsv"


if __name__ == "__main__":
    for key, each in TOWNS.items():
        file_of(key).write_text(table(each))
