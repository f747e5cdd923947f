"""What `reportbot check` says of a roster: hours of the next weeks that nobody covers, plans that cannot be kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from reportbot.core.errors import Problem
from reportbot.core.wrong import Wrong, office, wrong
from reportbot.municipality.loading import Municipality

AHEAD = timedelta(weeks=8)


def roster_problems(towns: Mapping[str, Municipality], now: datetime) -> Iterator[Problem]:
    """Of the eight weeks from `now` on (aware), in order of town and line."""
    for town in towns.values():
        for line, what in sorted(_found(town, now), key=lambda each: each[0]):
            yield Problem(f"{town.key}.toml", line, str(what), what)


def roster_hints(town: Municipality) -> Iterator[str]:
    """What should be looked at: whoever does not hear the one call will not hear the other either."""
    line = min((row.line for row in town.roster.rows), default=0)
    for one, other in combinations(town.roster.everyone(), 2):
        first, second = ({t.address for t in town.institutions[role].transports if t.address} for role in (one, other))
        if first and first == second:
            yield f"{town.key}.toml:{line}: {one!r} and {other!r} stand on the roster with the same contact"


def _found(town: Municipality, now: datetime) -> Iterator[tuple[int, Wrong]]:
    roster, until = town.roster, now + AHEAD
    first_line = min((row.line for row in roster.rows), default=0)

    def span(since: datetime, end: datetime) -> Wrong:
        here = ZoneInfo(town.zone)
        times = {"since": since.astimezone(here), "until": end.astimezone(here)}
        return (
            wrong("from {since} until at least {until}", **times)
            if end == until
            else wrong("from {since} until {until}", **times)
        )

    for gap in roster.gaps(now, until):
        yield first_line, wrong("nobody is on call {span}", span=span(gap.since, gap.until))
    for each in roster.twice(now, until):
        yield (
            each.line,
            wrong("{office} is on call twice {span}", office=office(each.role), span=span(each.since, each.until)),
        )
    for one in roster.unmanned(now, until):
        yield (
            one.line,
            wrong(
                "{office} is away while on call, and nobody stands in, {span}",
                office=office(one.role),
                span=span(one.since, one.until),
            ),
        )
