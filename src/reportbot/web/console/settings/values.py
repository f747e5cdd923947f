"""One value of the municipality file, as people say it: a change is read by whoever must agree to it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from reportbot.core.languages import NAMES
from reportbot.core.messages import Fill, Text
from reportbot.core.townfile.subjects import BEFORE, Kind
from reportbot.core.townfile.toml_text import value_in_toml
from reportbot.service.towns import Town
from reportbot.web.console.settings import contact_words, number_words, place_words, rule_words, words
from reportbot.web.console.settings.contacts import way_said
from reportbot.web.console.settings.deadlines import promised_for, time_said
from reportbot.web.console.settings.fields import known, plain, together
from reportbot.web.console.settings.hours import in_words
from reportbot.web.console.settings.ladder_said import matter_said, whole_rung_said
from reportbot.web.console.settings.roster_said import moment_said, period_said, row_said
from reportbot.web.console.settings.rules import place_said

Say = Callable[[Any, Town], Text]
FLAGS: Mapping[str, bool] = {
    "hours_confirmed": True,
    "closed_on_holidays": False,
    "enabled": False,
    "general": False,
    "around_the_clock": False,
    "refuses": False,
    "takes_reports": True,
    "retired": False,
    "offered": True,
    "removed": False,
    "nowhere": False,
}
"""And what holds where the file does not say it."""
_URGENCIES = {urgency.word: said for urgency, said in words.URGENCIES.items()}


def value_said(key: str, value: Any, town: Town) -> Text:
    """`key` as the file writes it."""
    if key in FLAGS and (value is None or isinstance(value, bool)):
        return words.YES if (FLAGS[key] if value is None else value) else words.NO
    if value in (None, "", []):
        return words.NOTHING
    if key == "at" and isinstance(value, list):
        return plain(", ".join(map(str, value)))
    if isinstance(value, list):
        return together([value_said(key, each, town) for each in value])
    say = _SAYS.get(key)
    if say is not None and isinstance(value, str | dict):
        return say(value, town)
    if isinstance(value, date):
        return moment_said(value)
    return plain(value) if isinstance(value, str | int) else plain(value_in_toml(value))


def row_in_words(kind: Kind, row: Any, town: Town) -> Text:
    """A whole row of a list; nothing for None."""
    if row is None:
        return words.NOTHING
    if kind is Kind.DUTY:
        return row_said(row, town)
    if kind is Kind.LADDER:
        return whole_rung_said(row, town)
    if kind in (Kind.SWAP, Kind.ABSENCE):
        return period_said(kind, row, town)
    return promised_for(row) if kind is Kind.PROMISES_FOR else plain(value_in_toml(row))


def _office(key: str, town: Town) -> Text:
    """What an institution does stands under the same key as who is on call: a sentence."""
    return known(key) if " " in key else town.name_of(key)


def _hours(said: str, town: Town) -> Text:
    return in_words(said, town)


def _time(said: str, town: Town) -> Text:
    return time_said(said) or plain(said)


def _way(way: Any, town: Town) -> Text:
    """With what it is only for."""
    if not isinstance(way, dict):
        return contact_words.KINDS.get(str(way), plain(way))
    more = [_URGENCIES.get(str(each), plain(each)) for each in way.get("urgency", [])]
    more += [in_words(str(way["when"]), town)] if way.get("when") else []
    return Text("{way} ({only})", {"way": way_said(way), "only": together(more)}) if more else way_said(way)


def _known(said: str, town: Town) -> Text:
    """The catalogues may know it: what is shipped is translated."""
    return known(said)


def _named(name: str | Mapping[str, str]) -> Text:
    """By language, where the town names it itself."""
    if isinstance(name, str):
        return known(name)
    return together(
        [Text("{language}: {name}", {"language": NAMES.get(code, code), "name": said}) for code, said in name.items()]
    )


def _secret(turn: Mapping[str, Any]) -> Text:
    said: dict[str, Fill] = {"count": str(turn.get("number", 1))}
    if until := turn.get("former_until"):
        return Text(contact_words.SECRET_UNTIL.msgid, {**said, "day": str(until)[:10]})
    return Text(contact_words.SECRET_NUMBER.msgid, said)


def _of(known: Mapping[str, Text]) -> Say:
    return lambda said, town: known.get(said, plain(said))


_SAYS: Mapping[str, Say] = {
    **dict.fromkeys(("lead", "together", "copies", "instead", "role", "with", "rotation", "deputy", "boss"), _office),
    **dict.fromkeys(("hours", "days", "when", "changes"), _hours),
    **dict.fromkeys(("acknowledge", "act", "close"), _time),
    **dict.fromkeys(("ways", "second", "head"), _way),
    "name": lambda name, town: _named(name),
    **dict.fromkeys(("short", "cost", "audience", "note", "because", BEFORE), _known),
    "from": lambda said, town: moment_said(said),
    "to": lambda said, town: moment_said(said),
    "categories": lambda code, town: matter_said(code),
    **dict.fromkeys(("in_place", "place"), lambda key, town: place_said(key, town)),
    "kind": _of(place_words.KINDS),
    "places": lambda key, town: place_said(key, town),
    "needs": _of(number_words.NEEDS),
    "voices": _of(rule_words.VOICE),
    "urgency": _of(_URGENCIES),
    "confidence": _of(number_words.SURE),
    "by": _of(contact_words.KINDS),
    "webhook_secret": lambda turn, town: _secret(turn),
    "languages": lambda code, town: plain(NAMES.get(code, code)),
}
