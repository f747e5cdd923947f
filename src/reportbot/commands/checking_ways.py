"""What is not wrong in the ways to a town's offices, but should be looked at: hours without any, codes without one."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime

from reportbot.core.cases.routing.when import moments
from reportbot.core.urgency import Urgency
from reportbot.municipality.lines import lines_of
from reportbot.municipality.loading import Municipality, TransportTarget
from reportbot.service.offices.second_ways import has_second_way, short_of_ways


def hints(town: Municipality) -> Iterator[str]:
    """A report that finds no way takes the first one all the same: nothing is lost, but it may lie there unread."""
    for key, office in town.institutions.items():
        for urgency in sorted(Urgency, reverse=True) if office.transports else ():
            hint = _gap(office.transports, urgency)
            if hint is not None:
                yield f"{town.key}.toml: {key!r} has no way for what is {urgency.word}{hint}"
    yield from _the_same_again(town)
    yield from _second_ways(town)


def _the_same_again(town: Municipality) -> Iterator[str]:
    """A step of the ladder to somebody who has been silent already."""
    for key, office in town.institutions.items():
        usual = {(way.kind, way.address) for way in office.transports}
        for name, ways in (("second contact", office.second), ("head", office.head)):
            if ways and {(way.kind, way.address) for way in ways} <= usual:
                where = f"{town.key}.toml:{_lines(town.text).get(key, 0)}"
                yield f"{where}: the {name} of {key!r} is its first contact again: that step tells nobody new"


def _second_ways(town: Municipality) -> Iterator[str]:
    """Who gets matters about people opens them with a code, which must not come the way that the link came."""
    lines = _lines(town.text)
    for key in short_of_ways(town):
        office = town.institutions[key]
        second = "a second contact by the same way only" if office.second else "no second contact"
        code = (
            "if the first contact is silent nobody else is told"
            if has_second_way(office)
            else "no other way is left for the code that opens them, the desk has to read each one out by phone"
        )
        yield f"{town.key}.toml:{lines.get(key, 0)}: {key!r} gets matters about people and has {second}: {code}"


def _lines(text: str) -> dict[str, int]:
    """Where each institution begins in the file."""
    rows, lines = tomllib.loads(text).get("institutions", ()), lines_of(text)
    return {row["key"]: lines.get(("institutions", place), 0) for place, row in enumerate(rows)}


def _gap(ways: Sequence[TransportTarget], urgency: Urgency) -> str | None:
    """None where there is always one."""
    for_it = [way for way in ways if not way.urgencies or urgency in way.urgencies]
    if not for_it:
        return ": the first of its list is taken"
    if any(way.when is None for way in for_it):
        return None
    gap = next(
        (at for at in moments(way.when for way in for_it if way.when) if not _reached(for_it, urgency, at)), None
    )
    if gap is None:
        return None
    return f" at some hours ({gap:%A %H:%M} is one): the first of its list is taken then"


def _reached(ways: Sequence[TransportTarget], urgency: Urgency, at: datetime) -> bool:
    return any(way.fits(urgency, at) for way in ways)
