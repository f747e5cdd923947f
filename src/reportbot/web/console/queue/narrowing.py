"""What the queue's address asks for: a view, and what it is narrowed to. Rubbish in an address is as if it were not
there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from reportbot.core.cases.desk.queue import Narrowed, View
from reportbot.core.categories import CATEGORIES
from reportbot.core.finding import LONGEST_SEARCH
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.queue import queue_words

FIELDS = ("place", "category", "office", "urgency", "since", "until")


@dataclass(frozen=True, slots=True)
class Wish:
    """`given` are the fields that were understood, as they stand in an address. `no_place`: a place was typed that
    there is not."""

    view: View
    narrowed: Narrowed
    given: Mapping[str, str]
    no_place: bool = False

    def address(self, **changes: str) -> str:
        """What stands behind the "?", without what is usual. A change to "" leaves a field out."""
        fields = {"view": self.view, **self.given, **changes}
        return urlencode({name: str(value) for name, value in fields.items() if value and (name, value) != _USUAL})


_USUAL = ("view", View.OPEN)


def read_wish(query: Mapping[str, str], town: Town) -> Wish:
    place, no_place = _place(query.get("place", ""), town)
    category = query.get("category", "")
    office, urgency = query.get("office", ""), query.get("urgency", "")
    since, until = _day(query.get("since", "")), _day(query.get("until", ""))
    narrowed = Narrowed(
        place=place,
        category=category if category in CATEGORIES else "",
        lead=office if office in town.rules.institutions else "",
        urgency=_URGENCIES.get(urgency),
        since=_begin(since, town) if since else None,
        until=_begin(until + timedelta(days=1), town) if until else None,
    )
    given = {
        "place": narrowed.place,
        "category": narrowed.category,
        "office": narrowed.lead,
        "urgency": urgency if urgency in _URGENCIES else "",
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }
    return Wish(_view(query.get("view", "")), narrowed, {key: value for key, value in given.items() if value}, no_place)


def chips(wish: Wish, town: Town) -> list[tuple[Text, str]]:
    """What it is narrowed to, in words, each with the address without it."""
    return [(_chip(name, value, town), wish.address(**{name: ""})) for name, value in wish.given.items()]


def elsewhere(wish: Wish, view: View) -> str:
    """The address of another view, narrowed as this one."""
    return replace(wish, view=view).address()


_URGENCIES = {each.word: int(each) for each in Urgency}
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)


def _view(word: str) -> View:
    return View(word) if word in set(View) else View.OPEN


def _place(typed: str, town: Town) -> tuple[str, bool]:
    typed = typed.strip()
    if not typed:
        return "", False
    if typed in town.around.gazetteer.by_key:
        return typed, False
    found = town.around.gazetteer.find(typed) if len(typed) <= LONGEST_SEARCH else ()
    return (found[0].key, False) if found else ("", True)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and _FIRST <= day <= _LAST else None


def _begin(day: date, town: Town) -> datetime:
    """When that day begins in the town."""
    return datetime.combine(day, time(), ZoneInfo(town.rules.zone)).astimezone(UTC)


def _chip(name: str, value: str, town: Town) -> Text:
    if name == "place":
        return Text("{place}", {"place": town.around.gazetteer.by_key[value].name})
    if name == "category":
        return Text(CATEGORIES[value].label)
    if name == "office":
        return town.office(value).called
    if name == "urgency":
        return words.URGENCIES[Urgency.from_word(value)]
    day = date.fromisoformat(value)
    shown = f"{day.day}.{day.month}.{day.year}"
    word = queue_words.FROM_DAY if name == "since" else queue_words.UNTIL_DAY
    return Text(word.msgid, {"day": shown})
