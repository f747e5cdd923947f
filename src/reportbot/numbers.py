"""Put who answers into lines: whole for a chat, digits and a word or two for an SMS, digits alone for a notification.

Who is not known to answer is marked, and where that is so of everybody it is said.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from reportbot.core.calendar import next_open
from reportbot.core.conversation.turns.surroundings import Answering
from reportbot.core.directory.danger import answers_for_sure, in_danger
from reportbot.core.directory.entry import NEEDS, Need, ServiceEntry
from reportbot.core.directory.search import hours_not_confirmed, numbers_for
from reportbot.core.messages import Fill, Text, TextList
from reportbot.municipality.offices import Institution

_LINE, _BARE = Text("{number} {name}"), Text("{number}")
_MAYBE = Text("{number} {name} (may not answer)", sms="{number} {name} (perhaps)")
_NOBODY_SURE = Text("We do not know who answers now. Try each number.")
_NOBODY_SURE_SMS = Text("Not sure who answers: try each")
_DESK = Text("{desk}: {phone}")
_DESK_UNTIL, _DESK_FROM = Text("{desk}: {phone}, until {until}"), Text("{desk}: {phone}, from {since}")
_MOST = 4  # lines of numbers that can still be read at a glance

Directory = tuple[ServiceEntry, ...]


def numbers_of(directory: Directory) -> Callable[[str, datetime], TextList]:
    """By need: who is open at that minute, then those whose hours nobody has stated."""

    def numbers(need: str, now: datetime) -> TextList:
        wanted: Need = next((known for known in NEEDS if known == need), "emergency")
        entries = (
            *numbers_for(directory, wanted, now, danger=need == "emergency"),
            *hours_not_confirmed(directory, wanted),
        )[:_MOST]
        return _lines(entries, now)

    return numbers


def answering_of(directory: Directory) -> Callable[[str, datetime], Answering]:
    """By kind of danger."""

    def answering(danger: str, now: datetime) -> Answering:
        in_chat = _lines(in_danger(directory, danger, now), now, brief=True)
        brief = in_danger(directory, danger, now, brief=True)
        return Answering(replace(in_chat, sms=_inline(brief, now)), _inline(brief, now, bare=True))

    return answering


def to_talk_of(directory: Directory) -> Callable[[datetime], TextList]:
    """Where a human answers by telephone: the lines for children, then the general number."""
    numbers = numbers_of(tuple(entry for entry in directory if entry.number))
    return lambda now: numbers("child", now)


def desk_of(phone: str, desk: Institution) -> Callable[[datetime], Text | None]:
    """Until when it answers, or from when."""

    def answers(now: datetime) -> Text | None:
        fill: dict[str, Fill] = {"desk": desk.called, "phone": phone}
        if not phone or desk.hours.always:
            return Text(_DESK.msgid, fill) if phone else None
        if not desk.hours.is_open(now):
            return Text(_DESK_FROM.msgid, {**fill, "since": next_open(now, desk.hours)})
        day = now.astimezone(ZoneInfo(desk.hours.zone)).date()
        closes = [opening[1] for opening in (desk.hours.opening_on(day),) if opening]
        return Text(_DESK_UNTIL.msgid, {**fill, "until": max(closes)})

    return answers


def line_of(entry: ServiceEntry, now: datetime) -> TextList:
    """One number or page alone, marked where it may not answer now."""
    return TextList((_line(entry, now, entry.name),), sms=TextList((_line(entry, now, entry.short or entry.name),)))


def _lines(entries: Directory, now: datetime, *, brief: bool = False) -> TextList:
    lines = [_line(entry, now, (entry.short if brief else "") or entry.name) for entry in entries]
    doubt = [] if answers_for_sure(entries, now) else [_NOBODY_SURE]
    return TextList((*lines, *doubt), sms=_inline(entries, now))


def _inline(entries: Directory, now: datetime, *, bare: bool = False) -> TextList:
    """In one line. Where nobody is known to answer, that is said once and no number is marked."""
    sure = answers_for_sure(entries, now)
    if bare and sure:  # digits alone have no room for a mark
        entries = tuple(entry for entry in entries if entry.general or entry.known_to_answer(now))
    listed = Text("{numbers}", {"numbers": TextList(tuple(_short(entry, now, bare, sure) for entry in entries), ", ")})
    return TextList((listed,) if sure else (listed, _NOBODY_SURE_SMS), ". ")


def _short(entry: ServiceEntry, now: datetime, bare: bool, mark: bool) -> Text:
    if bare or entry.general:
        return Text(_BARE.msgid, {"number": entry.number or entry.url})
    return _line(entry, now, entry.short or entry.name, mark=mark)


def _line(entry: ServiceEntry, now: datetime, name: str, *, mark: bool = True) -> Text:
    """The general number is never marked: it is the first to try, whatever its hours."""
    maybe = mark and not entry.general and not entry.known_to_answer(now)
    pattern = _MAYBE if maybe else _LINE
    return Text(pattern.msgid, {"number": entry.number or entry.url, "name": Text(name)}, pattern.sms)
