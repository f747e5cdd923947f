"""The day that an office names in an answer in words: a date in figures, or in words (day_words.py). Pure."""

import re
import unicodedata
from datetime import date

from reportbot.core.cases.offices.day_words import FARTHEST, Named, days_in
from reportbot.core.text import fold

_ISO = re.compile(r"(?<![0-9.])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?<![0-9.])([0-9]{1,2}) ?[./] ?([0-9]{1,2})(?:[./] ?([0-9]{4}))?(?![0-9]|[./][0-9])[./]?", re.ASCII
)


def read_day(text: str, today: date) -> tuple[date | None, str] | None:
    """The date in it, and the folded words without it. None for two dates, no date at all (31.2), one gone by, and
    words that can mean two days. A weekday may stand beside its date."""
    plain = unicodedata.normalize("NFKC", text)
    dates = [(found, (found[1], found[2], found[3])) for found in _ISO.finditer(plain)]
    dates += [(found, (found[3], found[2], found[1])) for found in _DAY_FIRST.finditer(plain)]
    if not dates:
        words = fold(plain)
        return _named(None, words, days_in(words, today))
    if len(dates) > 1:
        return None
    found, (year, month, day) = dates[0]
    until = _date(year, int(month), int(day), today)
    words = fold(f"{plain[: found.start()]} {plain[found.end() :]}")
    return _named(until, words, days_in(words, today)) if until else None


def _named(until: date | None, words: str, named: list[Named]) -> tuple[date | None, str] | None:
    """`until` is the date in figures. A weekday counts by itself, or as that of the one date beside it."""
    weekdays = [each for each in named if each.weekday is not None]
    said: list[date | None] = [until] if until else []
    said += [each.day for each in named if each.weekday is None]
    if not said and weekdays:
        said, weekdays = [weekdays[0].day], weekdays[1:]
    if len(said) > 1 or (said and said[0] is None) or len(weekdays) > 1:
        return None
    day = said[0] if said else None
    if day and weekdays and weekdays[0].weekday != day.weekday():
        return None
    return day, _without(words, named)


def _without(words: str, named: list[Named]) -> str:
    for each in sorted(named, key=lambda one: one.start, reverse=True):
        words = f"{words[: each.start]} {words[each.end :]}"
    return " ".join(words.split())


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        if year:
            given = date(int(year), month, day)
            return given if given >= today else None
        coming = (date(each, month, day) for each in (today.year, today.year + 1))
        return next((each for each in coming if today <= each <= today + FARTHEST), None)
    except ValueError:
        return None
