"""A rung of the ladder in words, and a time as the file writes it."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from reportbot.core.cases.due.deadlines import Rung
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Town
from reportbot.web.console.settings import deadline_words, ladder_words, words
from reportbot.web.console.settings.fields import known, plain, together
from reportbot.web.console.times import span

_DAY = timedelta(days=1)
_WORDS = {urgency.word: urgency for urgency in Urgency}


def rung_said(row: Mapping[str, Any], town: Town) -> Text:
    """Of one urgency: when, whom, and for what."""
    said = {"time": told_time(row.get("after", "")), "who": _who(map(str, row.get("to", [])), town)}
    if not row.get("categories"):
        return Text(ladder_words.RUNG.msgid, said)
    matters = together([matter_said(str(code)) for code in row["categories"]])
    return Text(ladder_words.RUNG_FOR.msgid, {**said, "matters": matters})


def whole_rung_said(row: Mapping[str, Any], town: Town) -> Text:
    why = known(str(row.get("because", "")))
    return Text(ladder_words.RUNG_OF.msgid, {"urgency": urgency_said(row), "rung": rung_said(row, town), "why": why})


def rungs_said(rungs: Iterable[Rung], town: Town) -> Text:
    """One after another; nobody for none."""
    said = [
        Text(ladder_words.RUNG.msgid, {"time": length_said(each.after), "who": _who(each.to, town)}) for each in rungs
    ]
    return together(said) if said else words.NOBODY


def matter_said(code: str) -> Text:
    return Text(CATEGORIES[code].label) if code in CATEGORIES else plain(code)


def urgency_said(row: Mapping[str, Any]) -> Text:
    urgency = _WORDS.get(str(row.get("urgency", "")))
    return words.URGENCIES[urgency] if urgency is not None else words.NOTHING


def number_and_unit(said: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*(\d+)\s*(minute|hour|day)s?\s*", said)
    return (str(int(found[1])), f"{found[2]}s") if found else ("", "days")


def length_of(said: str) -> timedelta | None:
    """A time as the file writes it ("2 hours"); None where it is none."""
    number, unit = number_and_unit(said)
    return timedelta(**{unit: int(number)}) if number and len(number) < 6 else None


def length_said(time: timedelta) -> Text:
    """A day is said as one: it may be a working day, which is not 24 hours."""
    if time % _DAY or not time:
        return span(time)
    return deadline_words.ONE_DAY if time == _DAY else Text("{count} days", {"count": time // _DAY})


def told_time(said: Any) -> Text:
    length = length_of(str(said))
    return length_said(length) if length is not None else plain(said)


def _who(keys: Iterable[str], town: Town) -> Text:
    return together([ladder_words.ROLES.get(key) or town.name_of(key) for key in keys])
