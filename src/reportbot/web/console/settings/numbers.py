"""The numbers that people can call: a list, and one form."""

from datetime import date
from typing import Any

from reportbot.core.directory.entry import NEEDS
from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.web.console.settings import number_words, words
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    Field,
    FieldSet,
    Flat,
    Group,
    Line,
    Wanted,
    check_field,
    checked,
    checks_field,
    choice_field,
    day_in,
    day_said,
    kept,
    known,
    listed,
    plain,
    spoken,
    text_field,
    ticks,
)
from reportbot.web.console.settings.hours import of_file, such, typed
from reportbot.web.console.settings.keys import key_made

_TEXTS = ("name", "short", "number", "url", "hours", "cost", "audience", "note", "source", "evidence", "confidence")
_SAID = ("name", "short", "cost", "audience", "note")
"""What people read, translated where the catalogues know it."""
_LANGUAGES = tuple(code for code in NAMES if "_" not in code)


class Numbers:
    path, title, help = "numbers", number_words.NUMBERS, number_words.NUMBERS_HELP
    kinds = (Kind.HOTLINE,)

    def groups(self, at: At) -> list[Group]:
        lines = tuple(_line(row) for row in at.rows("hotlines"))
        return [Group(number_words.NUMBERS, lines, (number_words.NEW_NUMBER, Wanted(Kind.HOTLINE)))]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        row = value_of(at.tables, (Kind.HOTLINE, wanted.of))
        if row is None:
            return {"hours": typed("unknown", at), "confidence": "B", "hours_confirmed": ON}
        flat = {key: str(row.get(key, "")) for key in _TEXTS}
        flat |= {key: spoken(flat[key], at) for key in _SAID}
        flat["hours"] = typed(flat["hours"], at)
        flat |= {key: ON for key in ("closed_on_holidays", "enabled", "general") if row.get(key)}
        flat |= {"hours_confirmed": ON} if row.get("hours_confirmed", True) else {}
        flat["other_numbers"] = ", ".join(row.get("other_numbers", []))
        flat["verified_on"] = str(row.get("verified_on", ""))
        return flat | ticks("needs", row.get("needs", [])) | ticks("languages", row.get("languages", []))

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        languages = [(code, plain(NAMES[code])) for code in _LANGUAGES]
        return [
            FieldSet(
                None,
                (
                    text_field(flat, "name", words.NAME, help=number_words.NAME_HELP, required=True),
                    text_field(flat, "short", number_words.SHORT),
                    text_field(flat, "number", number_words.NUMBER),
                    text_field(flat, "other_numbers", number_words.OTHER_NUMBERS),
                    text_field(flat, "url", number_words.URL),
                    text_field(flat, "hours", number_words.HOURS, help=such(number_words.HOURS_EXAMPLE, at)),
                    check_field(flat, "hours_confirmed", number_words.HOURS_CONFIRMED),
                    check_field(flat, "closed_on_holidays", number_words.CLOSED_ON_HOLIDAYS),
                ),
            ),
            FieldSet(None, (checks_field(flat, "needs", number_words.FOR_WHAT, number_words.NEEDS.items()),)),
            FieldSet(None, (checks_field(flat, "languages", words.LANGUAGES, languages),), folded=True),
            FieldSet(
                None,
                (
                    text_field(flat, "cost", number_words.COST),
                    text_field(flat, "audience", number_words.AUDIENCE),
                    text_field(flat, "note", number_words.NOTE),
                ),
            ),
            FieldSet(
                number_words.SOURCE,
                (
                    text_field(flat, "source", number_words.SOURCE, help=number_words.SOURCE_HELP, required=True),
                    text_field(flat, "evidence", number_words.EVIDENCE),
                    choice_field(flat, "confidence", number_words.CONFIDENCE, number_words.SURE.items()),
                    Field("verified_on", number_words.VERIFIED, "date", flat.get("verified_on", "")),
                    check_field(flat, "enabled", number_words.ENABLED),
                    check_field(flat, "general", number_words.GENERAL),
                ),
            ),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        key = wanted.of or key_made(at, Kind.HOTLINE, flat.get("name", ""), "line")
        if wanted.of and flat.get("remove") == ON:
            return (Kind.HOTLINE, key), None
        old = value_of(at.tables, (Kind.HOTLINE, key)) or {}
        row: dict[str, Any] = {"key": key, **old}
        for name in _TEXTS:
            said = flat.get(name, "").strip()
            said = of_file(said, at) if name == "hours" else kept(said, old.get(name), at) if name in _SAID else said
            _put(row, name, said)
        _put(row, "other_numbers", listed(flat.get("other_numbers", "")))
        _put(row, "needs", _in_old_order(checked(flat, "needs", NEEDS), old.get("needs")))
        _put(row, "languages", _in_old_order(checked(flat, "languages", _LANGUAGES), old.get("languages")))
        _put(row, "verified_on", day_in(flat, "verified_on", today))
        for name, usual in (
            ("hours_confirmed", True),
            ("closed_on_holidays", False),
            ("enabled", False),
            ("general", False),
        ):
            ticked = flat.get(name) == ON
            if ticked != old.get(name, usual):
                row[name] = ticked
        return (Kind.HOTLINE, key), row


def _line(row: dict[str, Any]) -> Line:
    day = row.get("verified_on")
    about = [plain(row.get("number") or row.get("url", ""))]
    about.append(
        Text(number_words.CHECKED.msgid, {"day": day_said(day)}) if isinstance(day, date) else number_words.NOT_CHECKED
    )
    warning = None if row.get("enabled") else number_words.NOT_SHOWN
    return Line(
        known(str(row.get("name", ""))), tuple(about), Wanted(Kind.HOTLINE, str(row.get("key", ""))), (), warning
    )


def _put(row: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", [], None):
        row.pop(name, None)
    elif row.get(name) != value:
        row[name] = value


def _in_old_order(chosen: list[str], old: Any) -> list[str]:
    """As the file has them, where nothing was changed but the order."""
    return list(old) if isinstance(old, list) and set(old) == set(chosen) else chosen
