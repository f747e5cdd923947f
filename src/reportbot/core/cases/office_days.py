"""The day that an office names in an answer in words: a date, "until tomorrow", "3 days". Pure."""

import re
import unicodedata
from datetime import date, timedelta

from reportbot.core.text import fold

FARTHEST = timedelta(days=200)
"""A date without a year that lies farther ahead was yesterday's, or a slip: asked once more."""

_NEAR = {
    "sot": 0, "neser": 1, "pasneser": 2, "danas": 0, "sutra": 1, "prekosutra": 2, "today": 0, "tomorrow": 1,
    "bugun": 0, "yarin": 1,
}  # fmt: skip
_ISO = re.compile(r"(?<![0-9.])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?<![0-9.])([0-9]{1,2}) ?[./] ?([0-9]{1,2})(?:[./] ?([0-9]{4}))?(?![0-9]|[./][0-9])[./]?", re.ASCII
)
_DAYS = re.compile(r"\b([1-9][0-9]?) (?:dite|ditesh|dana|dan|days|day|gun)\b")


def read_day(text: str, today: date) -> tuple[date | None, str] | None:
    """The date in it, and the folded words without it. None for two dates, no date at all (31.2) or one gone by."""
    plain = unicodedata.normalize("NFKC", text)
    dates = [(found, (found[1], found[2], found[3])) for found in _ISO.finditer(plain)]
    dates += [(found, (found[3], found[2], found[1])) for found in _DAY_FIRST.finditer(plain)]
    if not dates:
        return _near(fold(plain), today)
    if len(dates) > 1:
        return None
    found, (year, month, day) = dates[0]
    until = _date(year, int(month), int(day), today)
    return (until, fold(f"{plain[: found.start()]} {plain[found.end() :]}")) if until else None


def _near(words: str, today: date) -> tuple[date | None, str] | None:
    """ "until tomorrow", "3 days"."""
    ahead = [(each, _NEAR[each]) for each in words.split() if each in _NEAR]
    ahead += [(found[0], int(found[1])) for found in _DAYS.finditer(words)]
    if len(ahead) > 1:
        return None
    for said_so, days in ahead:
        return today + timedelta(days), " ".join(words.replace(said_so, " ", 1).split())
    return None, words


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        if year:
            given = date(int(year), month, day)
            return given if given >= today else None
        coming = (date(each, month, day) for each in (today.year, today.year + 1))
        return next((each for each in coming if today <= each <= today + FARTHEST), None)
    except ValueError:
        return None
