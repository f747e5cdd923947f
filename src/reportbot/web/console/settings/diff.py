"""What stood there before and after, as a table that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.service.towns import Town
from reportbot.web.console.settings import labels, words
from reportbot.web.console.settings.fields import known, plain
from reportbot.web.console.settings.ladder_said import matter_said
from reportbot.web.console.settings.values import row_in_words, value_said


@dataclass(frozen=True, slots=True)
class Row:
    what: Text
    before: Text
    after: Text


TABLES: Mapping[Kind, str] = {
    Kind.INSTITUTION: "institutions",
    Kind.PLACE: "places",
    Kind.SCHOOL: "schools",
}
"""Whose keys mean something of their own there."""


def rows_of(of: Subject, before: Any, after: Any, town: Town) -> list[Row]:
    """Only what differs."""
    if isinstance(before, list) or isinstance(after, list):
        gone = [row for row in before or [] if row not in (after or [])]
        new = [row for row in after or [] if row not in (before or [])]
        if of[0] in (Kind.RULE_ORDER, Kind.LADDER) or max(len(gone), len(new)) != 1:
            return _of_lists(of, before or [], after or [], gone, new, town)
        before, after = (gone or [None])[0], (new or [None])[0]
    one, other = before or {}, after or {}
    keys = [key for key in dict.fromkeys((*one, *other)) if one.get(key) != other.get(key)]
    rows = _of_texts(one.get("text", {}), other.get("text", {})) if of[0] is Kind.REPLY else []
    rows += [
        Row(
            labels.label_of(key, TABLES.get(of[0], "")),
            value_said(key, one.get(key), town),
            value_said(key, other.get(key), town),
        )
        for key in keys
        if (of[0], key) != (Kind.REPLY, "text")
    ]
    return [row for row in rows if row.before != row.after]


def name_of(of: Subject, town: Town) -> Text:
    """What a change is about, in a few words."""
    kind, subject = of
    label = labels.KIND[kind]
    if kind in (Kind.DUTY, Kind.PROMISES_FOR, Kind.RULE_ORDER, Kind.LADDER, Kind.FILE):
        return label
    name = plain(subject)
    if kind in (Kind.CONTACT, Kind.OFFICE, Kind.SIGNING, Kind.INSTITUTION):
        name = town.name_of(subject)
    elif kind in (Kind.PLACE, Kind.SCHOOL):
        found_place = town.around.gazetteer.by_key.get(subject)
        name = Text("{place}", {"place": found_place.name}) if found_place else plain(subject)
    elif kind is Kind.HOTLINE:
        found = next((entry.name for entry in town.rules.directory if entry.key == subject), None)
        name = known(found) if found else plain(subject)
    elif kind is Kind.RULE:
        name = known(subject)
    elif kind is Kind.REPLY:
        own = town.rules.replies.get(subject)
        name = plain(own.name if own else subject)
    elif kind is Kind.URGENCY:
        name = matter_said(subject)
    elif kind in (Kind.SWAP, Kind.ABSENCE):
        name = town.name_of(subject.split(" · ")[0])
    elif kind is Kind.PROMISE:
        name = next((said for urgency, said in words.URGENCIES.items() if urgency.word == subject), name)
    return Text("{kind}: {name}", {"kind": label, "name": name})


def _of_texts(before: Mapping[str, str], after: Mapping[str, str]) -> list[Row]:
    return [
        Row(plain(NAMES.get(code, code)), _text(before.get(code)), _text(after.get(code)))
        for code in dict.fromkeys((*before, *after))
        if before.get(code) != after.get(code)
    ]


def _text(said: str | None) -> Text:
    return plain(said) if said else words.NOTHING


def _of_lists(
    of: Subject, before: list[Any], after: list[Any], gone: list[Any], new: list[Any], town: Town
) -> list[Row]:
    if of[0] is Kind.RULE_ORDER:
        return _of_order(before, after)
    count = max(len(gone), len(new))
    rows = [(gone[n] if n < len(gone) else None, new[n] if n < len(new) else None) for n in range(count)]
    label = labels.KIND[of[0]]
    return [Row(label, row_in_words(of[0], one, town), row_in_words(of[0], other, town)) for one, other in rows]


def _of_order(before: list[Any], after: list[Any]) -> list[Row]:
    """The one rule that was moved, if it was one; else all that have another place."""
    places = {name: number for number, name in enumerate(before, 1)}
    moved = [(name, number) for number, name in enumerate(after, 1) if places.get(name) != number]
    alone = [
        each for each in moved if [name for name in before if name != each[0]] == [n for n in after if n != each[0]]
    ]
    rows = alone[:1] or moved
    return [Row(known(name), plain(places.get(name, "")), plain(number)) for name, number in rows]
