"""Letters in the words of the desk: the lines of a list, and what happened to them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from reportbot.core.cases.events import CaseEvent
from reportbot.core.messages import Text
from reportbot.service.letters.contents import NOTICE
from reportbot.service.records import Letter
from reportbot.service.towns import Town
from reportbot.web.console import times
from reportbot.web.console.case.attachments import paper_words as words


@dataclass(frozen=True, slots=True)
class MadeLine:
    number: str
    kind: Text
    to: Text
    made: datetime
    handed: Text | None


def line_of(letter: Letter, town: Town) -> MadeLine:
    handed: Text | None = None
    if letter.handed_at:
        handed = Text(words.HANDED_ON.msgid, {"day": times.day(letter.handed_at, town.rules.zone)})
    elif letter.kind == NOTICE:
        handed = words.STILL_HERE
    return MadeLine(
        letter.number, words.KINDS[letter.kind], office_of(town, letter.institution), letter.made_at, handed
    )


def happened(event: CaseEvent, town: Town) -> Text:
    """A letter that was made or handed over, in words."""
    kind = event.facts.get("letter", "")
    return Text(
        words.EVENTS[event.kind].msgid,
        {
            "number": event.facts.get("number", ""),
            "letter": words.KINDS.get(kind, Text("{kind}", {"kind": kind})),
            "institution": office_of(town, event.facts.get("institution", "")),
            "day": _day(event.facts.get("on", "")),
        },
    )


def office_of(town: Town, key: str) -> Text:
    """The ministry is no office of the town."""
    office = town.rules.institutions.get(key)
    return office.called if office else Text("{key}", {"key": key}) if key else words.TO_MINISTRY


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day}.{day.month}.{day.year}"
