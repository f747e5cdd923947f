"""Days and hours as people say them, in the time zone of the town."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from reportbot.core.languages import base
from reportbot.i18n.pofile import UNKNOWN_TO_BABEL

_LOCALES = {"en": "en_GB", "sq": "sq_XK", "sr": "sr_Latn_RS", "sr_Cyrl": "sr_Cyrl_RS", "bs": "bs_Latn_BA"}
_DAYS = {"en": "EEEE d MMMM", "sr": "EEEE, d. MMMM", "bs": "EEEE, d. MMMM", "tr": "d MMMM EEEE"}
_HOURS = {"sq": ", ora ", "sr": " u ", "sr_Cyrl": " у ", "bs": " u ", "tr": ", saat "}


@lru_cache  # most of what is said is about the next few days, and Babel takes 30 us for each
def say_day(day: date, language: str) -> str:
    """ "e mërkurë, 25 nëntor" """
    if language in UNKNOWN_TO_BABEL:
        return f"{day.day}.{day.month}.{day.year}"
    return format_date(day, _DAYS.get(base(language), "EEEE, d MMMM"), locale=_locale(language))


def say_moment(moment: datetime, language: str, zone: str) -> str:
    """ "e mërkurë, 25 nëntor, ora 14:00". A moment without a zone counts as UTC. Raises ZoneInfoNotFoundError."""
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))
    return f"{say_day(local.date(), language)}{_said_at(language)}{local.hour:02}:{local.minute:02}"


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def _said_at(language: str) -> str:
    return _HOURS.get(language) or _HOURS.get(base(language), ", ")
