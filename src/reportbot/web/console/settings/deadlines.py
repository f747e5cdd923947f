"""How soon institutions must answer, act and close: by urgency, and for some matters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reportbot.core.cases.due.deadlines import Promise
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind
from reportbot.core.urgency import Urgency
from reportbot.web.console.settings import deadline_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    categories_of,
    check_field,
    checked,
    checks_field,
    choice_field,
    count_in,
    ticks,
    together,
    urgencies_of,
)
from reportbot.web.console.settings.ladder_said import (
    length_of,
    length_said,
    matter_said,
    number_and_unit,
    told_time,
    urgency_said,
)

_TIMES = {"acknowledge": deadline_words.ACKNOWLEDGE, "act": deadline_words.ACT, "close": deadline_words.CLOSE}


class Deadlines:
    path, title, help = "deadlines", deadline_words.DEADLINES, deadline_words.DEADLINES_HELP
    kinds = (Kind.PROMISE, Kind.PROMISES_FOR)

    def groups(self, at: At) -> list[Group]:
        usual = tuple(_usual(at, urgency) for urgency in sorted(Urgency, reverse=True))
        special = tuple(_special(number, row) for number, row in enumerate(at.rows("promises_for")))
        new = (deadline_words.NEW_PROMISE, Wanted(Kind.PROMISES_FOR))
        return [
            Group(deadline_words.BY_URGENCY, usual),
            Group(deadline_words.FOR_SOME, special, new, deadline_words.EMPTY_AS_USUAL),
        ]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        row = _row_of(at, wanted) or {"urgency": "normal"}
        flat = {"urgency": str(row.get("urgency", ""))} | ticks("categories", row.get("categories", []))
        for name in _TIMES:
            flat[name], flat[f"{name}_in"] = number_and_unit(str(row.get(name, "")))
        return flat | ({"around_the_clock": ON} if row.get("around_the_clock") else {})

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        times = []
        for name, label in _TIMES.items():
            times.append(Field(name, label, "number", flat.get(name, "")))
            times.append(choice_field(flat, f"{name}_in", deadline_words.IN_UNITS, deadline_words.UNITS.items()))
        for_some = []
        if wanted.kind == Kind.PROMISES_FOR:
            urgency = choice_field(flat, "urgency", words.URGENCY, urgencies_of())
            for_some = [FieldSet(None, (checks_field(flat, "categories", words.MATTERS, categories_of()), urgency))]
        return [
            *for_some,
            FieldSet(None, (*times, check_field(flat, "around_the_clock", deadline_words.AROUND_THE_CLOCK))),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        old = _row_of(at, wanted)
        if wanted.kind == Kind.PROMISE:
            return (Kind.PROMISE, wanted.of), _with_times(old or {}, flat, usual=False)
        rows, number = list(at.rows("promises_for")), count_in(wanted.of)
        if old is not None and flat.get("remove") == ON:
            return (Kind.PROMISES_FOR, ""), [row for place, row in enumerate(rows) if place != number] or None
        chosen = checked(flat, "categories", CATEGORIES)
        row = {**(old or {}), "categories": chosen, "urgency": flat.get("urgency", "")}
        row = _with_times(row, flat, usual=None)
        rows = [*rows, row] if old is None else [row if place == number else each for place, each in enumerate(rows)]
        return (Kind.PROMISES_FOR, ""), rows


def promised(promise: Promise) -> Text:
    """Its three times. A day is said as one: it may be a working day, which is not 24 hours."""
    return Text(words.PROMISE.msgid, {name: length_said(getattr(promise, name)) for name in _TIMES})


def time_said(said: str) -> Text | None:
    """A time as the file writes it ("2 hours"), in words of the reader; None where it is none."""
    length = length_of(said)
    return length_said(length) if length is not None else None


def _row_of(at: At, wanted: Wanted) -> dict[str, Any] | None:
    """None for a new one. Raises UnknownCode."""
    if wanted.kind == Kind.PROMISE:
        found = at.tables.get("promises", {}).get(wanted.of)
    elif not wanted.of:
        return None
    else:
        number, rows = count_in(wanted.of), at.rows("promises_for")
        found = rows[number] if number is not None and number < len(rows) else None
    if not isinstance(found, dict):
        raise UnknownCode("no such promise")
    return found


def _with_times(row: dict[str, Any], flat: Flat, *, usual: bool | None) -> dict[str, Any]:
    """`usual`: what is meant where a flag is not there; None where the urgency says it."""
    found = dict(row)
    for name in _TIMES:
        count, unit = flat.get(name, "").strip(), flat.get(f"{name}_in", "days")
        if count and (count_in(count) is None or unit not in deadline_words.UNITS):
            raise FieldsWrong(words.NO_LENGTH, name)
        said = f"{int(count)} {unit[:-1] if int(count) == 1 else unit}" if count else ""
        if said and number_and_unit(str(found.get(name, ""))) != number_and_unit(said):
            found[name] = said
        elif not said:
            found.pop(name, None)
    around = flat.get("around_the_clock") == ON
    if around != found.get("around_the_clock", False if usual is None else usual):
        found["around_the_clock"] = around
    return found


def _usual(at: At, urgency: Urgency) -> Line:
    promise = at.town.rules.promises[urgency]
    about = [
        Text("{what}: {time}", {"what": label, "time": length_said(getattr(promise, name))})
        for name, label in _TIMES.items()
    ]
    if promise.around_the_clock:
        about.append(deadline_words.AROUND_THE_CLOCK)
    return Line(words.URGENCIES[urgency], tuple(about), Wanted(Kind.PROMISE, urgency.word))


def _special(number: int, row: dict[str, Any]) -> Line:
    return Line(_matters(row), (urgency_said(row), *_times_of(row)), Wanted(Kind.PROMISES_FOR, str(number)))


def promised_for(row: Mapping[str, Any]) -> Text:
    """A whole row: for what, of which urgency, and what is promised otherwise."""
    times = together(_times_of(row))
    return Text(
        "{matters} ({urgency}): {times}", {"matters": _matters(row), "urgency": urgency_said(row), "times": times}
    )


def _matters(row: Mapping[str, Any]) -> Text:
    return together([matter_said(str(code)) for code in row.get("categories", [])])


def _times_of(row: Mapping[str, Any]) -> list[Text]:
    found = [(label, row[name]) for name, label in _TIMES.items() if name in row]
    return [Text("{what}: {time}", {"what": label, "time": told_time(time)}) for label, time in found]
