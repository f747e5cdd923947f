"""Reasons as plain values, so that they can be kept sealed and read again in any language; and in plain English.

A sentence without fills is its msgid alone, which is also how reasons were kept before they had fills. Raises nothing:
what has another shape than ours is shown as it is.
"""

import re
from collections.abc import Mapping
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.hearing.wording import chosen_reason
from reportbot.core.messages import Fill, Named, Text, TextList

_CHOSE_ONCE = "the person chose "  # how triage began that reason while reasons were plain English
_HOLE = re.compile(r"{(\w+)}")


def to_plain(reason: Text) -> Any:
    """For JSON."""
    return _plain(reason) if reason.fill else reason.msgid


def from_plain(value: Any) -> Text:
    """What `to_plain` made of it, or an older reason in plain English."""
    if isinstance(value, str):
        code = value.removeprefix(_CHOSE_ONCE)
        return chosen_reason(code) if code != value and code in CATEGORIES else Text(value)
    found = _fill(value)
    return found if isinstance(found, Text) else Text("{said}", {"said": str(value)})


def in_english(reason: Fill) -> str:
    """As `reportbot triage` prints it."""
    match reason:
        case Text():
            fill = reason.fill
            return _HOLE.sub(lambda hole: in_english(fill.get(hole[1], "")), reason.msgid)
        case TextList():
            return reason.between.join(map(in_english, reason.items))
        case Named():
            return reason.in_("en")
        case _:
            return str(reason)


def _plain(fill: Fill) -> Any:
    """Inside of a sentence a bare string is a word to be shown as it is, so that a sentence is told by its key."""
    match fill:
        case Text():
            return {"say": fill.msgid, "with": {name: _plain(value) for name, value in fill.fill.items()}}
        case TextList():
            return {"all": [_plain(each) for each in fill.items], "between": fill.between}
        case int():
            return fill
        case _:
            return in_english(fill)


def _fill(value: Any) -> Fill:
    match value:
        case {"say": str(msgid), "with": Mapping() as filled}:
            return Text(msgid, {str(name): _fill(each) for name, each in filled.items()})
        case {"all": list(items), "between": str(between)}:
            found = tuple(each for each in map(_fill, items) if isinstance(each, Text))
            return TextList(found, between)
        case int():
            return value
        case _:
            return str(value)
