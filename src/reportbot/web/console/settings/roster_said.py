"""Rows of the duty roster in words: who is on call, who is away, who swaps with whom."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from reportbot.core.messages import Fill, Text
from reportbot.core.townfile.subjects import Kind
from reportbot.service.towns import Town
from reportbot.web.console.settings import duty_words
from reportbot.web.console.settings.fields import (
    day_said,
    plain,
    together,
)
from reportbot.web.console.settings.hours import in_words

ALWAYS = "24/7"


def row_said(row: Mapping[str, Any], town: Town) -> Text:
    """Who is on call, on which days, at which hours."""
    roles = row.get("rotation", [row.get("role", "")])
    who = together([town.name_of(str(role)) for role in roles])
    said: dict[str, Fill] = {"who": who, "days": in_words(str(row.get("days", "")), town)}
    said["hours"] = in_words(str(row.get("hours", ALWAYS)), town)
    line = Text(duty_words.ROW.msgid, said)
    if not row.get("first") and not row.get("last"):
        return line
    return Text(
        "{row} ({first} – {last})",
        {"row": line, "first": moment_said(row.get("first", "")), "last": moment_said(row.get("last", ""))},
    )


def period_said(kind: Kind, row: Mapping[str, Any], town: Town) -> Text:
    """Who is away, or who swaps with whom, from when to when."""
    said: dict[str, Fill] = {"who": town.name_of(str(row.get("role", ""))), "since": moment_said(row.get("from"))}
    said |= {"until": moment_said(row.get("to")), "other": town.name_of(str(row.get("with", "")))}
    return Text((duty_words.SWAP_LINE if kind is Kind.SWAP else duty_words.FROM_TO).msgid, said)


def moment_said(at: Any) -> Text:
    """A date as people say it, with its time where it has one."""
    if isinstance(at, date):
        said = day_said(at)
        return plain(f"{at:%d.%m.%Y %H:%M}") if isinstance(at, datetime) else said
    day, _, clock = str(at).partition(" ")
    try:
        return Text("{day}, {clock}", {"day": day_said(date.fromisoformat(day)), "clock": clock})
    except ValueError:
        return plain(at)
