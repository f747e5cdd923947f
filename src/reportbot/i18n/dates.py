"""Days and hours as people say them, in the time zone of the town."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

_LOCALES = {"en": "en_GB", "sq": "sq_XK", "sr": "sr_Latn_RS"}
_DAYS = {"en": "EEEE d MMMM", "sr": "EEEE, d. MMMM"}
_HOURS = {"sq": ", ora ", "sr": " u "}


@lru_cache  # most of what is said is about the next few days, and Babel takes 30 us for each
def say_day(day: date, language: str) -> str:
    """ "e mërkurë, 25 nëntor" """
    return format_date(day, _DAYS.get(_base(language), "EEEE, d MMMM"), locale=_locale(language))


def say_moment(moment: datetime, language: str, zone: str) -> str:
    """ "e mërkurë, 25 nëntor, ora 14:00". A moment without a zone counts as UTC. Raises ZoneInfoNotFoundError."""
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))
    return f"{say_day(local.date(), language)}{_HOURS.get(_base(language), ', ')}{local:%H:%M}"


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def _base(language: str) -> str:
    return language.partition("_")[0]
