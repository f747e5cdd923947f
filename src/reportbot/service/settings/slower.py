"""What a version of a town promises more slowly than another, where somebody is in danger or at risk. Pure.

Longer promises, promises that no longer count day and night, and offices that no longer work around the clock: each
lets what is told lie, though nobody else hears of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reportbot.core.cases.due.deadlines import Promise
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Rules

PRESSING = (Urgency.EMERGENCY, Urgency.URGENT)
TIMES = ("acknowledge", "act", "close")
DAY_AND_NIGHT = "day_and_night"
SLOWER, CLOSED = "is slower", "is open no longer"
"""What a line begins with; see `gained`."""


@dataclass(frozen=True, slots=True)
class Slower:
    """`what` is one of TIMES, or DAY_AND_NIGHT for what counts in office hours from then on."""

    urgency: Urgency
    what: str
    was: timedelta
    becomes: timedelta
    categories: tuple[str, ...]


def slower_lines(before: Rules, after: Rules) -> Iterator[str]:
    """Each category of each in a line of its own, which reads the same in every process."""
    for urgency in PRESSING:
        for code in CATEGORIES:
            for each in _longer(before.promise_of(code, urgency), after.promise_of(code, urgency)):
                yield f"{SLOWER} {urgency.word} {each} {code}"
    for key, office in after.institutions.items():
        former = before.institutions.get(key)
        if former is not None and former.hours.always and not office.hours.always and not office.retired:
            yield f"{CLOSED} {key}"


def slower_in(lines: Iterable[str]) -> Sequence[Slower]:
    """As the lines say it; categories of the same are told together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for line in sorted(lines):
        if line.startswith(f"{SLOWER} "):
            *same, code = line.removeprefix(f"{SLOWER} ").split(" ")
            found.setdefault(tuple(same), []).append(code)
    return [
        Slower(Urgency.from_word(word), what, _seconds(was), _seconds(becomes), tuple(codes))
        for (word, what, was, becomes), codes in found.items()
    ]


def _longer(before: Promise, after: Promise) -> Iterator[str]:
    for name in TIMES:
        was, becomes = getattr(before, name), getattr(after, name)
        if becomes > was:
            yield f"{name} {_said(was)} {_said(becomes)}"
    if before.around_the_clock and not after.around_the_clock:
        yield f"{DAY_AND_NIGHT} 0 0"


def _said(time: timedelta) -> str:
    return str(int(time.total_seconds()))


def _seconds(said: str) -> timedelta:
    return timedelta(seconds=int(said))
